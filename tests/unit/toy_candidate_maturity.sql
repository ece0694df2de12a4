-- The toy candidate's funnel, headline table, data maturity and log of changed values. All invented.

insert into core.dim_area by name
select 'ZAF:police_precinct:PD' || i as area_id, 'za_ethekwini' as city_id,
  'police_precinct' as area_type_code, 'PD' || i as area_code, 'Station ' || i as name_local,
  'ZAF:city:ETH' as parent_area_id, date '1900-01-01' as valid_from_date
from range(1, 7) as n (i);

-- Five stations with limits, of which one lies above; a sixth in a funnel of its own, too small.
create table marts.funnel as
select 'za_saps_toy' as source_id, 'za_ethekwini' as city_id,
  'ZAF:police_precinct:PD' || t.i as area_id, 'za_saps:year:2022-04-01' as period_id,
  date '2022-04-01' as period_start, date '2023-03-31' as period_end, t.iccs_code,
  'published_quantity' as counting_unit_code, t.offence_count,
  cast(10000 as double) as population, cast(10 * t.offence_count as double) as rate_per_100k,
  cast(t.centre_line as double) as centre_line, cast(t.expected_count as double) as expected_count,
  cast(t.has * 3.5 as double) as dispersion, cast(t.has * 0.02 as double) as between_variance,
  cast(t.has * 240 as double) as lower_95, cast(t.has * 600 as double) as upper_95,
  cast(t.has * 160 as double) as lower_998, cast(t.has * 760 as double) as upper_998, t.funnel_code
from (values
  (1, '0101', 40, 400.0, 40.0, 1, 'within'), (2, '0101', 35, 400.0, 40.0, 1, 'within'),
  (3, '0101', 24, 400.0, 40.0, 1, 'within'), (4, '0101', 20, 400.0, 40.0, 1, 'within'),
  (5, '0101', 81, 400.0, 40.0, 1, 'above_998'), (6, '01', 7, 70.0, 7.0, null, 'too_few_areas'),
) as t (i, iccs_code, offence_count, centre_line, expected_count, has, funnel_code);

create table marts.headline_by_city_year as
select 'co_medellin' as city_id, 2023 as base_year,
  cast(12.0 as double) as c01_value, cast(8.0948 as double) as c01_low, cast(17.1314 as double) as c01_high, 'A' as c01_flag_codes,
  'co_toy_offences' as c01_source_id,
  cast(null as double) as c03_value, cast(null as double) as c03_low,
  cast(null as double) as c03_high, 'L' as c03_flag_codes, 'co_toy_offences' as c03_source_id,
  cast(null as double) as c08_value, cast(10.0 as double) as c08_low, cast(20.0 as double) as c08_high, 'A' as c08_flag_codes,
  'co_toy_offences' as c08_source_id,
  cast(null as double) as v04_value, cast(null as double) as v04_low,
  cast(null as double) as v04_high, 'missing' as v04_flag_codes,
  cast(null as varchar) as v04_source_id,
  cast(null as double) as g01_value, cast(null as double) as g01_low,
  cast(null as double) as g01_high, 'missing' as g01_flag_codes,
  cast(null as varchar) as g01_source_id,
  cast(null as double) as g06_value, cast(null as double) as g06_low,
  cast(null as double) as g06_high, 'missing' as g06_flag_codes,
  cast(null as varchar) as g06_source_id;
-- A year of bounds only, so that a second year of the city has a source to be mixed with.
insert into marts.headline_by_city_year by name
select * replace (2022 as base_year, cast(null as double) as c01_value,
  cast(null as double) as c01_low, cast(null as double) as c01_high, 'L' as c01_flag_codes)
from marts.headline_by_city_year;

-- Levels 3, 1, -, 2, 4, 4 and nothing else: 100 x 14 / (4 x 5) = 70.
create table marts.maturity_score as
select 'co_toy_offences' as source_id, 'co_medellin' as city_id, date '2026-11-23' as as_of_date,
  t.component_code, 'Component' as component_en, 'Componente' as component_es,
  'COL:city:05001' as area_id, 'city' as area_scope, t.level,
  case when t.level is not null then 'Means this' end as level_en,
  case when t.level is not null then 'Significa esto' end as level_es,
  cast(t.measured_value as double) as measured_value, t.basis_code,
  'Evidence' as evidence_en, 'Evidencia' as evidence_es, 'sources 0' as basis
from (values
  ('definition', 3, null, 'judged'), ('counting_unit', 1, 20.0, 'judged'),
  ('tag_completeness', null, null, 'not_measured'), ('geocoding', 2, 70.0, 'measured'),
  ('duplicates', null, null, 'not_measured'), ('timeliness', 4, 20.0, 'measured'),
  ('revision_policy', null, null, 'not_measured'), ('convergence', 4, 0.05, 'measured'),
  ('survey_availability', null, null, 'not_measured'), ('openness', null, null, 'not_measured'),
  ('gender_disaggregation', null, null, 'not_measured'),
  ('governance_link', null, null, 'not_measured'),
) as t (component_code, level, measured_value, basis_code);

insert into marts.observation by name
select 'D07' as indicator_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, 'gregorian:year:2023-01-01' as period_id, t.breakdown_code,
  'co_toy_offences' as source_id, t.value, t.unit_code, 'none' as ci_method_code,
  'A' as obs_status_code, 'A' as obs_flag_codes, 'F' as conf_status_code,
  repeat('a', 64) as extract_sha256_list
from (
  select 'component=' || component_code as breakdown_code, cast(level as double) as value,
    'level 0 to 4' as unit_code
  from marts.maturity_score where level is not null
  union all select 'total', 70.0, '0 to 100'
) as t;

-- A rate that two editions changed, ending at the one of marts.observation, and one that only lost
-- records.
create table marts.revision_log as
select t.indicator_id, t.city_id, t.area_id, t.area_scope, 'gregorian:year:2023-01-01' as period_id,
  date '2023-01-01' as period_start, date '2023-12-31' as period_end, 'total' as breakdown_code,
  'co_toy_offences' as source_id, t.changed_at, cast(t.old_value as double) as old_value,
  cast(t.new_value as double) as new_value, 'per 100 000 per year' as unit_code,
  cast(t.old_numerator as double) as old_numerator,
  cast(t.new_numerator as double) as new_numerator, 'victim' as counting_unit_code, t.reason_code,
  'Why' as reason_en, 'Por qué' as reason_es, repeat('a', 64) as extract_sha256_list
from (values
  ('C01', 'co_medellin', 'COL:city:05001', 'city', timestamp '2024-02-01', 11.2, 11.6, 28, 29, 'source_revision'),
  ('C01', 'co_medellin', 'COL:city:05001', 'city', timestamp '2024-03-01', 11.6, 12.0, 29, 30, 'source_revision'),
  ('C01', 'mx_queretaro', 'MEX:state:22', 'state', timestamp '2024-03-01', 12.4, 12.0, 31, 30, 'source_deletion'),
) as t (indicator_id, city_id, area_id, area_scope, changed_at, old_value, new_value, old_numerator,
        new_numerator, reason_code);
