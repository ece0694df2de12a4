-- One row is one manner, area, year of occurrence and year of registration not before it: the
-- deaths registered then and up to then, zeros included, because a publication that names the area
-- and has the column of that year states no further death. Years of occurrence before the first
-- registration known hold late registrations alone and are left out. Sexes together.
with registered as (
    select
        fact.source_id,
        fact.manner_code,
        fact.area_id,
        fact.occurrence_year,
        cast(year(period.period_start) as integer) as registered_year,
        fact.value_count,
        fact.obs_status_code,
        fact.extract_sha256,
        fact.known_from_at
    from {{ ref('fct_death') }} as fact
    inner join {{ ref('dim_period') }} as period on fact.registered_period_id = period.period_id
    where fact.known_to_at is null and fact.victim_sex_code = '0'
),

registration as (
    select
        source_id,
        manner_code,
        registered_year,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list,
        max(known_from_at) as known_from_at
    from registered
    group by all
),

place as (
    select distinct source_id, manner_code, area_id from registered
),

cell as (
    select
        place.source_id,
        place.manner_code,
        place.area_id,
        occurrence.registered_year as occurrence_year,
        registration.registered_year,
        registration.registered_year - occurrence.registered_year as lag_years,
        max(registration.registered_year) over (
            partition by place.source_id, place.manner_code
        ) as last_registered_year,
        case when registered.obs_status_code = 'O' then null
            else coalesce(registered.value_count, 0)
        end as death_count,
        registration.extract_sha256_list,
        registration.known_from_at
    from place
    inner join registration as occurrence
        on
            place.source_id = occurrence.source_id
            and place.manner_code = occurrence.manner_code
    inner join registration
        on
            place.source_id = registration.source_id
            and place.manner_code = registration.manner_code
            and occurrence.registered_year <= registration.registered_year
    left join registered
        on
            place.source_id = registered.source_id
            and place.manner_code = registered.manner_code
            and place.area_id = registered.area_id
            and occurrence.registered_year = registered.occurrence_year
            and registration.registered_year = registered.registered_year
)

-- A count that is none makes every sum over it unknown; so does a year of registration that no
-- extract has, because what was registered in it is not known.
select
    *,
    case
        when
            count(death_count) over up_to_then = count(*) over up_to_then
            and count(*) over up_to_then = lag_years + 1
            then cast(sum(death_count) over up_to_then as bigint)
    end as registered_count
from cell
window up_to_then as (
    partition by source_id, manner_code, area_id, occurrence_year order by registered_year
    rows between unbounded preceding and current row
)
