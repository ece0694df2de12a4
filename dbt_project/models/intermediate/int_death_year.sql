-- One row is the deaths of one manner, area and year of occurrence as far as they are registered:
-- in all, by sex as published, those registered late, and those of the same register that carry no
-- year of occurrence and so stand in no year.
with whole as (
    select *
    from {{ ref('int_death_triangle') }}
    where registered_year = last_registered_year
),

stated as (
    select fact.*, cast(year(period.period_start) as integer) as registered_year
    from {{ ref('fct_death') }} as fact
    inner join {{ ref('dim_period') }} as period on fact.registered_period_id = period.period_id
    where fact.known_to_at is null
),

sexes as (
    select
        source_id,
        manner_code,
        area_id,
        occurrence_year,
        sum(value_count) filter (where victim_sex_code = '1') as male_count,
        sum(value_count) filter (where victim_sex_code = '2') as female_count,
        sum(value_count) filter (where victim_sex_code not in ('0', '1', '2'))
            as unknown_sex_count,
        count(*) filter (where victim_sex_code <> '0' and value_count is null) as fault_count,
        sum(value_count) filter (
            where victim_sex_code = '0' and registered_year > occurrence_year
        ) as late_count
    from stated
    group by all
),

-- A source that prints no sex anywhere has no zero of a sex either.
printed as (
    select source_id, manner_code, bool_or(victim_sex_code in ('1', '2')) as has_sexes
    from stated
    group by all
),

register as (
    select
        source_id,
        manner_code,
        area_id,
        registered_year,
        sum(value_count) as registered_count,
        coalesce(sum(value_count) filter (where occurrence_year is null), 0) as undated_count
    from stated
    where victim_sex_code = '0'
    group by all
)

select
    whole.source_id,
    whole.manner_code,
    whole.area_id,
    whole.occurrence_year,
    whole.last_registered_year,
    cast(whole.lag_years as integer) as followed_years,
    whole.registered_count as death_count,
    case when printed.has_sexes and coalesce(sexes.fault_count, 0) = 0
        then cast(coalesce(sexes.male_count, 0) as bigint)
    end as male_count,
    case when printed.has_sexes and coalesce(sexes.fault_count, 0) = 0
        then cast(coalesce(sexes.female_count, 0) as bigint)
    end as female_count,
    case when printed.has_sexes and coalesce(sexes.fault_count, 0) = 0
        then cast(coalesce(sexes.unknown_sex_count, 0) as bigint)
    end as unknown_sex_count,
    cast(coalesce(sexes.late_count, 0) as bigint) as late_count,
    cast(coalesce(register.undated_count, 0) as bigint) as undated_count,
    coalesce(100.0 * register.undated_count / nullif(register.registered_count, 0), 0)
        as undated_share_pct,
    lag.expected_share_pct,
    editions.extract_sha256_list,
    editions.known_from_at
from whole
inner join printed
    on whole.source_id = printed.source_id and whole.manner_code = printed.manner_code
inner join (
    select
        source_id, manner_code, area_id, occurrence_year,
        string_agg(distinct extract_sha256_list, ';' order by extract_sha256_list)
            as extract_sha256_list,
        max(known_from_at) as known_from_at
    from {{ ref('int_death_triangle') }}
    group by all
) as editions
    on
        whole.source_id = editions.source_id
        and whole.manner_code = editions.manner_code
        and whole.area_id = editions.area_id
        and whole.occurrence_year = editions.occurrence_year
left join sexes
    on
        whole.source_id = sexes.source_id
        and whole.manner_code = sexes.manner_code
        and whole.area_id = sexes.area_id
        and whole.occurrence_year = sexes.occurrence_year
left join register
    on
        whole.source_id = register.source_id
        and whole.manner_code = register.manner_code
        and whole.area_id = register.area_id
        and whole.occurrence_year = register.registered_year
left join {{ ref('int_death_lag') }} as lag
    on
        whole.source_id = lag.source_id
        and whole.manner_code = lag.manner_code
        and whole.area_id = lag.area_id
        and whole.lag_years = lag.lag_years
