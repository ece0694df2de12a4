-- The smallest tables that satisfy every suite, in the columns of the real models. All invented.
-- Variable `iccs`: the path of the project's ICCS seed.

create schema core;
create schema marts;
create schema meta;

create table core.dim_city as from (values
  ('mx_queretaro', 'Querétaro', 'Querétaro', 'MEX', 'inegi_cvegeo', '22014', 'America/Mexico_City', 'MXN', '01-01'),
  ('co_cartagena', 'Cartagena', 'Cartagena', 'COL', 'dane_divipola', '13001', 'America/Bogota', 'COP', '01-01'),
  ('co_medellin', 'Medellín', 'Medellín', 'COL', 'dane_divipola', '05001', 'America/Bogota', 'COP', '01-01'),
  ('za_ethekwini', 'Durban', 'eThekwini', 'ZAF', 'za_mdb', 'ETH', 'Africa/Johannesburg', 'ZAR', '07-01'),
) as t (city_id, name_en, name_local, country_code, admin_system_code, admin_code, timezone,
        currency_code, fiscal_year_start_mmdd);

create table core.dim_area as from (values
  ('MEX:city:22014', 'mx_queretaro', 'city', '22014', 'Querétaro', 'MEX:state:22'),
  ('MEX:state:22', 'mx_queretaro', 'state', '22', 'Querétaro', null),
  ('COL:city:13001', 'co_cartagena', 'city', '13001', 'Cartagena', null),
  ('COL:city:05001', 'co_medellin', 'city', '05001', 'Medellín', null),
  ('COL:small_area:05001001', 'co_medellin', 'small_area', '05001001', 'Uno', 'COL:city:05001'),
  ('ZAF:city:ETH', 'za_ethekwini', 'city', 'ETH', 'eThekwini', null),
  ('MEX:survey_domain:TOY37', 'mx_queretaro', 'survey_domain', 'TOY37', 'Two municipalities', 'MEX:state:22'),
) as t (area_id, city_id, area_type_code, area_code, name_local, parent_area_id);
alter table core.dim_area add column valid_from_date date default date '1900-01-01';
alter table core.dim_area add column valid_to_date date;

create table core.dim_period as
select calendar_code || ':' || grain_code || ':' || strftime(period_start, '%Y-%m-%d') as period_id,
  calendar_code, grain_code, period_start,
  cast(period_start + to_months(month_count) - interval 1 day as date) as period_end, month_count,
  label as label_en, label as label_es
from (values
  ('gregorian', 'month', date '2023-01-01', 1, '2023-01'),
  ('gregorian', 'month', date '2023-02-01', 1, '2023-02'),
  ('gregorian', 'quarter', date '2023-01-01', 3, '2023 Q1'),
  ('gregorian', 'year', date '2022-01-01', 12, '2022'),
  ('gregorian', 'year', date '2023-01-01', 12, '2023'),
  ('za_saps', 'year', date '2022-04-01', 12, '2022/2023'),
  ('za_municipal', 'year', date '2022-07-01', 12, '2022/2023'),
) as t (calendar_code, grain_code, period_start, month_count, label);

create table core.dim_offence as
select iccs_code, '1.0' as iccs_version, cast(level as int) as level, parent_code, name_en, name_es,
  is_residual = 'true' as is_residual, alternate_code,
  iccs_code not in ('0101', '0102', '0103') as is_attempt_tag_allowed,
  iccs_code like '0601%' or iccs_code like '090111%' or iccs_code like '02072%' as is_police_activity
from read_csv(getvariable('iccs'), all_varchar = true);

create table core.dim_source as from (values
  ('co_toy_offences', 'gregorian'), ('za_saps_toy', 'za_saps')
) as t (source_id, native_calendar_code);
alter table core.dim_source add column publisher_name varchar default 'Invented police';
alter table core.dim_source add column system_type_code varchar default 'police';
alter table core.dim_source add column trust_level_code varchar default 'official_admin';
alter table core.dim_source add column record_stage_code varchar default 'input';
alter table core.dim_source add column date_basis_code varchar default 'occurrence';
alter table core.dim_source add column principal_offence_rule_code varchar default 'unspecified';
alter table core.dim_source add column multiple_victim_rule varchar;
alter table core.dim_source add column includes_attempts_code varchar default 'no';
alter table core.dim_source add column includes_threats_code varchar default 'no';
alter table core.dim_source add column licence_text varchar default 'Open';
alter table core.dim_source add column landing_url varchar;

create table core.dim_source_category as from (values
  ('co_toy_offences:0123456789ab', 'co_toy_offences', '1', null, 'Homicidio', null, null, 'victim', 'leaf'),
  ('za_saps_toy:ba9876543210', 'za_saps_toy', '1', null, 'Murder', null, null, 'published_quantity', 'leaf'),
) as t (source_category_id, source_id, methodology_version, label_group, label_type, label_subtype,
        label_modality, counting_unit_code, row_role_code);

create table core.dim_node_status as
select s.source_id, '1' as methodology_version, o.iccs_code, '1' as map_version,
  'exact' as node_status_code, 'none' as bias_direction_code,
  cast(null as varchar) as approximation_id, 'methods 3.3' as basis
from core.dim_source as s cross join (values ('01'), ('0101')) as o (iccs_code);

create table core.dim_series_break as
select 'co_2017' as series_break_id, 'co_toy_offences' as source_id, '*' as iccs_scope, '*' as area_scope,
  date '2017-01-01' as break_date, 'channel' as kind_code, 'up' as expected_direction_code,
  'Recording changed' as description, 'methods 4.6' as evidence;

create table core.crosswalk as
select source_category_id, '1' as map_version, '0101' as iccs_code, 'equal' as relation_code,
  cast(null as varchar) as also_touches, cast(null as varchar) as tags,
  '0101' as safe_rollup_code, cast(null as double) as split_pct,
  cast(null as varchar) as split_evidence, 'high' as confidence_code,
  'proposed' as review_status_code, 'the act is named' as basis
from core.dim_source_category;

create table core.fct_population as
select t.area_id, t.period_id, 'resident' as denominator_type_code, '0' as sex_code,
  '0' as age_band_code, 'census-2018' as vintage, cast(t.value_count as double) as value_count,
  'official_projection' as method_code, true as is_rate_base, 'co_toy_offences' as source_id,
  repeat('a', 64) as extract_sha256
from (values
  ('COL:city:05001', 'gregorian:year:2023-01-01', 2600000),
  ('COL:city:13001', 'gregorian:year:2023-01-01', 1000000),
  ('ZAF:city:ETH', 'gregorian:year:2022-01-01', 4200000),
) as t (area_id, period_id, value_count);

create table core.fct_survey_estimate as
select 'co_toy_offences' as source_id, t.domain_area_id, 'mx_queretaro' as city_id,
  'gregorian:quarter:2023-01-01' as period_id, t.indicator_id, 'total' as breakdown_code,
  'Inseguro' as label_local, 'Unsafe' as label_en, 'Inseguro' as label_es,
  'a title' as question_text, '1t2023' as edition_label, cast(t.estimate_pct as double) as estimate_pct,
  cast(t.estimate_pct * 10 as double) as estimate_count, cast(1000 as double) as base_count,
  t.cv_pct * t.estimate_pct / 100 as standard_error_pct, t.cv_pct,
  t.estimate_pct - t.cv_pct as ci_low_pct, t.estimate_pct + t.cv_pct as ci_high_pct,
  case when t.cv_pct is not null then 90.0 end as ci_level_pct, t.unweighted_count,
  cast(null as double) as design_effect, t.precision_band_code,
  'in_denominator' as dont_know_rule_code, t.representativity_code,
  'v1' as methodology_version, t.obs_status_code, t.obs_status_code as obs_flag_codes,
  'F' as conf_status_code, repeat('a', 64) as extract_sha256,
  timestamp '2023-05-01' as known_from_at, cast(null as timestamp) as known_to_at
from (values
  ('MEX:survey_domain:TOY37', 'V05', 40.0, null, 'not_available', 200, 'metro', 'A'),
  ('MEX:state:22', 'V05', 50.0, 8.0, 'high', 400, 'state_or_province', 'A'),
  ('MEX:state:22', 'V09', 20.0, 31.0, 'low', 40, 'state_or_province', 'U'),
  ('MEX:survey_domain:TOY37', 'V09', null, null, 'low', null, 'metro', 'L'),
) as t (domain_area_id, indicator_id, estimate_pct, cv_pct, precision_band_code,
        unweighted_count, representativity_code, obs_status_code);

create table core.fct_governance_indicator as
select 'co_toy_offences' as source_id, t.local_indicator_code, t.area_id, t.period_id,
  cast(t.value as double) as value, t.unit_code, t.methodology_version, 'Índice' as label_local,
  'Index' as label_en, 'Índice' as label_es, t.obs_status_code, t.obs_status_code as obs_flag_codes,
  repeat('a', 64) as extract_sha256, timestamp '2024-06-01' as known_from_at,
  cast(null as timestamp) as known_to_at
from (values
  ('toy_old', 'COL:city:05001', 'gregorian:year:2022-01-01', 80.0, 'index_0_100', 'old', 'A'),
  ('toy_new', 'COL:city:05001', 'gregorian:year:2022-01-01', 70.0, 'index_0_100', 'new', 'A'),
  ('toy_new', 'COL:city:05001', 'gregorian:year:2023-01-01', 71.0, 'index_0_100', 'new', 'A'),
  ('toy_rate', 'COL:city:05001', 'gregorian:year:2023-01-01', 1.5, 'per_10k', 'new', 'A'),
  ('toy_saving', 'COL:city:05001', 'gregorian:year:2023-01-01', -12.0, 'percent', 'new', 'A'),
  ('toy_rate', 'COL:city:13001', 'gregorian:year:2023-01-01', null, 'per_10k', 'new', 'L'),
) as t (local_indicator_code, area_id, period_id, value, unit_code, methodology_version,
        obs_status_code);

create table core.fct_participation as
select 'za_ethekwini' as city_id, t.period_id, 'municipal_election' as mechanism_code,
  '-' as evaluator_code, 'votes' as label_local, 'Votes' as label_en, 'Votos' as label_es,
  cast(t.participant_count as bigint) as participant_count, cast(1000 as bigint) as eligible_count,
  cast(null as bigint) as women_count, cast(null as double) as score, t.obs_status_code,
  'za_saps_toy' as source_id, repeat('a', 64) as extract_sha256,
  timestamp '2024-06-01' as known_from_at, cast(null as timestamp) as known_to_at
from (values
  ('gregorian:year:2022-01-01', 590, 'A'), ('gregorian:year:2023-01-01', null, 'L')
) as t (period_id, participant_count, obs_status_code);

create table core.fct_budget as
select 'za_ethekwini' as city_id, 'za_municipal:year:2022-07-01' as period_id,
  'v2:2307' as local_function_code, 'Police' as label_local, cast(null as varchar) as cofog_code,
  t.stage_code, cast(t.amount as decimal(20, 2)) as amount, 'ZAR' as currency_code,
  'za_saps_toy' as source_id, repeat('a', 64) as extract_sha256,
  timestamp '2024-06-01' as known_from_at, cast(null as timestamp) as known_to_at
from (values ('original', 100), ('audited', 90)) as t (stage_code, amount);

create table core.fct_audit as
select t.city_id, t.period_id, t.auditor_name, t.opinion_local, t.opinion_code,
  t.opinion_scale_code, t.opinion_ordinal, cast(1000 as decimal(20, 2)) as audited_amount,
  cast(10 as decimal(20, 2)) as observed_amount, t.currency_code, cast(3 as bigint) as finding_count,
  cast(2 as bigint) as solved_count, 'za_saps_toy' as source_id,
  repeat('a', 64) as extract_sha256, timestamp '2024-06-01' as known_from_at,
  cast(null as timestamp) as known_to_at
from (values
  ('za_ethekwini', 'za_municipal:year:2022-07-01', 'Auditor', 'Qualified', 'qualified', 'za_toy', 3, 'ZAR'),
  ('co_medellin', 'gregorian:year:2022-01-01', 'Contraloría', 'Con salvedades', 'qualified', 'co_toy', 2, 'COP'),
  ('co_medellin', 'gregorian:year:2023-01-01', 'Contraloría', 'Con salvedades', 'qualified', 'co_toy', 2, 'COP'),
) as t (city_id, period_id, auditor_name, opinion_local, opinion_code, opinion_scale_code,
        opinion_ordinal, currency_code);

create table core.dim_programme as
select t.programme_id, 'co_medellin' as city_id, 'Luces' as name_local, 'Lamps' as name_en,
  'Luces' as name_es, 'two streets' as place, 'situational' as prevention_type_code,
  'residents' as target_group, cast(1000 as bigint) as target_population_count,
  'light deters' as theory_of_change, 'C08' as outcome_indicator_id, 'own' as outcome_source_id,
  'C12' as placebo_indicator_id, 'its' as design_code, 0.85 as minimum_effect_ratio,
  'no' as recording_change_code, t.registered_date, date '2023-01-01' as start_date,
  cast(null as date) as end_date, t.registered_date > date '2023-01-01' as is_exploratory,
  cast(1000 as decimal(20, 2)) as budget_amount, 'COP' as currency_code,
  timestamp '2024-06-02' as first_known_at, 'co_toy_offences' as source_id,
  repeat('a', 64) as extract_sha256
from (values
  ('lamps', date '2022-10-01'), ('late', date '2023-02-01')
) as t (programme_id, registered_date);

create table core.fct_programme_activity as
select t.programme_id, t.area_id, 'gregorian:month:' || t.period_start as period_id,
  cast(t.period_start as date) as period_start, t.area_role_code, t.is_treated,
  cast(null as double) as dose, cast(t.beneficiary_count as bigint) as beneficiary_count,
  cast(t.women_count as bigint) as women_count, cast(10 as decimal(20, 2)) as spend_amount,
  'COP' as currency_code, 'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256
from (values
  ('lamps', 'COL:city:05001', '2023-01-01', 'target', true, 20, 11),
  ('lamps', 'COL:city:05001', '2023-02-01', 'target', true, 20, 11),
  ('lamps', 'COL:small_area:05001001', '2023-01-01', 'comparison', false, null, null),
) as t (programme_id, area_id, period_start, area_role_code, is_treated, beneficiary_count,
        women_count);

create table core.fct_programme_effect as
select t.programme_id, 'C08' as indicator_id, 'its' as design_code, t.identification_code,
  t.is_exploratory, t.ratio as estimate_ratio, t.ratio * 0.8 as ci_low_ratio,
  t.ratio * 1.2 as ci_high_ratio, case when t.ratio is not null then 95.0 end as ci_level_pct,
  t.ratio as level_ratio, case when t.ratio is not null then 1.0 end as monthly_slope_ratio,
  cast(null as double) as spill_over_ratio, case when t.ratio is not null then 0.4 end
    as pretrend_p_value, t.passed as diagnostics_passed_count, t.passed as diagnostics_total_count,
  '[]' as diagnostics, 60 as observation_count, 1 as area_count, t.reason as reason_code,
  t.reason as reason_en, t.reason as reason_es,
  'evaluation 1; statsmodels 0.15.0; inputs sha256:' || repeat('a', 64) as model_ref,
  timestamp '2024-06-03' as computed_at
from (values
  ('lamps', 'identified', false, 0.7, 8, null),
  ('late', 'not_estimated', true, null, 0, 'too_few_months')
) as t (programme_id, identification_code, is_exploratory, ratio, passed, reason);

create table core.fct_offence as
select t.*, cast(null as bigint) as pre_break_count, t.obs_status_code as obs_flag_codes,
  'N' as conf_status_code, repeat('a', 64) as extract_sha256
from (values
  ('co_toy_offences:0123456789ab', 'co_toy_offences', 'COL:city:05001', 'gregorian:month:2023-01-01', 'victim', '1', '2',
   '15-29', 20, 'A', timestamp '2023-06-01', timestamp '2024-06-01'),
  ('co_toy_offences:0123456789ab', 'co_toy_offences', 'COL:city:05001', 'gregorian:month:2023-01-01', 'victim', '1', '2',
   '15-29', 22, 'A', timestamp '2024-06-01', null),
  ('co_toy_offences:0123456789ab', 'co_toy_offences', 'COL:small_area:05001001', 'gregorian:month:2023-02-01', 'victim', '2',
   null, '10-20', 8, 'A', timestamp '2024-06-01', null),
  ('za_saps_toy:ba9876543210', 'za_saps_toy', 'ZAF:city:ETH', 'za_saps:year:2022-04-01', 'published_quantity', '0',
   '0', 'all', null, 'O', timestamp '2024-06-01', null),
) as t (source_category_id, source_id, area_id, period_id, counting_unit_code, victim_sex_code,
        victim_age_code, victim_age_label, value_count, obs_status_code, known_from_at, known_to_at);

create table core.fct_offence_open as
select * replace ('0' as victim_sex_code, '0' as victim_age_code, 'all' as victim_age_label,
  'F' as conf_status_code)
from core.fct_offence where area_id not like '%small_area%';

create table core.fct_offence_event as
select 'co_toy_offences:' || key as event_id, 'co_toy_offences:0123456789ab' as source_category_id, 'co_toy_offences' as source_id,
  'COL:city:05001' as area_id, timestamp '2023-01-05 10:00:00' as occurred_from_at,
  timestamp '2023-01-05 11:00:00' as occurred_to_at, 'victim' as counting_unit_code,
  1 as unit_count, 'comuna' as geo_precision_code, repeat('a', 64) as extract_sha256,
  timestamp '2024-06-01' as known_from_at, cast(null as timestamp) as known_to_at
from (values ('1'), ('2')) as t (key);

create table core.fct_source_coverage as
select t.*, true as is_reported, cast(null as double) as population_covered_pct,
  repeat('a', 64) as extract_sha256, timestamp '2024-06-01' as known_from_at,
  cast(null as timestamp) as known_to_at
from (values
  ('co_toy_offences', 'COL:city:05001', 'gregorian:month:2023-01-01'),
  ('co_toy_offences', 'COL:city:05001', 'gregorian:month:2023-02-01'),
  ('za_saps_toy', 'ZAF:city:ETH', 'za_saps:year:2022-04-01'),
) as t (source_id, area_id, period_id);

create table marts.recorded_crime_by_city_month as
select 'co_toy_offences' as source_id, 'co_medellin' as city_id, 'COL:city:05001' as area_id,
  'city' as area_scope, p.period_id, p.period_start, p.period_end, p.calendar_code, o.iccs_code,
  'victim' as counting_unit_code, 'exact' as node_status_code, cast(22 as bigint) as offence_count,
  cast(22 as bigint) as possible_count, 1 as areas_reporting, 1 as areas_expected,
  'A' as obs_status_code, 'A' as obs_flag_codes, 'F' as conf_status_code
from core.dim_period as p cross join (values ('01'), ('0101')) as o (iccs_code)
where p.grain_code = 'month';

create table marts.recorded_crime_by_city_year as
select t.source_id, a.city_id, t.area_id, a.area_type_code as area_scope, t.period_id,
  p.period_start, p.period_end, p.calendar_code, t.iccs_code, t.counting_unit_code,
  t.node_status_code, cast(t.offence_count as bigint) as offence_count,
  cast(t.possible_count as bigint) as possible_count, t.months_reported, 1 as areas_reporting,
  1 as areas_expected, t.obs_status_code, t.obs_flag_codes, 'F' as conf_status_code,
  case when t.obs_status_code = 'L' then 'Only the state reports.' end as gap_reason_en,
  case when t.obs_status_code = 'L' then 'Solo reporta el estado.' end as gap_reason_es
from (values
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2023-01-01', '01', 'victim', 'exact', 359, 359, 12, 'A', 'A'),
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2023-01-01', '0101', 'victim', 'exact', 359, 359, 12, 'A', 'A'),
  ('co_toy_offences', 'COL:city:13001', 'gregorian:year:2023-01-01', '0101', 'victim', 'exact', 7, 7, 10, 'P', 'P'),
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2023-01-01', '0401', 'published_quantity', 'interval', 80, 200, 12, 'A', 'A'),
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2023-01-01', '0201', 'published_quantity', 'approximation', 90, 60, 12, 'D', 'D;P'),
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2022-01-01', '0101', 'victim', 'exact', 0, 0, 12, 'A', 'A'),
  ('co_toy_offences', 'MEX:state:22', 'gregorian:year:2023-01-01', '0101', 'victim', 'exact', 5, 5, 12, 'A', 'A'),
  ('co_toy_offences', 'MEX:city:22014', 'gregorian:year:2023-01-01', '0101', 'victim', 'unavailable', null, null, 0, 'L', 'L'),
  ('za_saps_toy', 'ZAF:city:ETH', 'za_saps:year:2022-04-01', '0101', 'published_quantity', 'exact', 3138, 3138, 12, 'A', 'A'),
) as t (source_id, area_id, period_id, iccs_code, counting_unit_code, node_status_code,
        offence_count, possible_count, months_reported, obs_status_code, obs_flag_codes)
inner join core.dim_area as a on t.area_id = a.area_id
inner join core.dim_period as p on t.period_id = p.period_id;

-- Limits of 0, 7, 359 and 3,138 events by the formulas of methods 5, computed in Python with scipy.
create table marts.offence_rate_by_city_year as
with based as (
  select y.*, case y.area_id when 'COL:city:05001' then 2600000.0 when 'COL:city:13001' then 1000000.0
    when 'ZAF:city:ETH' then 4200000.0 end as population,
    case y.offence_count when 0 then 0.0 when 7 then 2.8143631 when 359 then 322.8191096386
      when 3138 then 3029.1569395185 end as lower_count,
    case y.offence_count when 0 then 3.6888795 when 7 then 14.4226754 when 359 then 398.1263077268
      when 3138 then 3249.7547924512 end as upper_count
  from marts.recorded_crime_by_city_year as y
  where y.node_status_code in ('exact', 'unavailable')
), judged as (
  select *, offence_count is not null and population is not null as has_rate,
    100000 / (population * months_reported / 12) as per_count from based
)
select * exclude (lower_count, upper_count, has_rate, per_count, gap_reason_en, gap_reason_es,
    obs_status_code, obs_flag_codes, possible_count),
  case when has_rate then 'census-2018' end as denominator_vintage,
  case when has_rate then offence_count * per_count end as rate_per_100k,
  case when has_rate then lower_count * per_count end as ci_low_per_100k,
  case when has_rate then upper_count * per_count end as ci_high_per_100k,
  case when not has_rate then 'none' when offence_count < 10 then 'exact_poisson' else 'byar' end
    as ci_method,
  case when has_rate then obs_status_code else 'L' end as obs_status_code,
  case when has_rate then obs_flag_codes else 'L' end as obs_flag_codes,
  case when not has_rate then 'No population.' end as gap_reason_en,
  case when not has_rate then 'Sin población.' end as gap_reason_es
from judged;

create table marts.source_coverage as
select t.source_id, a.city_id, t.area_id, a.area_type_code as area_scope, t.period_id,
  p.period_start, p.period_end, p.calendar_code, t.months_present, 1 as areas_reporting,
  1 as areas_expected, 1 as label_types_reported, 1 as label_types_expected,
  10 as row_count, 0 as quarantined_lines, 100.0 * t.months_present / 12 as completeness_pct
from (values
  ('co_toy_offences', 'COL:city:05001', 'gregorian:year:2023-01-01', 2),
  ('za_saps_toy', 'ZAF:city:ETH', 'za_saps:year:2022-04-01', 12),
) as t (source_id, area_id, period_id, months_present)
inner join core.dim_area as a on t.area_id = a.area_id
inner join core.dim_period as p on t.period_id = p.period_id;

create table meta.extracts as from (values
  (repeat('a', 64), 'co_toy_offences', 'toy.csv', 'loaded', 100, timestamp '2024-06-02', 12, 9, 1, 2, null),
  (repeat('a', 64), 'za_saps_toy', 'toy.csv', 'loaded', 100, timestamp '2024-06-02', 12, 9, 1, 2, null),
  (repeat('c', 64), 'co_toy_offences', 'older.csv', 'loaded', 100, timestamp '2024-06-02', 12, 9, 1, 2, null),
  (repeat('d', 64), 'co_toy_offences', 'shorter.csv', 'loaded', 100, timestamp '2024-06-02', 12, 9, 1, 2, null),
  (repeat('b', 64), 'co_toy_offences', 'bad.csv', 'refused', 100, timestamp '2024-06-02', null, null, null, null,
   'F27: a column is missing'),
) as t (extract_sha256, source_id, file_name, status_code, byte_count, retrieved_at, physical_lines,
        loaded_lines, quarantined_lines, declared_lines, message);
alter table meta.extracts add column data_as_of_date date;

create table meta.sources as
select source_id, publisher_name, licence_text, 'year' as cadence_code, 'ok' as status_code,
  12 as physical_lines, 9 as loaded_lines, 1 as quarantined_lines, 2 as declared_lines
from core.dim_source;

create table meta.unmapped (
  source_category_id varchar, source_id varchar, label_type varchar, row_count bigint,
  unit_share double
);

create table meta.editions as
select t.*, false as is_complete, 0 as edition_rank, 9 as row_count,
  edition_status_code = 'current' as is_current
from (values
  ('co_toy_offences', 'all', repeat('c', 64), 'older.csv', timestamp '2023-06-01', 'earlier_vintage'),
  ('co_toy_offences', 'all', repeat('d', 64), 'shorter.csv', timestamp '2024-06-01', 'superseded_at_same_cutoff'),
  ('co_toy_offences', 'all', repeat('a', 64), 'toy.csv', timestamp '2024-06-01', 'current'),
  ('za_saps_toy', 'all', repeat('a', 64), 'toy.csv', timestamp '2024-06-01', 'current'),
) as t (source_id, coverage_scope, extract_sha256, file_name, known_from_at, edition_status_code);

create table meta.revisions as
select t.*, value_count - previous_value_count as change_count,
  100.0 * (value_count - previous_value_count) / nullif(previous_value_count, 0) as change_pct,
  repeat('a', 64) as extract_sha256, repeat('c', 64) as previous_extract_sha256
from (values
  ('co_toy_offences', 'co_toy_offences:0123456789ab', 'COL:city:05001', 'gregorian:month:2023-01-01',
   'victim', 20, 20, 22, 'revised', timestamp '2024-06-01'),
  ('co_toy_offences', 'co_toy_offences:0123456789ab', 'COL:city:13001', 'gregorian:month:2023-01-01',
   'victim', 0, 0, 3, 'added', timestamp '2024-06-01'),
  ('co_toy_offences', 'co_toy_offences:0123456789ab', 'COL:city:13001', 'gregorian:month:2023-02-01',
   'victim', 4, 4, null, 'deleted', timestamp '2024-06-01'),
) as t (source_id, source_category_id, area_id, period_id, counting_unit_code, first_value_count,
        previous_value_count, value_count, revision_kind_code, known_from_at);

create table meta.corrections as from (values
  ('za_saps_toy', 'two_blocks', 'set_aside', 'active', null, null, 'rows=2', 1, 2),
  ('co_toy_offences', 'tenfold', 'override', 'active', 'count', '12', 'value=120', 1, 1),
  ('co_toy_offences', 'not_there', 'flag', 'retired', null, null, 'rows=1', 0, 0),
) as t (source_id, correction_id, action_code, status_code, column_name, new_value, expect,
        extract_count, row_count);
alter table meta.corrections add column what varchar default 'two blocks of one year';
alter table meta.corrections add column why varchar default 'one is of another station';
alter table meta.corrections add column evidence varchar default 'their values differ';
alter table meta.corrections add column is_fit boolean default true;

create table meta.acceptances as
select 'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256, 'toy.csv' as file_name,
  'F41' as fault_code, 'ten times the rows' as message, 'the year was added whole' as because,
  'observatory' as accepted_by, timestamp '2024-06-02' as accepted_at;
