-- Defects planted into the toy candidate. One block: the suite, the checks that must fail (and no
-- other may), then the statements that break it.

-- dim_city: row_count + the_four_cities
delete from core.dim_city where city_id = 'mx_queretaro';

-- dim_city: timezone_is_a_name
update core.dim_city set timezone = 'UTC-5' where country_code = 'COL';

-- dim_city: fiscal_year_starts_on_a_day
update core.dim_city set fiscal_year_start_mmdd = '13-01';

-- dim_city: filled(name_en)
update core.dim_city set name_en = ' ' where country_code = 'ZAF';

-- dim_area: one_area_per_city + the_id_tells_the_type
update core.dim_area set area_code = '13-001' where area_code = '13001';

-- dim_area: validity_moves_forward
update core.dim_area set valid_to_date = date '1899-01-01' where area_code = 'ETH';

-- dim_area: one_area_per_city
insert into core.dim_city select * replace ('co_cali' as city_id, '76001' as admin_code) from
  core.dim_city where city_id = 'co_medellin';

-- dim_area: a_context_area_lies_in_nothing_smaller
update core.dim_area set parent_area_id = 'MEX:city:22014' where area_type_code = 'state';

-- dim_area: refers_to(parent_area_id, core.dim_area)
update core.dim_area set parent_area_id = 'COL:city:99999' where area_type_code = 'small_area';

-- dim_area: in_set(area_type_code) + the_id_tells_the_type
update core.dim_area set area_type_code = 'village' where area_type_code = 'small_area';

-- dim_period: the_id_is_calendar_grain_start
update core.dim_period set period_id = '2023' where calendar_code = 'gregorian' and grain_code =
  'year' and label_en = '2023';

-- dim_period: a_month_is_a_calendar_month + a_period_ends_after_it_starts
update core.dim_period set period_end = date '2022-12-31' where label_en = '2023-01';

-- dim_period: a_month_is_a_calendar_month
update core.dim_period set period_end = date '2023-02-27' where label_en = '2023-02';

-- dim_period: a_year_is_twelve_months
update core.dim_period set period_end = date '2023-11-30' where label_en = '2023';

-- dim_period: a_year_starts_with_its_calendar
update core.dim_period set period_start = date '2022-01-01', period_end = date '2022-12-31',
  period_id = 'za_saps:year:2022-01-01' where calendar_code = 'za_saps';

-- dim_offence: eleven_sections_and_their_parts + row_count
delete from core.dim_offence where iccs_code = '110135';

-- dim_offence: eleven_sections_and_their_parts + the_level_is_the_length + the_parent_is_the_shorter_code
update core.dim_offence set level = 3 where iccs_code = '0101';

-- dim_offence: the_parent_is_the_shorter_code
update core.dim_offence set parent_code = '02' where iccs_code = '0101';

-- dim_offence: no_attempted_killing_tag
update core.dim_offence set is_attempt_tag_allowed = true where iccs_code = '0101';

-- dim_offence: police_activity_is_marked
update core.dim_offence set is_police_activity = false where iccs_code = '0601';

-- dim_source: in_set(trust_level_code)
update core.dim_source set trust_level_code = 'trusted';

-- dim_source_category: the_id_is_source_and_hash
update core.dim_source_category set source_category_id = 'co_toy_offences:Homicidio' where
  label_type = 'Homicidio';

-- dim_node_status: an_approximation_is_never_unbiased
update core.dim_node_status set node_status_code = 'approximation' where iccs_code = '0101';

-- dim_series_break: in_set(kind_code)
update core.dim_series_break set kind_code = 'mystery';

-- crosswalk: only_none_has_no_code
update core.crosswalk set iccs_code = null, safe_rollup_code = null;

-- crosswalk: none_feeds_nothing
update core.crosswalk set iccs_code = null, relation_code = 'none';

-- crosswalk: the_safe_node_holds_the_code
update core.crosswalk set safe_rollup_code = '0102';

-- crosswalk: the_safe_node_holds_what_is_touched
update core.crosswalk set relation_code = 'overlap', also_touches = '0102; 0201';

-- crosswalk: touched_codes_exist
update core.crosswalk set also_touches = '0102;9999';

-- crosswalk: a_split_has_evidence
update core.crosswalk set split_pct = 40;

-- crosswalk: killings_carry_no_attempt_tag
update core.crosswalk set tags = 'SV=2;At=1';

-- crosswalk: unique(source_category_id, map_version)
insert into core.crosswalk from core.crosswalk;

-- fct_population: one_rate_base
insert into core.fct_population select * replace ('census-2005' as vintage) from
  core.fct_population;

-- fct_population: between(value_count)
update core.fct_population set value_count = -1;

-- dim_period: a_quarter_or_half_year_is_whole
update core.dim_period set period_end = date '2023-06-30' where grain_code = 'quarter';

-- fct_survey_estimate: an_interval_holds_its_estimate
update core.fct_survey_estimate set ci_low_pct = 51 where estimate_pct = 50;

-- fct_survey_estimate: an_interval_is_whole
update core.fct_survey_estimate set ci_level_pct = null where estimate_pct = 50;

-- fct_survey_estimate: the_band_is_that_of_the_variation
update core.fct_survey_estimate set precision_band_code = 'moderate' where estimate_pct = 50;

-- fct_survey_estimate: precision_is_never_made_up
update core.fct_survey_estimate set precision_band_code = 'high' where estimate_pct = 40;

-- fct_survey_estimate: low_precision_is_flagged
update core.fct_survey_estimate set obs_status_code = 'A', obs_flag_codes = 'A' where
  obs_status_code = 'U';

-- fct_survey_estimate: an_unspecified_dont_know_rule_is_flagged
update core.fct_survey_estimate set dont_know_rule_code = 'unspecified' where estimate_pct = 40;

-- fct_survey_estimate: few_respondents_are_not_published
update core.fct_survey_estimate set unweighted_count = 29 where estimate_pct = 40;

-- fct_survey_estimate: the_percentage_is_the_share_of_its_base
update core.fct_survey_estimate set base_count = 100 where estimate_pct = 40;

-- fct_survey_estimate: between(estimate_pct)
update core.fct_survey_estimate set estimate_pct = 140, estimate_count = 1400 where
  estimate_pct = 40;

-- fct_survey_estimate: a_domain_is_no_city_by_its_name
update core.fct_survey_estimate set domain_area_id = 'MEX:city:22014' where estimate_pct = 50;

-- fct_survey_estimate: refers_to(domain_area_id, core.dim_area)
update core.fct_survey_estimate set domain_area_id = 'MEX:survey_domain:ATLANTIS' where
  estimate_pct = 40;

-- fct_governance_indicator: an_index_is_within_its_scale
update core.fct_governance_indicator set value = 101 where local_indicator_code = 'toy_old';

-- fct_governance_indicator: a_rate_is_not_negative
update core.fct_governance_indicator set value = -1.5 where value = 1.5;

-- fct_governance_indicator: one_methodology_per_indicator
update core.fct_governance_indicator set local_indicator_code = 'toy_new', period_id =
  'gregorian:month:2023-01-01' where local_indicator_code = 'toy_old';

-- fct_governance_indicator: a_break_is_marked
update core.dim_series_break set break_date = date '2023-01-01';

-- fct_governance_indicator: missing_is_not_zero
update core.fct_governance_indicator set value = 0 where obs_status_code = 'L';

-- fct_governance_indicator: filled(label_es)
update core.fct_governance_indicator set label_es = ' ' where local_indicator_code = 'toy_old';

-- fct_governance_indicator: in_set(unit_code)
update core.fct_governance_indicator set unit_code = 'marks' where local_indicator_code = 'toy_old';

-- fct_participation: nobody_takes_part_who_could_not
update core.fct_participation set participant_count = 1001 where participant_count = 590;

-- fct_participation: a_missing_count_says_why
update core.fct_participation set participant_count = 0 where obs_status_code = 'L';

-- fct_participation: refers_to(city_id, core.dim_city)
update core.fct_participation set city_id = 'za_capetown' where participant_count = 590;

-- fct_budget: the_currency_is_the_citys
update core.fct_budget set currency_code = 'USD' where stage_code = 'audited';

-- fct_budget: the_year_is_the_citys_fiscal_year
update core.fct_budget set period_id = 'gregorian:year:2022-01-01' where stage_code = 'audited';

-- fct_budget: in_set(stage_code)
update core.fct_budget set stage_code = 'forecast' where stage_code = 'audited';

-- fct_budget: refers_to(city_id, core.dim_city)
update core.fct_budget set city_id = 'za_capetown';

-- fct_audit: an_address_is_no_opinion
update core.fct_audit set opinion_local = 'https://example.org/report.pdf' where currency_code =
  'ZAR';

-- fct_audit: a_part_is_within_its_whole
update core.fct_audit set solved_count = 4 where currency_code = 'ZAR';

-- fct_audit: an_opinion_has_one_rank
update core.fct_audit set opinion_ordinal = 3 where period_id = 'gregorian:year:2023-01-01';

-- dim_programme: a_programme_ends_after_its_start
update core.dim_programme set end_date = date '2022-12-31' where programme_id = 'lamps';

-- dim_programme: late_registration_is_exploratory
update core.dim_programme set registered_date = date '2023-03-01' where programme_id = 'lamps';

-- dim_programme: the_budget_is_in_the_citys_currency
update core.dim_programme set currency_code = 'USD' where programme_id = 'lamps';

-- dim_programme: refers_to(city_id, core.dim_city)
update core.dim_programme set city_id = 'za_capetown', budget_amount = null, currency_code = null;

-- dim_programme: in_set(design_code)
update core.dim_programme set design_code = 'before_after' where programme_id = 'lamps';

-- dim_programme: filled(theory_of_change)
update core.dim_programme set theory_of_change = ' ' where programme_id = 'lamps';

-- fct_programme_activity: only_target_areas_are_treated
update core.fct_programme_activity set is_treated = true where area_role_code = 'comparison';

-- fct_programme_activity: women_are_among_the_reached
update core.fct_programme_activity set women_count = 21 where women_count = 11;

-- fct_programme_activity: nothing_is_treated_before_the_start
update core.dim_programme set start_date = date '2023-02-10';

-- fct_programme_activity: an_area_has_one_role
update core.fct_programme_activity set area_role_code = 'ring', is_treated = false where
  area_role_code = 'target' and period_start = date '2023-02-01';

-- fct_programme_activity: refers_to(area_id, core.dim_area)
update core.fct_programme_activity set area_id = 'COL:comuna:99' where area_role_code = 'comparison';

-- fct_programme_effect: an_interval_holds_its_estimate
update core.fct_programme_effect set ci_low_ratio = 0.75 where programme_id = 'lamps';

-- fct_programme_effect: an_estimate_is_whole_or_says_why_not
update core.fct_programme_effect set estimate_ratio = null where programme_id = 'lamps';

-- fct_programme_effect: passed_tests_are_among_those_computed
update core.fct_programme_effect set diagnostics_total_count = 7 where programme_id = 'lamps';

-- fct_programme_effect: a_failed_pre_trend_is_not_identified
update core.fct_programme_effect set pretrend_p_value = 0.04 where programme_id = 'lamps';

-- fct_programme_effect: the_model_is_named
update core.fct_programme_effect set model_ref = 'my notebook' where programme_id = 'lamps';

-- fct_programme_effect: late_registration_is_labelled
update core.fct_programme_effect set is_exploratory = false where programme_id = 'late';

-- fct_programme_effect: every_programme_has_its_answer
delete from core.fct_programme_effect where programme_id = 'late';

-- fct_offence: a_missing_value_says_why
update core.fct_offence set value_count = null where victim_age_label = '10-20';

-- fct_offence: missing_is_not_zero
update core.fct_offence set value_count = 0 where obs_status_code = 'O';

-- fct_offence: flags_hold_the_status
update core.fct_offence set obs_flag_codes = 'N' where victim_age_label = '10-20';

-- fct_offence: the_status_is_the_first_flag
update core.fct_offence set obs_flag_codes = 'A;D' where victim_age_label = '10-20';

-- fct_offence: flags_are_listed_codes
update core.fct_offence set obs_flag_codes = 'A;r' where victim_age_label = '10-20';

-- fct_offence: knowledge_moves_forward
update core.fct_offence set known_to_at = known_from_at where victim_age_label = '10-20';

-- fct_offence: knowledge_does_not_overlap
update core.fct_offence set known_to_at = timestamp '2024-06-02' where known_to_at is not null;

-- fct_offence: knowledge_does_not_overlap
update core.fct_offence set known_to_at = null;

-- fct_offence: one_unit_per_series
insert into core.fct_offence select * replace ('offence' as counting_unit_code) from
  core.fct_offence where victim_age_label = '10-20';

-- fct_offence: refers_to(extract_sha256, meta.extracts)
update core.fct_offence set extract_sha256 = repeat('f', 64);

-- fct_offence: refers_to(area_id, core.dim_area)
update core.fct_offence set area_id = 'COL:city:99999' where victim_age_label = '10-20';

-- fct_offence: between(value_count)
update core.fct_offence set value_count = -2 where victim_age_label = '10-20';

-- fct_offence_open: no_victim_attributes
update core.fct_offence_open set victim_sex_code = '2';

-- fct_offence_open: no_small_areas
update core.fct_offence_open set area_id = 'COL:small_area:05001001' where area_id =
  'COL:city:05001';

-- fct_offence_event: an_event_ends_after_it_starts
update core.fct_offence_event set occurred_to_at = occurred_from_at - interval 1 hour;

-- fct_offence_event: an_event_is_known_after_it_happened
update core.fct_offence_event set occurred_from_at = timestamp '2025-01-01', occurred_to_at =
  null;

-- fct_offence_event: knowledge_does_not_overlap + unique(event_id, known_from_at)
update core.fct_offence_event set event_id = 'co_toy_offences:1';

-- fct_source_coverage: not_null(is_reported)
update core.fct_source_coverage set is_reported = null;

-- recorded_crime_by_city_year: certain_is_at_most_possible
update marts.recorded_crime_by_city_year set possible_count = 10 where iccs_code = '0401';

-- recorded_crime_by_city_year: an_unavailable_node_has_no_count
update marts.recorded_crime_by_city_year set node_status_code = 'unavailable' where area_id =
  'COL:city:13001';

-- recorded_crime_by_city_year: an_approximation_is_marked
update marts.recorded_crime_by_city_year set obs_status_code = 'P', obs_flag_codes = 'P' where
  iccs_code = '0201';

-- recorded_crime_by_city_year: parts_are_within_their_node
update marts.recorded_crime_by_city_year set offence_count = 358 where iccs_code = '01';

-- recorded_crime_by_city_year: a_count_was_reported
update marts.recorded_crime_by_city_year set areas_reporting = 0 where area_id =
  'COL:city:13001';

-- recorded_crime_by_city_year: scope_is_the_area_type
update marts.recorded_crime_by_city_year set area_scope = 'police_precinct' where area_id =
  'COL:city:13001';

-- recorded_crime_by_city_year: a_state_is_not_a_city + scope_is_the_area_type
update marts.recorded_crime_by_city_year set area_scope = 'state' where area_id =
  'COL:city:13001';

-- recorded_crime_by_city_year: a_city_row_names_its_city + a_state_is_not_a_city + scope_is_the_area_type
update marts.recorded_crime_by_city_year set city_id = null where area_id = 'COL:city:13001';
update marts.recorded_crime_by_city_year set area_id = 'MEX:city:22014' where area_scope =
  'state';
delete from marts.recorded_crime_by_city_year where area_scope = 'city' and area_id =
  'MEX:city:22014';

-- recorded_crime_by_city_year: dates_are_the_period
update marts.recorded_crime_by_city_year set period_start = date '2021-01-01', period_end = date
  '2021-12-31' where area_id = 'COL:city:13001';

-- recorded_crime_by_city_year: a_year_is_a_year_of_its_calendar + dates_are_the_period
update marts.recorded_crime_by_city_year set period_start = date '2022-01-01', period_end = date
  '2022-12-31' where calendar_code = 'za_saps';

-- recorded_crime_by_city_year: a_gap_is_explained_in_both_languages
update marts.recorded_crime_by_city_year set gap_reason_es = null;

-- recorded_crime_by_city_year: only_a_gap_is_explained
update marts.recorded_crime_by_city_year set gap_reason_en = 'why', gap_reason_es = 'por qué'
  where area_id = 'COL:city:13001';

-- recorded_crime_by_city_year: part_of_a_year_is_provisional
update marts.recorded_crime_by_city_year set obs_status_code = 'A', obs_flag_codes = 'A' where
  area_id = 'COL:city:13001';

-- recorded_crime_by_city_year: years_of_one_series_share_a_calendar
insert into marts.recorded_crime_by_city_year select * replace ('za_municipal' as calendar_code,
  'za_municipal:year:2022-07-01' as period_id, date '2022-07-01' as period_start, date
  '2023-06-30' as period_end) from marts.recorded_crime_by_city_year where area_id =
  'COL:city:13001';

-- recorded_crime_by_city_year: saps_years_run_april_to_march
update marts.recorded_crime_by_city_year set calendar_code = 'gregorian', period_id =
  'gregorian:year:2022-01-01', period_start = date '2022-01-01', period_end = date '2022-12-31'
  where calendar_code = 'za_saps';

-- recorded_crime_by_city_month: a_zero_is_covered + every_period_is_a_month
update marts.recorded_crime_by_city_month set period_id = 'gregorian:year:2023-01-01',
  period_end = date '2023-12-31', offence_count = 0, possible_count = 0 where period_start =
  date '2023-01-01';

-- recorded_crime_by_city_month: a_zero_is_covered
update marts.recorded_crime_by_city_month set offence_count = 0;
delete from core.fct_source_coverage where period_id = 'gregorian:month:2023-02-01';

-- offence_rate_by_city_year: no_rate_has_its_reason
update marts.offence_rate_by_city_year set gap_reason_en = null, gap_reason_es = null;

-- offence_rate_by_city_year: a_rate_has_its_base + the_population_is_published
update marts.offence_rate_by_city_year set denominator_vintage = null where area_id =
  'COL:city:13001';

-- offence_rate_by_city_year: a_rate_has_a_thousand_residents + the_population_is_published
update marts.offence_rate_by_city_year set population = 900, rate_per_100k = rate_per_100k *
  1000000 / 900, ci_low_per_100k = ci_low_per_100k * 1000000 / 900, ci_high_per_100k =
  ci_high_per_100k * 1000000 / 900 where area_id = 'COL:city:13001';

-- offence_rate_by_city_year: a_rate_has_its_months
update marts.offence_rate_by_city_year set months_reported = 9, rate_per_100k = rate_per_100k *
  10 / 9, ci_low_per_100k = ci_low_per_100k * 10 / 9, ci_high_per_100k = ci_high_per_100k * 10 /
  9 where area_id = 'COL:city:13001';

-- offence_rate_by_city_year: no_rate_of_an_interval
update marts.offence_rate_by_city_year set node_status_code = 'interval' where area_id =
  'COL:city:13001';

-- offence_rate_by_city_year: the_population_is_published
update core.fct_population set value_count = 999000 where area_id = 'COL:city:13001';

-- offence_rate_by_city_year: the_rate_is_its_formula
update marts.offence_rate_by_city_year set rate_per_100k = rate_per_100k * 1.0001 where area_id
  = 'COL:city:05001' and period_id = 'gregorian:year:2023-01-01' and iccs_code = '0101';

-- offence_rate_by_city_year: the_interval_holds_the_rate + the_limits_match_their_formula
update marts.offence_rate_by_city_year set ci_low_per_100k = ci_high_per_100k, ci_high_per_100k
  = ci_low_per_100k where area_id = 'COL:city:13001';

-- offence_rate_by_city_year: a_rate_has_an_interval
update marts.offence_rate_by_city_year set ci_low_per_100k = null where area_id =
  'COL:city:13001';

-- offence_rate_by_city_year: the_method_suits_the_count
update marts.offence_rate_by_city_year set ci_method = 'byar' where area_id = 'COL:city:13001';

-- offence_rate_by_city_year: the_limits_match_their_formula
update marts.offence_rate_by_city_year set ci_high_per_100k = ci_high_per_100k + 0.001 where
  area_id = 'COL:city:05001' and period_id = 'gregorian:year:2023-01-01' and iccs_code = '0101';

-- source_coverage: twelve_months_of_all_areas_are_complete
update marts.source_coverage set completeness_pct = 100;

-- extracts: every_line_is_accounted_for
update meta.extracts set loaded_lines = 8 where source_id = 'za_saps_toy';

-- extracts: every_line_is_accounted_for
update meta.extracts set declared_lines = null where source_id = 'za_saps_toy';

-- extracts: a_refusal_has_its_reason
update meta.extracts set message = null;

-- sources: every_source_with_facts_is_listed
delete from meta.sources where source_id = 'za_saps_toy';

-- sources: filled(licence_text)
update meta.sources set licence_text = '';

-- unmapped: between(row_count)
insert into meta.unmapped values ('co_toy_offences:1', 'co_toy_offences', 'Nuevo', 0, 0.1);

-- editions: the_extract_is_loaded
update meta.extracts set status_code = 'held', message = 'waits' where file_name = 'older.csv';

-- editions: current_is_what_the_status_says
update meta.editions set edition_status_code = 'earlier_vintage' where source_id = 'za_saps_toy';

-- editions: one_edition_of_a_scope_is_current
update meta.editions set is_current = false, edition_status_code = 'earlier_vintage' where
  source_id = 'za_saps_toy';

-- editions: one_edition_of_a_scope_is_current + the_current_edition_is_the_newest
update meta.editions set is_current = true, edition_status_code = 'current' where file_name =
  'older.csv';

-- editions: the_current_edition_is_the_newest
update meta.editions set known_from_at = timestamp '2025-01-01' where file_name = 'older.csv';

-- editions: one_edition_of_a_cut_off_is_kept
update meta.editions set edition_status_code = 'earlier_vintage' where file_name = 'shorter.csv';

-- editions: filled(coverage_scope)
update meta.editions set coverage_scope = '' where source_id = 'za_saps_toy';

-- editions: unique(source_id, coverage_scope, extract_sha256) + one_edition_of_a_scope_is_current + one_edition_of_a_cut_off_is_kept
insert into meta.editions from meta.editions where source_id = 'za_saps_toy';

-- revisions: something_changed
update meta.revisions set value_count = 20, change_count = 0, change_pct = 0 where value_count = 22;

-- revisions: the_change_is_the_difference
update meta.revisions set change_count = 3 where value_count = 22;

-- revisions: the_change_is_the_difference
update meta.revisions set change_pct = 0.1 where value_count = 22;

-- revisions: the_change_is_the_difference
update meta.revisions set change_pct = null where value_count = 22;

-- revisions: counts_are_not_negative
update meta.revisions set first_value_count = -1 where value_count = 22;

-- revisions: what_is_gone_is_not_a_figure
update meta.revisions set revision_kind_code = 'deleted' where value_count = 22;

-- revisions: what_is_gone_is_not_a_figure
update meta.revisions set revision_kind_code = 'added' where value_count = 22;

-- revisions: a_later_edition_changed_an_earlier_one
update meta.revisions set extract_sha256 = repeat('c', 64), previous_extract_sha256 = repeat('a',
  64) where value_count = 22;

-- revisions: a_later_edition_changed_an_earlier_one
update meta.revisions set known_from_at = timestamp '2024-06-03' where value_count = 22;

-- revisions: no_small_areas
update meta.revisions set area_id = 'COL:small_area:05001001' where value_count = 22;

-- revisions: refers_to(period_id, core.dim_period)
update meta.revisions set period_id = 'gregorian:month:1999-01-01' where value_count = 22;

-- revisions: unique(source_category_id, area_id, period_id, counting_unit_code, known_from_at)
insert into meta.revisions from meta.revisions where value_count = 22;

-- corrections: only_a_changed_value_has_a_new_one
update meta.corrections set new_value = null where correction_id = 'tenfold';

-- corrections: only_a_changed_value_has_a_new_one
update meta.corrections set column_name = 'count', new_value = '7' where correction_id =
  'two_blocks';

-- corrections: no_rows_without_an_extract
update meta.corrections set extract_count = 0 where correction_id = 'two_blocks';

-- corrections: filled(evidence)
update meta.corrections set evidence = ' ' where correction_id = 'tenfold';

-- corrections: not_null(is_fit)
update meta.corrections set is_fit = null where correction_id = 'tenfold';

-- corrections: unique(source_id, correction_id)
insert into meta.corrections from meta.corrections where correction_id = 'tenfold';

-- acceptances: the_extract_is_known
update meta.acceptances set source_id = 'za_saps_other';

-- acceptances: filled(because)
update meta.acceptances set because = ' ';

-- acceptances: filled(accepted_by)
update meta.acceptances set accepted_by = null;
