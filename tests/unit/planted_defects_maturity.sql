-- Defects planted into the funnel, the headline table, the data maturity and the log of changed values.

-- funnel: an_area_lies_in_its_city
update marts.funnel set area_id = 'ZAF:city:ETH' where funnel_code = 'too_few_areas';

-- funnel: the_rate_is_count_over_residents
update marts.funnel set population = 20000 where funnel_code = 'too_few_areas';

-- funnel: what_is_expected_adds_up_to_what_was_counted
update marts.funnel set expected_count = 41 where area_id = 'ZAF:police_precinct:PD1';

-- funnel: wider_limits_hold_the_narrower
update marts.funnel set lower_95 = 100 where area_id = 'ZAF:police_precinct:PD1';

-- funnel: limits_stand_where_an_area_is_judged
update marts.funnel set funnel_code = 'no_common_process' where area_id = 'ZAF:police_precinct:PD1';

-- funnel: beyond_the_limits_is_said
update marts.funnel set funnel_code = 'within' where funnel_code = 'above_998';

-- funnel: no_limits_without_a_common_process
update marts.funnel set dispersion = 11 where funnel_code <> 'too_few_areas';

-- funnel: limits_rest_on_five_areas
delete from marts.funnel where area_id = 'ZAF:police_precinct:PD1';

-- funnel: no_sexual_offences_by_station
update marts.funnel set iccs_code = '0301' where funnel_code = 'too_few_areas';

-- funnel: in_set(funnel_code)
update marts.funnel set funnel_code = 'odd' where funnel_code = 'too_few_areas';

-- funnel: between(population)
update marts.funnel set population = 500, offence_count = 7, rate_per_100k = 1400 where funnel_code = 'too_few_areas';

-- headline_by_city_year: a_year_has_a_figure
update marts.headline_by_city_year set c08_low = null, c08_high = null, c08_flag_codes = 'L' where base_year = 2022;

-- headline_by_city_year: a_figure_names_its_source
update marts.headline_by_city_year set c08_source_id = null where base_year = 2022;

-- headline_by_city_year: what_is_missing_says_so
update marts.headline_by_city_year set g01_flag_codes = 'A' where base_year = 2022;

-- headline_by_city_year: limits_hold_their_figure
update marts.headline_by_city_year set c01_low = 13 where base_year = 2023;

-- headline_by_city_year: a_figure_is_one_of_observation
update marts.headline_by_city_year set c01_value = 12.5 where base_year = 2023;

-- headline_by_city_year: one_source_for_a_whole_series
update marts.headline_by_city_year set c01_source_id = 'za_saps_toy' where base_year = 2022;

-- headline_by_city_year: not_null(g06_flag_codes)
update marts.headline_by_city_year set g06_flag_codes = null where base_year = 2022;

-- maturity_score: twelve_components_each
delete from marts.maturity_score where component_code = 'openness';

-- maturity_score: a_level_is_measured_or_judged
update marts.maturity_score set basis_code = 'not_measured' where component_code = 'definition';

-- maturity_score: a_measured_level_shows_its_measurement
update marts.maturity_score set measured_value = null where component_code = 'geocoding';

-- maturity_score: a_level_says_what_it_means
update marts.maturity_score set level_es = null where component_code = 'definition';

-- maturity_score: the_level_follows_the_scale
update marts.maturity_score set measured_value = 31 where component_code = 'timeliness';

-- maturity_score: one_day_for_all + twelve_components_each
update marts.maturity_score set as_of_date = date '2026-11-24' where component_code = 'openness';

-- maturity_score: the_total_stands_with_its_components
delete from marts.observation where breakdown_code = 'component=definition';

-- maturity_score: the_total_stands_with_its_components
update marts.observation set value = 100.0 where indicator_id = 'D07' and breakdown_code = 'total';

-- maturity_score: between(level) + the_total_stands_with_its_components
update marts.maturity_score set level = 5 where component_code = 'definition';

-- maturity_score: filled(evidence_es)
update marts.maturity_score set evidence_es = ' ' where component_code = 'openness';

-- maturity_score: in_set(component_code)
update marts.maturity_score set component_code = 'beauty' where component_code = 'openness';

-- maturity_score: in_set(basis_code)
update marts.maturity_score set basis_code = 'guessed' where component_code = 'definition';

-- revision_log: the_value_has_changed + each_row_begins_where_the_last_ended
update marts.revision_log set new_value = old_value where old_numerator = 28;

-- revision_log: counts_have_no_sign
update marts.revision_log set old_numerator = -1 where old_numerator = 28;

-- revision_log: what_is_deleted_is_not_more
update marts.revision_log set old_value = 11.9 where reason_code = 'source_deletion';

-- revision_log: each_row_begins_where_the_last_ended
update marts.revision_log set new_value = 11.7 where old_numerator = 28;

-- revision_log: the_last_row_is_the_value_of_today
update marts.revision_log set new_value = 12.1 where old_numerator = 29;

-- revision_log: sexual_offences_of_a_city_by_year_only + the_last_row_is_the_value_of_today
update marts.revision_log set indicator_id = 'C07', period_id = 'gregorian:month:2023-01-01' where old_numerator = 29;

-- revision_log: its_extracts_are_known
update marts.revision_log set extract_sha256_list = repeat('9', 64) where reason_code = 'source_deletion';

-- revision_log: in_set(reason_code)
update marts.revision_log set reason_code = 'opinion' where old_numerator = 28;

-- revision_log: filled(reason_es)
update marts.revision_log set reason_es = '' where old_numerator = 28;
