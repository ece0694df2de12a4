-- One row is the completed homicides (0101) of one city, source and calendar year by sex and by
-- means as the publisher gives them: rows of sources that count victims and print the attribute.
-- Sex 0 and means null: the source does not print it for these rows, which is not "unknown".
with coded as (
    select
        category.source_category_id,
        category.source_id,
        category.label_modality,
        {{ weapon_code(
            'crosswalk.tags', 'category.label_modality', 'weapon.weapon_code'
        ) }} as weapon_code
    from {{ ref('dim_source_category') }} as category
    inner join {{ ref('crosswalk') }} as crosswalk
        on category.source_category_id = crosswalk.source_category_id
    left join {{ ref('weapon_labels') }} as weapon
        on
            category.source_id = weapon.source_id
            and {{ match_key('category.label_modality') }}
            = {{ match_key('weapon.label_modality') }}
    where
        crosswalk.safe_rollup_code = '0101'
        and category.counting_unit_code = 'victim'
        and category.row_role_code <> 'excluded'
),

placed as (
    select
        fact.source_id,
        fact.source_category_id,
        fact.area_id,
        cast(date_trunc('year', period.period_start) as date) as year_start,
        fact.victim_sex_code,
        fact.value_count as victim_count,
        fact.extract_sha256
    from {{ ref('fct_offence') }} as fact
    inner join {{ ref('dim_period') }} as period on fact.period_id = period.period_id
    where fact.known_to_at is null and fact.value_count is not null
    union all
    select
        event.source_id,
        event.source_category_id,
        event.area_id,
        cast(date_trunc('year', event.occurred_date) as date) as year_start,
        event.victim_sex_code,
        event.unit_count as victim_count,
        event.extract_sha256
    from {{ ref('fct_offence_event') }} as event
    where event.known_to_at is null and event.occurred_date is not null
)

select
    placed.source_id,
    area.city_id,
    city_area.area_id,
    {{ period_id("'gregorian'", "'year'", 'placed.year_start') }} as period_id,
    placed.year_start as period_start,
    coalesce(placed.victim_sex_code, '0') as victim_sex_code,
    coded.weapon_code,
    sum(placed.victim_count) as victim_count,
    string_agg(distinct placed.extract_sha256, ';' order by placed.extract_sha256)
        as extract_sha256_list
from placed
inner join coded on placed.source_category_id = coded.source_category_id
inner join {{ ref('dim_area') }} as area on placed.area_id = area.area_id
inner join {{ ref('dim_area') }} as city_area
    on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
where area.area_type_code not in ('state', 'province', 'country')
group by all
