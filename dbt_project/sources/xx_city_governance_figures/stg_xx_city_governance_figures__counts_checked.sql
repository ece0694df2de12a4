-- One row is one row of the forms women_in_bodies, police_officers and detainees in one shape: a
-- part of a whole counted on a day, typed, with one column per rule it breaks. Officers have none.
with landed as (
    {{ counted_form(
        'women_in_bodies',
        "'body=' || " ~ form_cell('body_code') ~ " || coalesce(';rank=' || " ~ form_cell('rank_code') ~ ", '')",
        form_cell('body_code') ~ " in ('council', 'police') and coalesce("
        ~ full_match(form_cell('rank_code'), '[a-z0-9_]{1,40}') ~ ", true)",
        'women_count', 'member_count', 'year', 'cast(null as varchar)',
    ) }}
    union all
    {{ counted_form(
        'police_officers', "'corps=' || " ~ form_cell('corps_code'),
        full_match(form_cell('corps_code'), '[a-z0-9_]{1,40}'),
        none, 'officer_count', 'year', 'cast(null as varchar)',
    ) }}
    union all
    {{ counted_form(
        'detainees', "'total'",
        full_match(form_cell('facility_code'), '[A-Za-z0-9_]{1,40}') ~ " and "
        ~ form_cell('facility_name') ~ " is not null",
        'unsentenced_count', 'held_count', 'month', form_cell('facility_name'),
    ) }}
)

select
    landed.*,
    city.country_code,
    city.admin_code as city_admin_code,
    case
        when landed.form_code = 'detainees'
            then city.country_code || ':facility:' || landed.facility_code
        else city.country_code || ':city:' || city.admin_code
    end as area_id,
    cast(date_trunc(landed.grain_code, landed.counted_date) as date) as period_start,
    city.city_id is null as is_unknown_city,
    not coalesce(
        landed.counted_date between date '1990-01-01' and cast('{{ var("release_date") }}' as date),
        false
    ) as is_bad_date,
    not coalesce(landed.has_code, false) as is_bad_code,
    count(*) over (
        partition by
            landed.extract_sha256, landed.form_code, landed.city_id, landed.facility_code,
            landed.group_code, date_trunc(landed.grain_code, landed.counted_date)
    ) > 1 as is_repeated_row,
    not coalesce(
        landed.whole_count >= 0
        and (
            landed.form_code = 'police_officers'
            or landed.part_count between 0 and landed.whole_count
        ),
        false
    ) as is_bad_number
from landed
left join {{ ref('cities') }} as city on landed.city_id = city.city_id
