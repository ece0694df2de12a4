-- One row is one filled cell, typed: place, year of occurrence, sex, year of registration and its
-- deaths, the published totals included. A year of occurrence that the certificate does not give
-- is null and of the kind unknown.
with typed as (
    select
        extract_sha256,
        row_number,
        trim(manner_label) as manner_label,
        lower(trim(area_name)) as area_key,
        regexp_replace(coalesce(area_code, ''), '[^0-9]', '', 'g') as area_digits,
        trim(coalesce(area_code, '')) like '=%' as is_formula,
        lower(trim(occurrence_label)) as occurrence_key,
        lower(trim(sex_label)) as sex_key,
        {{ strict_year('occurrence_label') }} as occurrence_year,
        {{ strict_year('registered_label') }} as registered_year,
        {{ strict_integer('value_text', group=',') }} as parsed_count
    from {{ ref('stg_mx_inegi_mortality__filled_cells') }}
)

select
    extract_sha256,
    row_number,
    manner_label,
    -- Deaths abroad (33) and those of a state without municipality (999) have no place of ours.
    case
        when is_formula and right(area_digits, 2) = '33'
            then {{ area_id('MEX', 'unlocated', "'33'") }}
        when is_formula then {{ area_id('MEX', 'state', 'right(area_digits, 2)') }}
        when area_digits = '' and area_key = 'total' then {{ area_id('MEX', 'country', "'MEX'") }}
        when length(area_digits) = 5 and right(area_digits, 3) = '999'
            then {{ area_id('MEX', 'unlocated', 'area_digits') }}
        when length(area_digits) = 5 then {{ mexican_municipality_id('area_digits') }}
    end as area_id,
    case
        when occurrence_year is not null then 'year'
        when occurrence_key = 'total' then 'all'
        when occurrence_key = 'no especificado' then 'unknown'
    end as occurrence_kind_code,
    occurrence_year,
    case sex_key
        when 'total' then '0'
        when 'hombre' then '1'
        when 'mujer' then '2'
        when 'no especificado' then '4'
    end as victim_sex_code,
    registered_year,
    case when parsed_count >= 0 then parsed_count end as value_count,
    case when parsed_count >= 0 then 'A' else 'O' end as obs_status_code
from typed
