-- Control charts of the toy candidate: a Laney chart of 24 months of baseline, a signal and a
-- provisional month; an adjusted point whose raw value lies beyond the limits without a signal; a
-- quarterly XmR chart of a survey; a rare series without limits.
create table marts.control_chart as
select
  'co_toy_offences|COL:city:05001|0101|total|victim' as series_id,
  'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, cast(null as varchar) as indicator_id, 'total' as breakdown_code,
  '0101' as iccs_code, 'victim' as counting_unit_code, 'month' as grain_code,
  'gregorian:month:' || strftime(date '2021-01-01' + to_months(cast(i as int)), '%Y-%m-%d') as period_id,
  cast(date '2021-01-01' + to_months(cast(i as int)) as date) as period_start,
  date '1900-01-01' as stretch_start,
  'laney_u' as chart_method_code, 'Laney' as method_en, 'Laney' as method_es,
  date '2021-01-01' as baseline_start, date '2022-12-31' as baseline_end, 24 as baseline_count,
  cast(case when i = 36 then 30.0 when i = 37 then 40.0 when i = 12 then 25.0 else 12.0 end as double) as value,
  'per 100 000 per year' as unit_code,
  cast(12.0 as double) as trend_value,
  cast(case when i = 12 then 13.0 else 0.0 end as double) as seasonal_value,
  cast(case when i = 36 then 30.0 when i = 37 then 40.0 else 12.0 end as double) as adjusted_value,
  true as is_seasonally_adjusted, 'stl' as adjustment_code,
  'Adjusted' as adjustment_en, 'Ajustado' as adjustment_es,
  cast(12.0 as double) as centre_line, cast(4.0 as double) as lower_limit, cast(20.0 as double) as upper_limit, i = 37 as is_provisional,
  case when i = 36 then 'above_limit' when i = 37 then 'provisional' else 'none' end
    as control_signal_code,
  'What it says' as control_signal_en, 'Qué dice' as control_signal_es
from range(0, 38) as n (i);
insert into marts.control_chart by name
select
  'co_toy_offences|COL:city:05001|V05|total' as series_id,
  'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, 'V05' as indicator_id, 'total' as breakdown_code, 'quarter' as grain_code,
  'gregorian:quarter:' || strftime(date '2021-01-01' + to_months(cast(3 * i as int)), '%Y-%m-%d') as period_id,
  cast(date '2021-01-01' + to_months(cast(3 * i as int)) as date) as period_start,
  date '1900-01-01' as stretch_start,
  'xmr' as chart_method_code, 'XmR' as method_en, 'XmR' as method_es,
  date '2021-01-01' as baseline_start, date '2023-12-31' as baseline_end, 12 as baseline_count,
  50.0 as value, '%' as unit_code,
  false as is_seasonally_adjusted, 'not_monthly' as adjustment_code,
  'Not adjusted' as adjustment_en, 'Sin ajuste' as adjustment_es,
  50.0 as centre_line, 40.0 as lower_limit, 60.0 as upper_limit, false as is_provisional,
  'none' as control_signal_code, 'What it says' as control_signal_en, 'Qué dice' as control_signal_es
from range(0, 13) as n (i);
insert into marts.control_chart by name
select
  'co_toy_offences|COL:city:05001|0501|total|victim' as series_id,
  'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, 'total' as breakdown_code, '0501' as iccs_code,
  'victim' as counting_unit_code, 'month' as grain_code,
  'gregorian:month:2021-01-01' as period_id, date '2021-01-01' as period_start,
  date '1900-01-01' as stretch_start, 'none_rare' as chart_method_code,
  'No limits' as method_en, 'Sin límites' as method_es, 0.2 as value,
  'per 100 000 per year' as unit_code, false as is_seasonally_adjusted,
  'not_charted' as adjustment_code, 'Not adjusted' as adjustment_en, 'Sin ajuste' as adjustment_es,
  false as is_provisional, 'no_limits' as control_signal_code,
  'No limits' as control_signal_en, 'Sin límites' as control_signal_es;
