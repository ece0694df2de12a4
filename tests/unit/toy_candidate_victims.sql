-- The toy candidate's victims and their breakdowns. All invented.

create table core.fct_victim as
select 'co_toy_offences:' || t.key || ':1' as victim_id, 'co_toy_offences:' || t.key as event_id,
  'co_toy_offences' as source_id, t.sv_code, t.av_code, t.age_years, t.stv_code,
  cast(null as varchar) as vip_code, cast(null as varchar) as cit_code, '1' as ls_code,
  repeat('a', 64) as extract_sha256, timestamp '2024-06-01' as known_from_at,
  cast(null as timestamp) as known_to_at
from (values ('1', '2', '2', 17, '1'), ('2', '1', '6', null, '4'))
  as t (key, sv_code, av_code, age_years, stv_code);

create table marts.homicide_victims_by_city_year as
select 'co_toy_offences' as source_id, t.city_id, t.area_id,
  'gregorian:year:2023-01-01' as period_id, date '2023-01-01' as period_start,
  date '2023-12-31' as period_end, cast(t.victim_count as bigint) as victim_count,
  12 as months_reported, t.female_count, t.male_count, t.sex_completeness_pct, t.female_share_pct,
  t.female_share_low_pct, t.female_share_high_pct, t.firearm_count, t.sharp_count,
  t.other_means_count, t.means_completeness_pct, t.firearm_share_pct, t.firearm_share_low_pct,
  t.firearm_share_high_pct, t.female_count + t.male_count as known_sex_count,
  cast(null as varchar) as suppression_reason_code, 'A' as obs_status_code, 'A' as obs_flag_codes
from (values
  ('co_medellin', 'COL:city:05001', 120, 40, 80, 100.0, 33.3333, 25.5317, 42.1689,
   40, 60, 20, 100.0, 33.3333, 25.5317, 42.1689),
  ('co_cartagena', 'COL:city:13001', 100, 45, 45, 90.0, null, null, null,
   null, null, null, 0.0, null, null, null),
) as t (city_id, area_id, victim_count, female_count, male_count, sex_completeness_pct,
        female_share_pct, female_share_low_pct, female_share_high_pct, firearm_count, sharp_count,
        other_means_count, means_completeness_pct, firearm_share_pct, firearm_share_low_pct,
        firearm_share_high_pct);

-- Sex and means of all; ages with one small cell and what hides it; no relationship; a state beside.
create table marts.victims_by_city_year as
select 'co_toy_offences' as source_id, t.city_id, t.area_id, t.area_scope,
  'gregorian:year:2023-01-01' as period_id, date '2023-01-01' as period_start,
  date '2023-12-31' as period_end, 'gregorian' as calendar_code, '0101' as iccs_code,
  'exact' as node_status_code, 'victim' as counting_unit_code, t.tag_code,
  'An attribute' as tag_name_en, 'Un atributo' as tag_name_es, t.value_code,
  cast(null as varchar) as value_label_local, 'A value' as value_label_en,
  'Un valor' as value_label_es, cast(120 as bigint) as total_count,
  cast(t.known_count as bigint) as known_count,
  100.0 * coalesce(t.known_count, 0) / 120 as completeness_pct, t.required_pct,
  cast(t.victim_count as bigint) as victim_count,
  case when t.value_code not in ('4', '6') then 100.0 * t.victim_count / t.known_count end
    as share_pct,
  case when t.value_code not in ('4', '6') then 99.0 * t.victim_count / t.known_count end
    as share_low_pct,
  case when t.value_code not in ('4', '6') then 101.0 * t.victim_count / t.known_count end
    as share_high_pct,
  12 as months_reported, t.gap_reason_code is null as is_shown, t.gap_reason_code,
  case when t.gap_reason_code is not null then 'A reason' end as gap_reason_en,
  case when t.gap_reason_code is not null then 'Una razón' end as gap_reason_es,
  t.obs_status_code, t.obs_status_code as obs_flag_codes, t.conf_status_code
from (values
  ('co_medellin', 'COL:city:05001', 'city', 'SV', '1', 118, 95.0, 78, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'SV', '2', 118, 95.0, 40, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'SV', '4', 118, 95.0, 2, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'We', '1', 120, 80.0, 117, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'We', '2', 120, 80.0, 3, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'AV', '1', 110, 80.0, null, 'small_cells', 'Q', 'A'),
  ('co_medellin', 'COL:city:05001', 'city', 'AV', '2', 110, 80.0, 100, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'AV', '3', 110, 80.0, null, 'small_cells', 'Q', 'D'),
  ('co_medellin', 'COL:city:05001', 'city', 'AV', '6', 110, 80.0, 10, null, 'A', 'F'),
  ('co_medellin', 'COL:city:05001', 'city', 'ViP', '-', null, 80.0, null, 'not_published', 'M', 'F'),
  ('mx_queretaro', 'MEX:state:22', 'state', 'SV', '1', 60, 95.0, null, 'below_gate', 'Q', 'N'),
  ('mx_queretaro', 'MEX:state:22', 'state', 'SV', '4', 60, 95.0, 60, null, 'A', 'F'),
) as t (city_id, area_id, area_scope, tag_code, value_code, known_count, required_pct, victim_count,
        gap_reason_code, obs_status_code, conf_status_code);
