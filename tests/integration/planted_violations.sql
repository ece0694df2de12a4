-- Violations of the named tests of the invariants (methods 13), planted into a built warehouse, one at
-- a time. Each block: the test that must fail, and no other of its folder (after a colon: which of its
-- rules), then the SQL that breaks the invariant.

-- inv01_every_fact_has_its_extract
update core.fct_population set extract_sha256 = repeat('0', 64)
where rowid = (select min(rowid) from core.fct_population);

-- inv01_every_observation_has_its_extracts
update marts.observation set extract_sha256_list = repeat('0', 64)
where rowid = (select min(rowid) from marts.observation where indicator_id = 'G06' and value is not null);

-- inv01_every_row_of_a_city_file_has_its_extract
update core.fct_service_request set extract_sha256 = repeat('0', 64)
where rowid = (select min(rowid) from core.fct_service_request);

-- inv01_lines_add_up
update meta.extracts set declared_lines = declared_lines + 1
where rowid = (select min(rowid) from meta.extracts where status_code = 'loaded');

-- inv02_rows_feed_only_their_safe_rollup
insert into intermediate.int_category_node by name
select * replace ('0701' as iccs_code) from intermediate.int_category_node
where source_id = 'mx_sesnsp_rnid' and iccs_code = '0101' and bound_code = 'certain' limit 1;

-- inv02_splits_have_evidence_and_approximations_say_so
update core.crosswalk set split_pct = 40
where rowid = (select min(rowid) from core.crosswalk);

-- inv03_children_never_exceed_parent
update marts.recorded_crime_by_city_year set possible_count = offence_count - 1
where rowid = (
  select min(rowid) from marts.recorded_crime_by_city_year
  where offence_count > 0 and node_status_code <> 'approximation'
);

-- inv03_children_add_up_to_at_most_their_parent
update marts.recorded_crime_by_city_month set offence_count = 1000000
where rowid = (
  select min(child.rowid) from marts.recorded_crime_by_city_month as child
  inner join core.dim_offence as offence using (iccs_code)
  inner join marts.recorded_crime_by_city_month as parent
    on child.source_id = parent.source_id and child.area_id = parent.area_id
    and child.period_id = parent.period_id and child.counting_unit_code = parent.counting_unit_code
    and offence.parent_code = parent.iccs_code
  where child.offence_count >= 0 and parent.offence_count >= 0
    and child.node_status_code <> 'approximation' and parent.node_status_code <> 'approximation'
    and not exists (
      select 1 from core.dim_offence as below where below.parent_code = child.iccs_code
    )
);

-- inv04_homicide_and_attempt_are_apart
insert into intermediate.int_category_node by name
select * replace ('0102' as iccs_code, 'approximation' as bound_code)
from intermediate.int_category_node
where iccs_code = '0101' and bound_code = 'certain' limit 1;

-- inv04_no_attempt_tag_on_homicide
update core.crosswalk set tags = 'At=1'
where rowid = (select min(rowid) from core.crosswalk where safe_rollup_code = '0101');

-- inv05_no_sum_mixes_units_or_sources
update core.fct_death set counting_unit_code = 'victim'
where rowid = (select min(rowid) from core.fct_death);

-- inv07_knowledge_intervals_do_not_overlap
update core.fct_offence set known_to_at = known_from_at
where rowid = (
  select min(rowid) from core.fct_offence
  where known_to_at is not null and source_category_id not in (
    select source_category_id from intermediate.int_category_node
    where iccs_code in (select iccs_code from seeds.indicator_nodes)
  )
);

-- inv07_versions_of_other_facts_do_not_overlap
insert into core.fct_budget by name
select * replace (known_from_at + interval 1 day as known_from_at) from core.fct_budget
where known_to_at is null limit 1;

-- inv07_knowledge_of_deaths_does_not_overlap
insert into core.fct_death by name
select * replace (known_from_at + interval 1 day as known_from_at) from core.fct_death
where known_to_at is null limit 1;

-- inv09_overlap_weights_sum_to_one_at_most
update core.bridge_area_overlap set overlap_weight = overlap_weight + 0.001
where rowid = (select min(rowid) from core.bridge_area_overlap where weight_basis_code = 'area');

-- inv09_population_is_conserved
update core.bridge_area_overlap set overlap_weight = overlap_weight * 1.25
where weight_basis_code = 'population' and from_area_id in (
  select from_area_id from core.bridge_area_overlap
  where to_area_id = 'ZAF:city:ETH' and weight_basis_code = 'population' and overlap_weight < 0.9
);

-- inv10_a_rate_has_its_own_denominator
update marts.offence_rate_by_city_year set population = 2 * population
where rowid = (select min(rowid) from marts.offence_rate_by_city_year where rate_per_100k is not null);

-- inv11_low_precision_is_flagged_and_none_is_compared
update core.fct_survey_estimate set cv_pct = 35
where rowid = (
  select min(rowid) from core.fct_survey_estimate
  where estimate_pct is not null and not list_contains(string_split(obs_flag_codes, ';'), 'U')
);

-- inv12_rates_need_their_months
update marts.offence_rate_by_city_year set months_reported = 9
where rowid = (select min(rowid) from marts.offence_rate_by_city_year where rate_per_100k is not null);

-- inv13_shares_say_where_dont_know_stands
update core.fct_survey_estimate set dont_know_rule_code = 'unspecified'
where rowid = (
  select min(rowid) from core.fct_survey_estimate
  where not list_contains(string_split(obs_flag_codes, ';'), 'D')
);

-- inv14_no_zero_without_a_report
update marts.recorded_crime_by_city_month set offence_count = 0
where rowid = (
  select min(rowid) from marts.recorded_crime_by_city_month
  where obs_status_code = 'L' and offence_count is null and coalesce(areas_reporting, 0) = 0
);

-- inv14_no_zero_below_an_undetailed_label
update marts.recorded_crime_by_city_year set offence_count = 0, obs_flag_codes = 'B'
where source_id = 'co_ponal_offences' and area_id = 'COL:city:05001'
  and period_id = 'gregorian:year:2018-01-01' and obs_status_code = 'M' and offence_count is null;

-- inv14_no_zero_after_the_cutoff
update meta.extracts set data_as_of_date = date '1900-01-01'
where extract_sha256 = (select min(extract_sha256) from core.fct_offence where value_count = 0);

-- inv15_one_crosswalk_row_per_label
insert into intermediate.int_crosswalk_match
select * from intermediate.int_crosswalk_match limit 1;

-- inv15_unknown_labels_are_listed
insert into intermediate.int_label by name
select * replace ('co_ponal_offences:000000000000' as source_category_id)
from intermediate.int_label where source_id = 'co_ponal_offences' limit 1;

-- inv15_unlisted_weapons_are_listed
delete from seeds.weapon_labels where source_id = 'co_ponal_offences' and weapon_code = '1';

-- inv16_a_total_is_never_summed_with_its_parts
insert into intermediate.int_category_node by name
select * replace (excluded.source_category_id as source_category_id, 'possible' as bound_code)
from (
  select source_category_id from core.dim_source_category where row_role_code = 'excluded' limit 1
) as excluded
cross join (select * from intermediate.int_category_node limit 1) as node;

-- inv17_intervals_hold_their_value
update marts.observation set ci_low = value + 1
where rowid = (select min(rowid) from marts.observation where ci_method_code = 'wilson' and value < 99);

-- inv17_intervals_hold_their_value: of a share
update marts.observation set ci_low = ci_low / 2
where rowid = (select min(rowid) from marts.observation where ci_method_code = 'wilson' and ci_low > 1);

-- inv17_rates_lie_within_their_limits
update marts.offence_rate_by_city_year set ci_high_per_100k = rate_per_100k - 1
where rowid = (select min(rowid) from marts.offence_rate_by_city_year where rate_per_100k > 1);

-- inv17_values_follow_from_their_counts
update marts.observation set value = 2 * value where indicator_id = 'C17' and value is not null;

-- inv18_no_series_crosses_a_break
update marts.control_chart set baseline_start = stretch_start - 1
where rowid = (
  select min(rowid) from marts.control_chart
  where stretch_start > date '1900-01-01' and baseline_start is not null
);

-- inv19_no_order_across_tiers
delete from marts.comparability_card
where rowid = (select min(rowid) from marts.comparability_card where are_both_figures);

-- inv20_adjusted_crime_is_an_interval_of_a_city
insert into core.fct_survey_estimate by name
select * replace ('V10' as indicator_id) from core.fct_survey_estimate
where known_to_at is null limit 1;

-- inv20_adjusted_crime_is_an_interval_of_a_city: bounds
update marts.observation set value_low = 3 * value_low, value_high = 3 * value_high
where indicator_id = 'V10';

-- inv21_no_person_in_a_published_column: any column that nobody documents
alter table marts.ranking add column harmless integer;

-- inv21_no_person_in_a_published_column
alter table marts.ranking add column age_years integer;

-- inv22_registered_before_the_start
update core.dim_programme set registered_date = start_date + 1 where not is_exploratory;

-- inv23_every_label_stands_in_both_languages
update core.dim_offence set name_es = ' ' where iccs_code = '0101';

-- inv25_a_state_is_not_a_city
update marts.recorded_crime_by_city_year set area_scope = 'state'
where rowid = (
  select min(rowid) from marts.recorded_crime_by_city_year where area_id like '%:city:%'
);

-- inv25_a_state_is_not_a_city: estimates of a survey
update marts.observation set area_scope = 'city' where indicator_id = 'V03' and area_scope = 'state';

-- inv25_a_survey_domain_is_not_a_city: national
update core.fct_survey_estimate set city_id = 'mx_queretaro' where representativity_code = 'national';

-- inv25_a_survey_domain_is_not_a_city
update core.fct_survey_estimate set representativity_code = 'state_or_province'
where rowid = (
  select min(estimate.rowid) from core.fct_survey_estimate as estimate
  inner join core.dim_area as area on estimate.domain_area_id = area.area_id
  where area.area_type_code = 'city' and estimate.indicator_id <> 'V02'
);

-- revision_log_reproduces_the_facts_as_of
update core.fct_offence set value_count = value_count + 1000
where source_id = 'mx_sesnsp_offences' and known_to_at is not null;

-- sexual_offences_of_a_city_are_published_by_year: by the words of the label
update core.dim_source_category set label_subtype = 'TENTATIVA DE VIOLACIÓN'
where source_category_id = (
  select min(cell.source_category_id) from core.fct_offence_open as cell
  inner join core.dim_area as area using (area_id)
  where area.area_type_code = 'city' and cell.period_id like '%:month:%'
);

-- sexual_offences_of_a_city_are_published_by_year
update core.fct_offence_open set period_id = 'za_saps:quarter:2024-04-01'
where rowid = (
  select min(cell.rowid) from core.fct_offence_open as cell
  inner join core.dim_area as area using (area_id)
  inner join intermediate.int_category_node as node using (source_category_id)
  where area.area_type_code = 'police_precinct' and node.iccs_code like '03%'
);

-- victims_small_cells_stay_hidden
update marts.victims_by_city_year set victim_count = 2
where rowid = (
  select min(rowid) from marts.victims_by_city_year where gap_reason_code = 'small_cells'
);
