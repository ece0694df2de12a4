-- One row is one row of the form homicide_relationships, typed, with one column per rule it breaks.
-- Few victims: 1 to 4 killed by a partner or relative, or fewer than five by others.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        {{ form_cell('city_id') }} as city_id,
        {{ strict_year(form_cell('year')) }} as year_number,
        {{ strict_integer(form_cell('victim_count')) }} as victim_count,
        {{ strict_integer(form_cell('known_relationship_count')) }} as known_count,
        {{ strict_integer(form_cell('partner_or_family_count')) }} as partner_or_family_count
    from {{ source('xx_city_governance_figures', 'homicide_relationships') }}
),

ruled as (
    select
        landed.*,
        city.country_code || ':city:' || city.admin_code as area_id,
        city.city_id is null as is_unknown_city,
        not coalesce(
            landed.year_number between 1990 and year(cast('{{ var("release_date") }}' as date)),
            false
        ) as is_bad_date,
        count(*) over (
            partition by landed.extract_sha256, landed.city_id, landed.year_number
        ) > 1 as is_repeated_row,
        not coalesce(
            landed.partner_or_family_count between 0 and landed.known_count
            and landed.known_count <= landed.victim_count,
            false
        ) as is_bad_number
    from landed
    left join {{ ref('cities') }} as city on landed.city_id = city.city_id
)

select
    *,
    not is_bad_number and known_count > 0
    and (
        partner_or_family_count between 1 and 4
        or known_count - partner_or_family_count < 5
    ) as is_few_victims
from ruled
