-- One row is one row of the form denominators, typed, with one column per rule it breaks.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ form_cell('city_id') }} as city_id,
        {{ strict_date_iso('reference_date') }} as reference_date,
        {{ form_cell('denominator_type_code') }} as denominator_type_code,
        {{ strict_integer(form_cell('value_count')) }} as value_count,
        {{ form_cell('method_code') }} as method_code,
        {{ form_cell('vintage') }} as vintage
    from {{ source('xx_city_governance_figures', 'denominators') }}
)

select
    landed.*,
    city.country_code || ':city:' || city.admin_code as area_id,
    city.city_id is null as is_unknown_city,
    not coalesce(
        landed.reference_date
        between date '1990-01-01' and cast('{{ var("release_date") }}' as date),
        false
    ) as is_bad_date,
    not coalesce(
        landed.denominator_type_code in ('households', 'vehicles', 'female_residents')
        and landed.method_code in ('census', 'official_projection')
        and landed.vintage is not null,
        false
    ) as is_bad_code,
    count(*) over (
        partition by
            landed.extract_sha256, landed.city_id, landed.denominator_type_code,
            year(landed.reference_date)
    ) > 1 as is_repeated_row,
    not coalesce(landed.value_count > 0, false) as is_bad_number
from landed
left join {{ ref('cities') }} as city on landed.city_id = city.city_id
