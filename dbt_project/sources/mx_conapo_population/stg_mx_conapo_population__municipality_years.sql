-- One row is one municipality and year. The year columns are a family: a new edition may bring
-- more.
with landed as (
    select
        *,
        -- Keeps the unpivot valid while no extract has brought a year column yet.
        cast(null as varchar) as population_none
    from {{ source('mx_conapo_population', 'municipality_year') }}
),

years as (
    select *
    from landed
    unpivot include nulls (raw_value for column_name in (columns('^population_')))
),

typed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ padded_code('cve', 5) }} as municipality_code,
        entidad as state_name,
        {{ strict_year("replace(column_name, 'population_', '')") }} as reference_year,
        raw_value,
        {{ strict_integer('raw_value') }} as parsed_value
    from years
    where column_name <> 'population_none'
)

select
    extract_sha256,
    row_number,
    municipality_code,
    left(municipality_code, 2) as state_code,
    state_name,
    cast(make_date(reference_year, 6, 30) as date) as reference_date,
    cast(make_date(reference_year, 1, 1) as date) as period_start,
    cast(make_date(reference_year, 12, 31) as date) as period_end,
    case when parsed_value >= 0 then parsed_value end as population_count,
    case
        when raw_value is null or trim(raw_value) = '' then 'L'
        when parsed_value is null or parsed_value < 0 then 'O'
        else 'A'
    end as obs_status_code
from typed
