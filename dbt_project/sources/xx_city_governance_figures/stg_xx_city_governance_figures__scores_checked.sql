-- One row is one row of the form participation_scores, typed, with one column per rule it breaks.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ form_cell('city_id') }} as city_id,
        {{ strict_year(form_cell('year')) }} as year_number,
        {{ form_cell('evaluator_code') }} as evaluator_code,
        {{ strict_decimal(form_cell('score')) }} as score,
        {{ strict_integer(form_cell('scale_low')) }} as scale_low,
        {{ strict_integer(form_cell('scale_high')) }} as scale_high
    from {{ source('xx_city_governance_figures', 'participation_scores') }}
)

select
    landed.*,
    city.country_code || ':city:' || city.admin_code as area_id,
    city.city_id is null as is_unknown_city,
    not coalesce(
        landed.year_number between 1990 and year(cast('{{ var("release_date") }}' as date)), false
    ) as is_bad_date,
    not coalesce(
        {{ full_match(
            'landed.evaluator_code',
            '(government|academia|civil_society|international|private)(_[2-9])?'
        ) }},
        false
    ) as is_bad_code,
    count(*) over (
        partition by
            landed.extract_sha256, landed.city_id, landed.year_number, landed.evaluator_code,
            landed.scale_low, landed.scale_high
    ) > 1 as is_repeated_row,
    not coalesce(landed.scale_low >= 0 and landed.scale_low < landed.scale_high, false)
        as is_bad_scale,
    not coalesce(landed.score between landed.scale_low and landed.scale_high, false)
        as is_bad_number
from landed
left join {{ ref('cities') }} as city on landed.city_id = city.city_id
