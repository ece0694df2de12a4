-- Defects planted into the figures that cities give themselves.

-- observation: a_rate_on_a_second_base_stores_it
update marts.observation set denominator_vintage = null where indicator_id = 'C13';

-- observation: spending_is_no_definition_met
update marts.observation set unit_code = 'ZAR per inhabitant' where indicator_id = 'G02';

-- observation: a_modelled_ratio_is_an_estimate
update marts.observation set obs_status_code = 'A', obs_flag_codes = 'A' where indicator_id = 'P02';

-- observation: the_interval_holds_the_value
update marts.observation set ci_high = 0.65 where indicator_id = 'P02';

-- observation: context_is_never_compared
update marts.observation set comparability_tier_code = 'X' where area_scope = 'facility';

-- observation: scope_is_the_area_type
update marts.observation set area_scope = 'city' where indicator_id = 'G11';

-- observation: a_percentage_is_one
update marts.observation set value = 101, numerator = 101, denominator = 100 where indicator_id = 'G11';

-- fct_governance_indicator: a_rate_is_not_negative
update core.fct_governance_indicator set value = -1 where local_indicator_code = 'unsentenced|total';

-- fct_population: one_rate_base
insert into core.fct_population select * replace ('another' as vintage) from core.fct_population where denominator_type_code = 'households';
