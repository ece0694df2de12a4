-- One row is the homicides of one area and calendar year as one criminal-justice source records
-- them (0101) and as the death certificates state them, in all and by sex where both print it: two
-- counts side by side, in two units, never added (INV05). Sex stands only where it is known for 95
-- % of the victims (methods 11). Of two health sources of one area the first by name.
with deaths as (
    select
        mart.*,
        row_number() over (
            partition by mart.area_id, mart.period_id order by mart.source_id
        ) as choice
    from {{ ref('homicide_deaths_by_area_year') }} as mart
    where mart.death_count is not null
),

recorded as (
    select
        year.source_id,
        year.area_id,
        year.period_id,
        year.counting_unit_code,
        year.node_status_code,
        case
            when year.node_status_code in ('exact', 'core', 'approximation')
                then year.offence_count
        end as recorded_count,
        case when year.node_status_code in ('core', 'interval') then year.offence_count end
            as certain_count,
        case when year.node_status_code in ('core', 'interval') then year.possible_count end
            as possible_count,
        year.months_reported,
        year.obs_flag_codes,
        figure.extract_sha256_list,
        figure.known_from_at
    from {{ ref('recorded_crime_by_city_year') }} as year
    inner join {{ ref('dim_source') }} as source
        on
            year.source_id = source.source_id
            and source.system_type_code in ('police', 'prosecution')
    inner join {{ ref('int_figure_extract') }} as figure
        on
            year.source_id = figure.source_id
            and year.iccs_code = figure.iccs_code
            and year.counting_unit_code = figure.counting_unit_code
            and year.area_id = figure.area_id
            and year.period_id = figure.period_id
    where
        year.iccs_code = '0101'
        and year.node_status_code <> 'unavailable'
        and year.possible_count is not null
),

victims as (
    select source_id, area_id, period_id, '1' as victim_sex_code, male_count as recorded_count
    from {{ ref('homicide_victims_by_city_year') }}
    where sex_completeness_pct >= 95
    union all
    select source_id, area_id, period_id, '2' as victim_sex_code, female_count as recorded_count
    from {{ ref('homicide_victims_by_city_year') }}
    where sex_completeness_pct >= 95
)

select
    recorded.source_id,
    deaths.source_id as health_source_id,
    recorded.area_id,
    recorded.period_id,
    '0' as victim_sex_code,
    recorded.counting_unit_code,
    recorded.node_status_code,
    recorded.recorded_count,
    recorded.certain_count,
    recorded.possible_count,
    deaths.death_count,
    recorded.months_reported,
    recorded.obs_flag_codes || ';' || deaths.obs_flag_codes as flag_text,
    recorded.extract_sha256_list || ';' || deaths.extract_sha256_list as extract_sha256_list,
    greatest(recorded.known_from_at, deaths.known_from_at) as known_from_at
from recorded
inner join deaths
    on
        recorded.area_id = deaths.area_id
        and recorded.period_id = deaths.period_id
        and deaths.choice = 1
union all
select
    recorded.source_id,
    deaths.source_id as health_source_id,
    recorded.area_id,
    recorded.period_id,
    victims.victim_sex_code,
    recorded.counting_unit_code,
    recorded.node_status_code,
    victims.recorded_count,
    null as certain_count,
    null as possible_count,
    case victims.victim_sex_code when '1' then deaths.male_count else deaths.female_count end
        as death_count,
    recorded.months_reported,
    recorded.obs_flag_codes || ';' || deaths.obs_flag_codes as flag_text,
    recorded.extract_sha256_list || ';' || deaths.extract_sha256_list as extract_sha256_list,
    greatest(recorded.known_from_at, deaths.known_from_at) as known_from_at
from recorded
inner join victims
    on
        recorded.source_id = victims.source_id
        and recorded.area_id = victims.area_id
        and recorded.period_id = victims.period_id
        and recorded.counting_unit_code = 'victim'
inner join deaths
    on
        recorded.area_id = deaths.area_id
        and recorded.period_id = deaths.period_id
        and deaths.choice = 1
where victims.recorded_count is not null and deaths.male_count is not null
