-- The toy candidate's health series. All invented.

create table core.fct_death as
select 'co_toy_offences' as source_id, 'COL:city:05001' as area_id, 'homicide' as manner_code,
  'Homicidio' as label_local, 'death' as counting_unit_code, t.victim_sex_code, t.occurrence_year,
  t.period_id, 'gregorian:year:' || t.registered || '-01-01' as registered_period_id,
  cast(t.value_count as bigint) as value_count, 'A' as obs_status_code, 'A' as obs_flag_codes,
  'N' as conf_status_code, repeat('a', 64) as extract_sha256,
  timestamp '2024-01-01' as known_from_at, cast(null as timestamp) as known_to_at
from (values
  ('0', 2022, 'gregorian:year:2022-01-01', '2022', 9), ('1', 2022, 'gregorian:year:2022-01-01', '2022', 7),
  ('0', 2022, 'gregorian:year:2022-01-01', '2023', 1), ('0', 2023, 'gregorian:year:2023-01-01', '2023', 30),
  ('2', 2023, 'gregorian:year:2023-01-01', '2023', 4), ('0', null, null, '2023', 2)
) as t (victim_sex_code, occurrence_year, period_id, registered, value_count);

create table marts.homicide_registration_triangle as
select 'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, 'gregorian:year:' || t.year || '-01-01' as period_id,
  'gregorian:year:' || t.registered || '-01-01' as registered_period_id, t.lag_years,
  'death' as counting_unit_code, t.death_count, t.registered_count, t.registered_share_pct,
  cast(null as double) as expected_share_pct, t.status as obs_status_code,
  t.status as obs_flag_codes, 'F' as conf_status_code, repeat('a', 64) as extract_sha256_list
from (values
  ('2022', '2022', 0, 9, 9, 90.0, 'A'), ('2022', '2023', 1, 1, 10, 100.0, 'A'),
  ('2023', '2023', 0, 30, 30, 100.0, 'P')
) as t (year, registered, lag_years, death_count, registered_count, registered_share_pct, status);

create table marts.homicide_deaths_by_area_year as
select 'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, 'gregorian:year:' || t.year || '-01-01' as period_id,
  'death' as counting_unit_code, t.death_count, t.male_count, t.female_count,
  0 as unknown_sex_count, t.undated_share_pct, t.followed_years, 250000.0 as population,
  t.death_count * 0.4 as rate_per_100k, t.ci_low as ci_low_per_100k, t.ci_high as ci_high_per_100k,
  'byar' as ci_method_code, t.status as obs_status_code, t.flags as obs_flag_codes,
  'F' as conf_status_code, repeat('a', 64) as extract_sha256_list,
  cast(null as varchar) as gap_reason_en, cast(null as varchar) as gap_reason_es
from (values
  ('2022', 10, 8, 2, 0.0, 1, 1.9150, 7.3566, 'U', 'U'),
  ('2023', 30, 26, 4, 6.25, 0, 8.0948, 17.1314, 'D', 'D;P')
) as t (year, death_count, male_count, female_count, undated_share_pct, followed_years, ci_low,
        ci_high, status, flags);
