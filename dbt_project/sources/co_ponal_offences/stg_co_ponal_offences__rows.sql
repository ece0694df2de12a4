-- One row is one landed row of either layout, typed, still with the publisher's labels.
-- Rows are groups or cases and may be identical; nothing is summed or de-duplicated here.
{% set not_reported = "('', '-', 'NO REPORTA', 'NO REPORTADO', 'NO RESPORTADO', 'NO REGISTRA')" %}
with yearly as (
    select
        landed._extract_sha256,
        landed._row_number,
        extracts.crime,
        extracts.covers_from_date,
        extracts.covers_to_date,
        {{ blank_to_null('landed.delito') }} as article_label,
        {{ blank_to_null('landed.armas_medios') }} as weapon_label,
        -- Integers lost the zero: pad to eight before anything is cut off the code.
        case
            when {{ full_match('trim(landed.codigo_dane)', '[0-9]{7,8}') }}
                then lpad(trim(landed.codigo_dane), 8, '0')
        end as settlement_code,
        cast(null as varchar) as municipality_code,
        {{ strict_date('landed.fecha_hecho', ('iso', 'ymd', 'dmy', 'excel_serial')) }} as fact_date,
        upper(trim(landed.genero)) as sex_label,
        -- A workbook without the column says nothing of sex or age; one with it says "not known".
        count(landed.genero) over extract_rows > 0 as has_sex,
        upper(trim(landed.agrupa_edad_persona)) as age_label,
        count(landed.agrupa_edad_persona) over extract_rows > 0 as has_age,
        {{ strict_integer('landed.cantidad') }} as quantity,
        false as is_set_aside
    from {{ source('co_ponal_offences', 'yearly') }} as landed
    inner join {{ ref('stg_co_ponal_offences__extracts') }} as extracts
        on landed._extract_sha256 = extracts.extract_sha256
    window extract_rows as (partition by landed._extract_sha256)
),

multi_year as (
    select
        landed._extract_sha256,
        landed._row_number,
        extracts.crime,
        extracts.covers_from_date,
        extracts.covers_to_date,
        cast(null as varchar) as article_label,
        cast(null as varchar) as weapon_label,
        cast(null as varchar) as settlement_code,
        named.municipality_code,
        {{ strict_date('landed.fecha_hecho', ('iso', 'ymd', 'dmy', 'excel_serial')) }} as fact_date,
        cast(null as varchar) as sex_label,
        false as has_sex,
        cast(null as varchar) as age_label,
        false as has_age,
        {{ strict_integer('landed.cantidad') }} as quantity
    from {{ source('co_ponal_offences', 'homicides_2003_2010') }} as landed
    inner join {{ ref('stg_co_ponal_offences__extracts') }} as extracts
        on landed._extract_sha256 = extracts.extract_sha256
    left join {{ ref('stg_co_ponal_offences__municipality_names') }} as named
        on
            {{ match_key('landed.departamento') }} = named.department_key
            and {{ match_key('landed.municipio') }} = named.municipality_key
),

-- Ruling 4: the yearly workbook has sex, age and weapon; where one of the same crime and year is
-- loaded, the poorer rows of that year are set aside, whichever file has the later cut-off.
ranked as (
    select * from yearly
    union all
    select
        multi_year.*,
        exists(
            select 1
            from {{ ref('stg_co_ponal_offences__extracts') }} as richer
            where
                richer.layout = 'yearly'
                and richer.crime = multi_year.crime
                and year(multi_year.fact_date)
                between year(richer.covers_from_date) and year(richer.covers_to_date)
        ) as is_set_aside
    from multi_year
),

checked as (
    select
        *,
        coalesce(fact_date between covers_from_date and covers_to_date, false) as is_date_good,
        coalesce(quantity >= 0, false) as is_quantity_good
    from ranked
)

select
    _extract_sha256,
    _row_number,
    crime,
    crime || '|' || coalesce(
        cast(year(case when is_date_good then fact_date end) as varchar),
        cast(year(covers_to_date) as varchar)
    ) as coverage_scope,
    article_label,
    weapon_label,
    settlement_code,
    coalesce(municipality_code, substring(settlement_code, 1, 5)) as municipality_code,
    case when is_date_good then fact_date end as fact_date,
    case
        when not has_sex then 'all'
        when sex_label in ('MASCULINO', 'FEMENINO') then lower(sex_label)
        when coalesce(sex_label, '') in {{ not_reported }} then 'not reported'
        else 'unknown label'
    end as sex_label,
    case
        when not has_age then 'all'
        when age_label in ('MENORES', 'ADOLESCENTES', 'ADULTOS') then lower(age_label)
        when coalesce(age_label, '') in {{ not_reported }} then 'not reported'
        else 'unknown label'
    end as age_label,
    case when is_date_good and is_quantity_good then quantity end as quantity,
    not is_date_good or not is_quantity_good as is_value_fault,
    is_set_aside
from checked
