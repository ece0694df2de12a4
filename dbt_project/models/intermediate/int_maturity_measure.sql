-- One row is one component of data maturity (methods 11) that the warehouse itself can measure for
-- one source and city, with its level where the measurement decides it and a sentence of evidence
-- in both languages. What is not here is judged (`maturity_judgements`) or not known.
with source_city as (
    select
        area.source_id, area.city_id, area.area_id, area.area_scope,
        source.system_type_code in ('police', 'prosecution', 'health') as is_recorded
    from {{ ref('int_source_area') }} as area
    inner join {{ source('ledger', 'sources') }} as source on area.source_id = source.source_id
),

-- Current counts in the area that the source is scored for, and what they say of place and victim.
counted as (
    select
        fact.source_id, area.city_id, fact.source_category_id, fact.value_count,
        fact.victim_sex_code, fact.victim_age_label <> 'all' as has_age, area.area_type_code,
        area.area_code, 'unknown' as geo_precision_code
    from {{ ref('fct_offence') }} as fact
    inner join {{ ref('dim_area') }} as area on fact.area_id = area.area_id
    where fact.known_to_at is null and fact.value_count is not null
    union all
    select
        event.source_id, area.city_id, event.source_category_id, event.unit_count as value_count,
        event.victim_sex_code, false as has_age, area.area_type_code, area.area_code,
        event.geo_precision_code
    from {{ ref('fct_offence_event') }} as event
    inner join {{ ref('dim_area') }} as area on event.area_id = area.area_id
    where event.known_to_at is null
),

scored as (
    select counted.*, source_city.area_scope
    from counted
    inner join source_city using (source_id, city_id)
    inner join {{ ref('dim_source_category') }} as category
        on counted.source_category_id = category.source_category_id
    where
        category.row_role_code not in ('excluded', 'part')
        and (
            source_city.area_scope <> 'city'
            or counted.area_type_code not in ('state', 'province', 'country')
        )
),

counting_unit as (
    select
        source_city.source_id, source_city.city_id,
        100.0 * count(*) filter (where category.counting_unit_code <> 'published_quantity')
        / count(*) as measured_value
    from source_city
    inner join {{ ref('dim_source_category') }} as category
        on source_city.source_id = category.source_id
    group by source_city.source_id, source_city.city_id
),

tag_completeness as (
    select
        source_id, city_id, avg(value) as measured_value, max(period_end) as newest_end
    from {{ ref('int_observation_victim') }}
    where indicator_id = 'D02' and value is not null and months_reported = 12
    group by source_id, city_id, period_id, period_end
    qualify row_number() over (partition by source_id, city_id order by period_end desc) = 1
),

-- A point is a place below the city as well. The settlement 000 of a Colombian code is the seat, so
-- the city itself and no place in it.
geocoding as (
    select
        source_id, city_id,
        100.0 * coalesce(sum(value_count) filter (
            where geo_precision_code not in ('city', 'unknown')
            or (
                area_type_code not in (
                    'city', 'metro', 'survey_domain', 'state', 'province', 'country', 'unlocated'
                )
                and not (area_type_code = 'small_area' and area_code like '%000')
            )
        ), 0) / sum(value_count) as measured_value
    from scored
    group by source_id, city_id
    having sum(value_count) > 0
),

-- Rows of one extract that share the whole key; whether a source has one says the judgement.
keyed as (
    select
        staged.source_id, staged.city_id, count(*) as copy_count
    from {{ ref('int_offence_row') }} as staged
    inner join {{ ref('maturity_judgements') }} as judgement
        on
            staged.source_id = judgement.source_id
            and judgement.component_code = 'duplicates'
            and judgement.is_measured
    where staged.value_count is not null
    group by
        staged.source_id, staged.city_id, staged.extract_sha256, staged.source_category_id,
        staged.area_id, staged.calendar_code, staged.grain_code, staged.period_start,
        staged.period_end, staged.victim_sex_code, staged.victim_age_label
),

duplicates as (
    select
        source_id, city_id,
        100.0 * (sum(copy_count) - count(*)) / sum(copy_count) as measured_value,
        sum(copy_count) as row_count
    from keyed
    group by source_id, city_id
),

timeliness as (
    select source_id, city_id, value as measured_value, period_end as newest_end
    from {{ ref('int_observation_publication_lag') }}
    where value is not null
    qualify row_number() over (partition by source_id, city_id order by period_end desc) = 1
),

revision_policy as (
    select
        source_city.source_id, source_city.city_id,
        100.0 * count(extract.data_as_of_date) / count(*) as measured_value
    from source_city
    inner join {{ source('ledger', 'extracts') }} as extract
        on source_city.source_id = extract.source_id and extract.status = 'loaded'
    group by source_city.source_id, source_city.city_id
),

convergence as (
    select
        source_id, city_id, abs(value - 1) as measured_value, value as ratio,
        period_end as newest_end
    from {{ ref('int_observation_convergence') }}
    where indicator_id = 'D01' and breakdown_code = 'total' and value is not null
    qualify row_number() over (partition by source_id, city_id order by period_end desc) = 1
),

-- What surveys say of the city: their finest domain, how many years, with standard errors or not.
estimate as (
    select
        estimate.source_id, area.city_id,
        case estimate.representativity_code
            when 'city' then 3 when 'metro' then 3 when 'state_or_province' then 2
            when 'national' then 1 else 0
        end as domain_level,
        year(period.period_end) as estimate_year,
        bool_and(estimate.standard_error_pct is not null) as has_error
    from {{ ref('fct_survey_estimate') }} as estimate
    inner join {{ ref('dim_period') }} as period on estimate.period_id = period.period_id
    inner join {{ ref('dim_area') }} as area on estimate.domain_area_id = area.area_id
    where estimate.known_to_at is null and estimate.estimate_pct is not null
    group by all
),

-- For records of crime every survey of the city counts, for a survey only its own estimates.
surveyed as (
    select
        source_city.source_id, source_city.city_id, estimate.domain_level,
        count(distinct estimate.estimate_year) as year_count,
        coalesce(
            count(distinct estimate.estimate_year) >= 3
            and count(distinct estimate.estimate_year)
            = max(estimate.estimate_year) - min(estimate.estimate_year) + 1
            and bool_and(estimate.has_error), false
        ) as is_yearly_with_error
    from source_city
    inner join estimate
        on
            source_city.city_id = estimate.city_id
            and (source_city.is_recorded or source_city.source_id = estimate.source_id)
    group by source_city.source_id, source_city.city_id, estimate.domain_level
),

survey_availability as (
    select
        source_city.source_id, source_city.city_id,
        coalesce(max(surveyed.domain_level), 0) as domain_level,
        coalesce(arg_max(surveyed.year_count, surveyed.domain_level), 0) as measured_value,
        coalesce(arg_max(surveyed.is_yearly_with_error, surveyed.domain_level), false)
            as is_yearly_with_error
    from source_city
    left join surveyed using (source_id, city_id)
    where source_city.is_recorded or surveyed.source_id is not null
    group by source_city.source_id, source_city.city_id
),

openness as (
    select
        source_city.source_id, source_city.city_id,
        100.0 * count(*) filter (
            where regexp_matches(
                lower(extract.file_name), '[.](csv|tsv|txt|json|geojson|xml|dbf|sql)$'
            )
        ) / count(*) as measured_value,
        100.0 * count(*) filter (
            where not regexp_matches(lower(extract.file_name), '[.]pdf$')
        ) / count(*) as no_pdf_pct
    from source_city
    inner join {{ source('ledger', 'sources') }} as source
        on source_city.source_id = source.source_id and source.is_official
    inner join {{ source('ledger', 'extracts') }} as extract
        on source_city.source_id = extract.source_id and extract.status = 'loaded'
    left join {{ ref('int_edition') }} as edition
        on
            extract.source_id = edition.source_id
            and extract.extract_sha256 = edition.extract_sha256
    where coalesce(edition.is_current, true)
    group by source_city.source_id, source_city.city_id
),

-- Homicide, and the other violence that is counted by victim: 02, 03, 0401. Of the health series
-- the cells by sex; its totals would count a death twice.
by_victim as (
    select
        scored.source_id, scored.city_id, scored.value_count, scored.has_age,
        scored.victim_sex_code in ('1', '2') as has_sex, node.is_homicide
    from scored
    inner join (
        select source_category_id, bool_or(iccs_code = '0101') as is_homicide
        from {{ ref('int_category_node') }}
        where iccs_code in ('0101', '02', '03', '0401') and bound_code <> 'possible'
        group by source_category_id
    ) as node on scored.source_category_id = node.source_category_id
    union all
    select
        death.source_id, area.city_id, death.value_count, false as has_age,
        death.victim_sex_code in ('1', '2') as has_sex, true as is_homicide
    from {{ ref('fct_death') }} as death
    inner join {{ ref('dim_area') }} as area
        on death.area_id = area.area_id and area.area_type_code = 'city'
    where
        death.known_to_at is null and death.manner_code = 'homicide'
        and death.victim_sex_code <> '0'
),

violent as (
    select
        source_id, city_id,
        sum(value_count) as unit_count,
        coalesce(sum(value_count) filter (where has_sex), 0) as sexed_count,
        bool_or(is_homicide and has_sex) as has_homicide_sex,
        bool_or(not is_homicide and has_sex) as has_violent_sex,
        bool_or(not is_homicide and has_sex and has_age) as has_age
    from by_victim
    group by source_id, city_id
    having sum(value_count) > 0
),

related as (
    select distinct victim.source_id, area.city_id
    from {{ ref('fct_victim') }} as victim
    inner join {{ ref('fct_offence_event') }} as event on victim.event_id = event.event_id
    inner join {{ ref('dim_area') }} as area on event.area_id = area.area_id
    where victim.known_to_at is null and victim.vip_code is not null
),

-- Governance figures that stand for the city itself, by year and by function.
governance as (
    select fact.source_id, area.city_id, fact.period_id, false as has_function
    from {{ ref('fct_governance_indicator') }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.area_id = area.area_id and area.area_type_code = 'city'
    where fact.known_to_at is null and fact.value is not null
    union all
    select source_id, city_id, period_id, true as has_function
    from {{ ref('fct_budget') }}
    where known_to_at is null and amount is not null
    union all
    select source_id, city_id, period_id, false as has_function
    from {{ ref('fct_audit') }}
    where known_to_at is null
    union all
    select source_id, city_id, period_id, false as has_function
    from {{ ref('fct_participation') }}
    where known_to_at is null
),

governance_link as (
    select
        source_city.source_id, source_city.city_id,
        count(distinct year(period.period_start)) as measured_value,
        coalesce(
            count(distinct year(period.period_start)) >= 3
            and count(distinct year(period.period_start))
            = max(year(period.period_start)) - min(year(period.period_start)) + 1, false
        ) as is_yearly,
        coalesce(bool_or(governance.has_function), false) as has_function
    from source_city
    left join governance
        on
            source_city.city_id = governance.city_id
            and (source_city.is_recorded or source_city.source_id = governance.source_id)
    left join {{ ref('dim_period') }} as period on governance.period_id = period.period_id
    where source_city.is_recorded or governance.source_id is not null
    group by source_city.source_id, source_city.city_id
),

measured as (
    select
        'counting_unit' as component_code, source_id, city_id, measured_value,
        cast(null as integer) as level,
        'Established for ' || cast(round(measured_value, 1) as varchar) || ' % of the categories.'
            as detail_en,
        'Establecida en el ' || cast(round(measured_value, 1) as varchar)
        || ' % de las categorías.' as detail_es
    from counting_unit
    union all by name
    select
        'tag_completeness' as component_code, source_id, city_id, measured_value,
        {{ maturity_level('measured_value', [50, 70, 85, 95]) }} as level,
        'Mean D02 of homicide victims in ' || cast(year(newest_end) as varchar) || '.' as detail_en,
        'D02 medio de las víctimas de homicidio de ' || cast(year(newest_end) as varchar) || '.'
            as detail_es
    from tag_completeness
    union all by name
    select
        'geocoding' as component_code, source_id, city_id, measured_value,
        {{ maturity_level('measured_value', [50, 70, 85, 95]) }} as level,
        'Units whose row names a place or area below the city.' as detail_en,
        'Unidades cuya fila nombra un lugar o área menor que la ciudad.' as detail_es
    from geocoding
    union all by name
    select
        'duplicates' as component_code, source_id, city_id, measured_value,
        {{ maturity_level('measured_value', [5, 2, 1, 0.0999999], falling=true) }} as level,
        'Of ' || cast(row_count as varchar) || ' records with a value, over all extracts.'
            as detail_en,
        'De ' || cast(row_count as varchar) || ' registros con valor, en todos los extractos.'
            as detail_es
    from duplicates
    union all by name
    select
        'timeliness' as component_code, source_id, city_id, measured_value,
        {{ maturity_level('measured_value', [365, 180, 90, 30], falling=true) }} as level,
        'Period that ended on ' || cast(newest_end as varchar) || '.' as detail_en,
        'Periodo que terminó el ' || cast(newest_end as varchar) || '.' as detail_es
    from timeliness
    union all by name
    select
        'revision_policy' as component_code, source_id, city_id, measured_value,
        cast(null as integer) as level,
        'Files that state their cut-off: ' || cast(round(measured_value, 1) as varchar) || ' %.'
            as detail_en,
        'Archivos que indican su corte: ' || cast(round(measured_value, 1) as varchar) || ' %.'
            as detail_es
    from revision_policy
    union all by name
    select
        'convergence' as component_code, source_id, city_id, measured_value,
        {{ maturity_level('measured_value', [0.30, 0.20, 0.10, 0.05], falling=true) }} as level,
        'D01 is ' || cast(round(ratio, 3) as varchar) || ' in '
        || cast(year(newest_end) as varchar) || '.' as detail_en,
        'D01 es ' || cast(round(ratio, 3) as varchar) || ' en '
        || cast(year(newest_end) as varchar) || '.' as detail_es
    from convergence
    union all by name
    select
        'survey_availability' as component_code, source_id, city_id, measured_value,
        case when domain_level = 3 and is_yearly_with_error then 4 else domain_level end as level,
        case domain_level
            when 0 then 'No survey of this release speaks of the city.'
            else 'Years with an estimate of that domain: ' || cast(measured_value as varchar)
                || case
                    when is_yearly_with_error then '.' else ', not every year with standard errors.'
                end
        end as detail_en,
        case domain_level
            when 0 then 'Ninguna encuesta de esta publicación trata de la ciudad.'
            else 'Años con estimación de ese dominio: ' || cast(measured_value as varchar)
                || case
                    when is_yearly_with_error then '.'
                    else ', no todos los años con errores estándar.'
                end
        end as detail_es
    from survey_availability
    union all by name
    select
        'openness' as component_code, source_id, city_id, measured_value,
        case when measured_value >= 95 then 3 when no_pdf_pct >= 95 then 2 else 1 end as level,
        'Files of the current editions; that their address is stable is not established.'
            as detail_en,
        'Archivos de las ediciones vigentes; no consta que su dirección sea estable.' as detail_es
    from openness
    union all by name
    select
        'gender_disaggregation' as component_code, violent.source_id, violent.city_id,
        100.0 * violent.sexed_count / violent.unit_count as measured_value,
        case
            when not violent.has_homicide_sex then 0
            when not violent.has_violent_sex then 1
            when not violent.has_age then 2
            when related.source_id is null then 3
            else 4
        end as level,
        'Units of homicide and other violence whose sex is printed.' as detail_en,
        'Unidades de homicidio y otra violencia con sexo impreso.' as detail_es
    from violent
    left join related using (source_id, city_id)
    union all by name
    select
        'governance_link' as component_code, source_id, city_id, measured_value,
        case
            when measured_value = 0 then 0
            when not is_yearly then 1
            when not has_function then 2
            else 3
        end as level,
        case
            when measured_value = 0
                then 'No governance figure for the city itself in this release.'
            when is_yearly then 'Governance figures of the city in consecutive years.'
            else 'Governance figures of the city in single years.'
        end as detail_en,
        case
            when measured_value = 0
                then 'Ninguna cifra de gobierno de la propia ciudad en esta publicación.'
            when is_yearly then 'Cifras de gobierno de la ciudad en años consecutivos.'
            else 'Cifras de gobierno de la ciudad en años sueltos.'
        end as detail_es
    from governance_link
)

select
    component_code, source_id, city_id, cast(measured_value as double) as measured_value,
    cast(level as integer) as level, detail_en, detail_es
from measured
