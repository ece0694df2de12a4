-- Defects planted into the indicators, comparisons and charts of the toy candidate.

-- indicator_catalogue: all_47_for_every_city
delete from marts.indicator_catalogue where indicator_id = 'D07' and city_id = 'co_medellin';

-- indicator_catalogue: what_is_missing_is_said_in_both_languages
update marts.indicator_catalogue set missing_es = null where indicator_id = 'G01';

-- indicator_catalogue: in_set(availability_code)
update marts.indicator_catalogue set availability_code = 'perhaps' where indicator_id = 'G01';

-- observation: a_figure_leads_back_to_its_extracts
update marts.observation set extract_sha256_list = null where indicator_id = 'C02';

-- observation: its_extracts_are_known
update marts.observation set extract_sha256_list = repeat('9', 64) where indicator_id = 'C02';

-- observation: nothing_at_all_says_why
update marts.observation set obs_status_code = 'A', obs_flag_codes = 'A' where area_id = 'MEX:city:22014';

-- observation: the_interval_holds_the_value
update marts.observation set ci_low = 13 where area_id = 'COL:city:05001' and indicator_id = 'C01';

-- observation: bounds_hold_the_value
update marts.observation set value_low = 30 where indicator_id = 'C08';

-- observation: an_interval_node_has_no_value
update marts.observation set value = 15 where indicator_id = 'C08';

-- observation: a_percentage_is_one + the_interval_holds_the_value
update marts.observation set value = 133 where indicator_id = 'C02';

-- observation: a_rate_has_its_base
update marts.observation set denominator_vintage = null where area_id = 'MEX:state:22';

-- observation: context_is_never_compared
update marts.observation set comparability_tier_code = 'B' where area_id = 'MEX:state:22';

-- observation: a_state_is_not_a_city + scope_is_the_area_type + context_is_never_compared
update marts.observation set area_scope = 'state' where area_id = 'MEX:city:22014';

-- observation: in_set(ci_method_code)
update marts.observation set ci_method_code = 'wald' where indicator_id = 'C02';

-- observation: in_set(comparability_tier_code)
update marts.observation set comparability_tier_code = 'D' where indicator_id = 'C08';

-- comparability_card: a_pair_stands_once
update marts.comparability_card set city_id_a = city_id_b, city_id_b = city_id_a where indicator_id = 'C08';

-- comparability_card: tests_are_y_p_or_n
update marts.comparability_card set break_test_code = '?' where indicator_id = 'C08';

-- comparability_card: the_tier_is_never_better_than_its_tests
update marts.comparability_card set tier_code = 'A' where indicator_id = 'C08';

-- comparability_card: a_lower_tier_has_its_reasons
update marts.comparability_card set reasons = '[]' where indicator_id = 'C08';

-- comparability_card: in_set(tier_code)
update marts.comparability_card set tier_code = 'Z' where indicator_id = 'C08';

-- ranking: no_order_across_a_bad_pair
update marts.comparability_card set tier_code = 'C' where indicator_id = 'C01' and city_id_b = 'za_ethekwini';

-- ranking: a_refusal_shows_no_value
update marts.ranking set refusal_es = null where indicator_id = 'C08';

-- ranking: the_highest_comes_first
update marts.ranking set place_from_highest = 3 where city_id = 'za_ethekwini' and value is not null;
