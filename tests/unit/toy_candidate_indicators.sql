-- The toy candidate's indicators, comparisons and charts. All invented.

create table marts.indicator_catalogue as
select case when i <= 17 then 'C' || lpad(cast(i as varchar), 2, '0')
    when i <= 27 then 'V' || lpad(cast(i - 17 as varchar), 2, '0')
    when i <= 38 then 'G' || lpad(cast(i - 27 as varchar), 2, '0')
    when i <= 40 then 'P' || lpad(cast(i - 38 as varchar), 2, '0')
    else 'D' || lpad(cast(i - 40 as varchar), 2, '0') end as indicator_id,
  c.city_id, 'A rate' as name_en, 'Una tasa' as name_es,
  case when i = 1 then 'available' else 'missing' end as availability_code,
  case when i = 1 then null else 'Needed: a file.' end as missing_en,
  case when i = 1 then null else 'Se necesita: un archivo.' end as missing_es
from range(1, 48) as n (i) cross join core.dim_city as c;

create table marts.observation as
select t.indicator_id, t.city_id, t.area_id, t.area_scope, t.period_id, 'total' as breakdown_code,
  t.source_id, cast(t.numerator as double) as numerator,
  cast(t.denominator as double) as denominator, cast(t.value as double) as value,
  cast(t.value_low as double) as value_low, cast(t.value_high as double) as value_high,
  t.unit_code, 'victim' as counting_unit_code, t.node_status_code,
  cast(t.ci_low as double) as ci_low, cast(t.ci_high as double) as ci_high, t.ci_method_code,
  t.obs_status_code, t.obs_status_code as obs_flag_codes, 'F' as conf_status_code,
  t.comparability_tier_code, t.extract_sha256_list, t.denominator_vintage
from (values
  ('C01', 'co_medellin', 'COL:city:05001', 'city', 'gregorian:year:2023-01-01', 'co_toy_offences', 30,
   250000, 12.0, null, null, 'per 100 000 per year', 'exact', 8.0948, 17.1314, 'byar', 'A', 'B', repeat('a', 64), 'v'),
  ('C08', 'co_medellin', 'COL:city:05001', 'city', 'gregorian:year:2023-01-01', 'co_toy_offences', null,
   250000, null, 10.0, 20.0, 'per 100 000 per year', 'interval', null, null, 'none', 'A', 'B', repeat('a', 64), 'v'),
  ('C02', 'co_medellin', 'COL:city:05001', 'city', 'gregorian:year:2023-01-01', 'co_toy_offences', 40,
   120, 33.3, null, null, '%', 'exact', 25.5, 42.2, 'wilson', 'A', null, repeat('a', 64), null),
  ('C01', 'mx_queretaro', 'MEX:state:22', 'state', 'gregorian:year:2023-01-01', 'co_toy_offences', 30,
   250000, 12.0, null, null, 'per 100 000 per year', 'exact', 8.0948, 17.1314, 'byar', 'A', null, repeat('a', 64), 'v'),
  ('C01', 'mx_queretaro', 'MEX:city:22014', 'city', 'gregorian:year:2023-01-01', 'co_toy_offences', null,
   null, null, null, null, 'per 100 000 per year', 'unavailable', null, null, 'none', 'L', 'X', null, null),
) as t (indicator_id, city_id, area_id, area_scope, period_id, source_id, numerator, denominator,
        value, value_low, value_high, unit_code, node_status_code, ci_low, ci_high, ci_method_code,
        obs_status_code, comparability_tier_code, extract_sha256_list, denominator_vintage);

create table marts.comparability_card as
select t.indicator_id, 'total' as breakdown_code, t.city_id_a, t.city_id_b,
  'gregorian:year:2023-01-01' as period_id, t.category as category_test_code,
  t.unit as unit_test_code, 'Y' as attempts_test_code, 'Y' as calendar_test_code,
  'Y' as coverage_test_code, 'Y' as break_test_code, 'Y' as denominator_test_code,
  'Y' as reporting_test_code, t.tier_code, t.reasons
from (values
  ('C01', 'co_cartagena', 'co_medellin', 'Y', 'Y', 'A', '[]'),
  ('C01', 'co_cartagena', 'za_ethekwini', 'Y', 'P', 'B', '[{"test":"unit"}]'),
  ('C01', 'co_medellin', 'za_ethekwini', 'Y', 'P', 'B', '[{"test":"unit"}]'),
  ('C08', 'co_cartagena', 'co_medellin', 'Y', 'N', 'C', '[{"test":"unit"}]'),
  ('C01', 'co_medellin', 'mx_queretaro', 'N', 'Y', 'X', '[{"test":"category"}]'),
) as t (indicator_id, city_id_a, city_id_b, category, unit, tier_code, reasons);

create table marts.ranking as
select t.indicator_id, 'total' as breakdown_code, 'gregorian:year:2023-01-01' as period_id,
  t.city_id, 'co_toy_offences' as source_id, t.is_ordered, cast(t.value as double) as value,
  t.place_from_highest, case when not t.is_ordered then 'Not comparable' end as refusal_en,
  case when not t.is_ordered then 'No comparable' end as refusal_es
from (values
  ('C01', 'za_ethekwini', true, 60.0, 1), ('C01', 'co_medellin', true, 12.0, 2),
  ('C01', 'co_cartagena', true, 11.0, 2), ('C08', 'co_medellin', false, null, null),
  ('C08', 'co_cartagena', false, null, null),
) as t (indicator_id, city_id, is_ordered, value, place_from_highest);
