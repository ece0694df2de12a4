-- One row is C17 of one city, year, offence and source in the shape of marts.observation: the
-- smallest number of areas that hold half of the incidents, as a share of the areas of that type in
-- the city (methods 12). From the counts that a source gives by area, never from points. Only areas
-- that divide a city into comparable parts: a settlement of Colombia does not, the whole built-up
-- city is one. Every area must have its count of the whole year, else the smallest number is not
-- known. Fewer incidents than areas leave most areas empty by chance: U.
{% set flags = {
    'L': 'not is_whole',
    'M': 'is_whole and total_count = 0',
    'D': "is_whole and total_count > 0 and node_status_code = 'approximation'",
    'U': 'is_whole and total_count between 1 and area_count - 1',
    'P': "is_whole and total_count > 0 and is_provisional",
} %}
with part as (
    select
        crime.*,
        -- Comunas and corregimientos together are Medellín.
        case when crime.area_scope = 'corregimiento' then 'comuna' else crime.area_scope end
            as part_type_code
    from {{ ref('recorded_crime_by_city_year') }} as crime
    where
        crime.area_scope in (
            'police_precinct', 'comuna', 'corregimiento', 'delegacion', 'colonia', 'barrio', 'ward',
            'ageb'
        )
        and crime.node_status_code in ('exact', 'core', 'approximation')
        and crime.iccs_code in (
            select nodes.iccs_code from {{ ref('indicator_nodes') }} as nodes
        )
),

ranked as (
    select
        *,
        row_number() over by_count as place,
        sum(offence_count) over by_count as running_count,
        sum(offence_count) over whole as total_count
    from part
    window
        by_count as (
            partition by
                source_id, city_id, part_type_code, period_id, iccs_code, counting_unit_code
            order by offence_count desc nulls last, area_id asc
            rows between unbounded preceding and current row
        ),
        whole as (
            partition by
                source_id, city_id, part_type_code, period_id, iccs_code, counting_unit_code
        )
),

concentrated as (
    select
        source_id, city_id, part_type_code, period_id, period_start, period_end, calendar_code,
        iccs_code, counting_unit_code, node_status_code,
        min(total_count) as total_count,
        min(place) filter (where 2 * running_count >= total_count) as half_area_count,
        count(offence_count) filter (where months_reported = 12) as reported_count,
        bool_or(list_contains(string_split(obs_flag_codes, ';'), 'P')) as is_provisional
    from ranked
    group by all
),

-- The areas of that type that the city had in the year.
expected as (
    select
        concentrated.city_id, concentrated.part_type_code, concentrated.period_id,
        count(distinct area.area_id) as area_count
    from concentrated
    inner join {{ ref('dim_area') }} as area
        on
            concentrated.city_id = area.city_id
            and concentrated.part_type_code
            = case when area.area_type_code = 'corregimiento' then 'comuna'
                else area.area_type_code end
            and area.valid_from_date <= concentrated.period_end
            and coalesce(area.valid_to_date, date '9999-12-31') >= concentrated.period_start
    group by concentrated.city_id, concentrated.part_type_code, concentrated.period_id
),

judged as (
    select
        concentrated.*,
        expected.area_count,
        concentrated.reported_count = expected.area_count as is_whole
    from concentrated
    inner join expected
        on
            concentrated.city_id = expected.city_id
            and concentrated.part_type_code = expected.part_type_code
            and concentrated.period_id = expected.period_id
),

said as (
    select
        *,
        case when is_whole and total_count > 0 then half_area_count end as numerator
    from judged
)

select
    'C17' as indicator_id,
    said.city_id,
    city_area.area_id,
    'city' as area_scope,
    said.period_id,
    said.period_start,
    said.period_end,
    'iccs_code=' || said.iccs_code as breakdown_code,
    said.source_id,
    said.iccs_code,
    cast(said.numerator as double) as numerator,
    cast(said.area_count as double) as denominator,
    100.0 * said.numerator / said.area_count as value,
    cast(null as double) as value_low,
    cast(null as double) as value_high,
    '%' as unit_code,
    said.counting_unit_code,
    said.node_status_code,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    cast(null as double) as ci_level_pct,
    'none' as ci_method_code,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    'F' as conf_status_code,
    cast(null as varchar) as precision_band_code,
    figure.extract_sha256_list,
    '{{ var("map_version") }}' as map_version,
    cast(null as varchar) as denominator_vintage,
    figure.known_from_at,
    case
        when not said.is_whole
            then 'Only ' || said.reported_count || ' of ' || said.area_count
                || ' areas have a count of the whole year.'
        when said.total_count = 0 then 'Nothing was counted.'
    end as gap_reason_en,
    case
        when not said.is_whole
            then 'Solo ' || said.reported_count || ' de ' || said.area_count
                || ' áreas tienen un conteo del año completo.'
        when said.total_count = 0 then 'No se contó nada.'
    end as gap_reason_es,
    cast(said.total_count as bigint) as certain_count,
    cast(null as bigint) as possible_count,
    12 as months_reported,
    cast(said.reported_count as double) / said.area_count as covered_share,
    cast(null as boolean) as is_denominator_estimated,
    said.calendar_code
from said
inner join {{ ref('dim_area') }} as city_area
    on said.city_id = city_area.city_id and city_area.area_type_code = 'city'
left join {{ ref('int_figure_extract') }} as figure
    on
        said.source_id = figure.source_id
        and said.iccs_code = figure.iccs_code
        and said.counting_unit_code = figure.counting_unit_code
        and city_area.area_id = figure.area_id
        and said.period_id = figure.period_id
