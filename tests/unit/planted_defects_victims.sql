-- Defects planted into the victims of the toy candidate and their breakdowns.

-- fct_victim: the_age_lies_in_its_band
update core.fct_victim set av_code = '3' where age_years = 17;

-- fct_victim: a_minor_is_under_18
update core.fct_victim set stv_code = '2' where age_years = 17;

-- fct_victim: between(age_years)
update core.fct_victim set age_years = 130, av_code = '5', stv_code = '2' where age_years = 17;

-- fct_victim: in_set(sv_code)
update core.fct_victim set sv_code = '7' where age_years = 17;

-- fct_victim: in_set(vip_code)
update core.fct_victim set vip_code = '12' where age_years = 17;

-- fct_victim: refers_to(event_id, core.fct_offence_event)
update core.fct_victim set event_id = 'co_toy_offences:9' where age_years = 17;

-- fct_victim: an_event_has_no_more_victims_than_it_counts
update core.fct_victim set event_id = 'co_toy_offences:1';

-- fct_victim: knowledge_does_not_overlap + unique(victim_id, known_from_at)
update core.fct_victim set victim_id = 'co_toy_offences:1:1';

-- fct_victim: knowledge_moves_forward
update core.fct_victim set known_to_at = timestamp '2024-01-01' where age_years = 17;

-- homicide_victims_by_city_year: it_is_the_area_of_a_city
update marts.homicide_victims_by_city_year set city_id = 'mx_queretaro', area_id = 'MEX:state:22'
  where city_id = 'co_medellin';

-- homicide_victims_by_city_year: a_share_of_women_needs_95_in_100
update marts.homicide_victims_by_city_year set sex_completeness_pct = 94
  where city_id = 'co_medellin';

-- homicide_victims_by_city_year: a_share_of_firearms_needs_80_in_100
update marts.homicide_victims_by_city_year set means_completeness_pct = 79
  where city_id = 'co_medellin';

-- homicide_victims_by_city_year: parts_are_within_the_victims
update marts.homicide_victims_by_city_year set male_count = 90 where city_id = 'co_medellin';

-- homicide_victims_by_city_year: what_is_not_printed_is_not_zero
update marts.homicide_victims_by_city_year set sharp_count = 0 where city_id = 'co_cartagena';

-- homicide_victims_by_city_year: a_suppressed_sex_shows_nothing
update marts.homicide_victims_by_city_year set suppression_reason_code = 'small_cells'
  where city_id = 'co_cartagena';

-- homicide_victims_by_city_year: a_share_lies_in_its_interval
update marts.homicide_victims_by_city_year set firearm_share_low_pct = 34
  where city_id = 'co_medellin';

-- homicide_victims_by_city_year: between(victim_count)
update marts.homicide_victims_by_city_year set victim_count = 0, female_count = null,
  male_count = null, sex_completeness_pct = 0 where city_id = 'co_cartagena';

-- homicide_victims_by_city_year: between(months_reported)
update marts.homicide_victims_by_city_year set months_reported = 13;

-- victims_by_city_year: a_value_is_shown_or_says_why
update marts.victims_by_city_year set is_shown = false where tag_code = 'We' and value_code = '1';

-- victims_by_city_year: a_value_is_shown_or_says_why + only_a_gap_is_explained
update marts.victims_by_city_year set gap_reason_en = 'A reason', gap_reason_es = 'Una razón'
  where tag_code = 'We' and value_code = '1';

-- victims_by_city_year: a_gap_is_explained_in_both_languages
update marts.victims_by_city_year set gap_reason_es = null where tag_code = 'ViP';

-- victims_by_city_year: a_share_needs_its_completeness
update marts.victims_by_city_year set required_pct = 99 where tag_code = 'SV';

-- victims_by_city_year: completeness_is_known_of_all
update marts.victims_by_city_year set completeness_pct = 97 where tag_code = 'We';

-- victims_by_city_year: a_share_is_of_the_known
update marts.victims_by_city_year set share_low_pct = share_pct + 1 where value_code = '2';

-- victims_by_city_year: the_values_add_up
update marts.victims_by_city_year set victim_count = 3 where tag_code = 'SV' and value_code = '4';

-- victims_by_city_year: nobody_is_singled_out
update marts.victims_by_city_year set tag_code = 'ViP' where tag_code = 'We';

-- victims_by_city_year: what_is_hidden_cannot_be_worked_out
delete from marts.victims_by_city_year where conf_status_code = 'D';

-- victims_by_city_year: sexual_offences_are_not_broken_down
update marts.victims_by_city_year set iccs_code = '0301';

-- victims_by_city_year: only_a_year_of_a_city_or_wider
update marts.victims_by_city_year set period_id = 'gregorian:month:2023-01-01',
  period_end = date '2023-01-31';

-- victims_by_city_year: missing_is_not_zero + a_value_is_shown_or_says_why + only_a_gap_is_explained
update marts.victims_by_city_year set victim_count = 0 where tag_code = 'ViP';

-- victims_by_city_year: a_missing_value_says_why
update marts.victims_by_city_year set obs_status_code = 'A', obs_flag_codes = 'A' where tag_code = 'ViP';

-- victims_by_city_year: scope_is_the_area_type + a_state_is_not_a_city
update marts.victims_by_city_year set area_id = 'MEX:city:22014' where area_scope = 'state';

-- victims_by_city_year: in_set(gap_reason_code)
update marts.victims_by_city_year set gap_reason_code = 'odd' where tag_code = 'ViP';

-- victims_by_city_year: in_set(tag_code)
update marts.victims_by_city_year set tag_code = 'Hair' where tag_code = 'ViP';
