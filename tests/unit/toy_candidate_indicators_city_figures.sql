-- The toy candidate's figures of city forms: a second base, spending, a programme, a facility. All
-- invented.

insert into core.dim_area by name
select 'COL:facility:TOY1' as area_id, 'co_medellin' as city_id, 'facility' as area_type_code,
  'TOY1' as area_code, 'A facility' as name_local, 'COL:city:05001' as parent_area_id,
  date '1900-01-01' as valid_from_date;

insert into core.fct_population by name
select 'COL:city:05001' as area_id, 'gregorian:year:2023-01-01' as period_id,
  'households' as denominator_type_code, '0' as sex_code, '0' as age_band_code, 'toy' as vintage,
  800000.0 as value_count, 'census' as method_code, true as is_rate_base,
  'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256;

insert into core.fct_governance_indicator by name
select 'co_toy_offences' as source_id, t.measure || '|total' as local_indicator_code,
  'COL:facility:TOY1' as area_id, 'gregorian:year:2023-01-01' as period_id, t.value,
  'count' as unit_code, '1' as methodology_version, 'Personas' as label_local,
  'Persons' as label_en, 'Personas' as label_es, 'A' as obs_status_code, 'A' as obs_flag_codes,
  repeat('a', 64) as extract_sha256, timestamp '2024-06-01' as known_from_at
from (values ('held', 200.0), ('unsentenced', 50.0)) as t (measure, value);

insert into marts.observation by name
select t.indicator_id, t.city_id, t.area_id, t.area_scope, t.period_id, t.breakdown_code,
  'co_toy_offences' as source_id, t.numerator, t.denominator, t.value, t.value_low, t.value_high,
  t.unit_code, t.ci_low, t.ci_high, t.ci_method_code, t.obs_flag_codes[1] as obs_status_code,
  t.obs_flag_codes, 'F' as conf_status_code, repeat('a', 64) as extract_sha256_list,
  t.denominator_vintage
from (values
  ('C13', 'co_medellin', 'COL:city:05001', 'city', 'gregorian:year:2023-01-01',
   'denominator=households', 30.0, 25000.0, 12.0, null, null, 'per 10 000 households per year',
   8.0948, 17.1314, 'byar', 'A', 'toy'),
  ('G02', 'za_ethekwini', 'ZAF:city:ETH', 'city', 'za_municipal:year:2022-07-01', 'total', null,
   2000.0, null, 3.0, 3.5, 'ZAR per inhabitant, current prices', null, null, 'none', 'D;E', 'toy'),
  ('P02', 'co_medellin', 'COL:city:05001', 'city', 'gregorian:year:2023-01-01',
   'programme=toy;outcome=C08;design=its', null, null, 0.7, null, null, 'rate ratio', 0.6, 0.8,
   'model', 'E', null),
  ('G11', 'co_medellin', 'COL:facility:TOY1', 'facility', 'gregorian:year:2023-01-01', 'total',
   50.0, 200.0, 25.0, null, null, '%', null, null, 'none', 'A', null),
) as t (indicator_id, city_id, area_id, area_scope, period_id, breakdown_code, numerator,
        denominator, value, value_low, value_high, unit_code, ci_low, ci_high, ci_method_code,
        obs_flag_codes, denominator_vintage);
