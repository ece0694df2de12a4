-- One row is the violent deaths of one area and year of occurrence, in all and by sex, and those of
-- undetermined intent among them, of the sources that state undetermined intent at all. All violent
-- deaths are known only where every manner is in the registers of that year.
with stated as (
    select
        fact.source_id,
        fact.area_id,
        fact.occurrence_year,
        fact.period_id,
        fact.victim_sex_code,
        sum(fact.value_count) filter (where fact.manner_code = 'undetermined')
            as undetermined_count,
        sum(fact.value_count) as violent_count,
        count(*) = count(fact.value_count) as is_counted,
        string_agg(distinct fact.extract_sha256, ';' order by fact.extract_sha256)
            as extract_sha256_list,
        max(fact.known_from_at) as known_from_at
    from {{ ref('fct_death') }} as fact
    where
        fact.known_to_at is null
        and fact.period_id is not null
        and fact.victim_sex_code in ('0', '1', '2')
    group by
        fact.source_id, fact.area_id, fact.occurrence_year, fact.period_id, fact.victim_sex_code
),

registers as (
    select
        source_id,
        occurrence_year,
        min(last_registered_year) as last_registered_year,
        count(distinct manner_code) as manner_count,
        bool_or(manner_code = 'undetermined') as has_undetermined
    from {{ ref('int_death_triangle') }}
    group by source_id, occurrence_year
),

manners as (
    select count(*) as manner_count from {{ ref('dim_manner_of_death') }}
)

select
    stated.source_id,
    stated.area_id,
    stated.period_id,
    stated.victim_sex_code,
    coalesce(stated.undetermined_count, 0) as undetermined_count,
    stated.violent_count,
    stated.is_counted and registers.manner_count = manners.manner_count as is_whole,
    registers.last_registered_year = stated.occurrence_year as is_provisional,
    stated.extract_sha256_list,
    stated.known_from_at
from stated
inner join registers
    on
        stated.source_id = registers.source_id
        and stated.occurrence_year = registers.occurrence_year
        and registers.has_undetermined
cross join manners
