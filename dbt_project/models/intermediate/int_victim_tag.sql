-- One row is the current victims of one ICCS node, source, city (or state beside it) and year of
-- the source's calendar, by one value of one attribute, as the publisher gives it; attributes
-- stand side by side and are never crossed. Value 0: the source does not print the attribute for
-- these victims.
with feeding as (
    select
        node.source_category_id,
        node.source_id,
        node.iccs_code,
        node.counting_unit_code,
        category.label_modality,
        crosswalk.tags,
        breakdown.tag_codes
    from {{ ref('int_category_node') }} as node
    inner join {{ ref('victim_nodes') }} as breakdown on node.iccs_code = breakdown.iccs_code
    inner join {{ ref('dim_node_status') }} as status
        on node.source_id = status.source_id and node.iccs_code = status.iccs_code
    inner join {{ ref('dim_source_category') }} as category
        on node.source_category_id = category.source_category_id
    inner join {{ ref('crosswalk') }} as crosswalk
        on node.source_category_id = crosswalk.source_category_id
    where
        -- Case files and offences have no victims to break down.
        node.counting_unit_code in ('victim', 'death', 'published_quantity')
        and node.row_role_code <> 'part'
        and (
            (status.node_status_code = 'approximation' and node.bound_code = 'approximation')
            or (status.node_status_code in ('exact', 'core') and node.bound_code = 'certain')
        )
),

-- Sources that say who the victims of their events are (fct_victim).
with_victims as (
    select distinct source_id from {{ ref('fct_victim') }}
),

victim_of_event as (
    select event_id, min(av_code) as av_code, min(vip_code) as vip_code
    from {{ ref('fct_victim') }}
    where known_to_at is null
    group by event_id
    having count(*) = 1
),

placed as (
    select
        fact.source_category_id,
        fact.area_id,
        case
            when period.grain_code = 'year' then fact.period_id
            else {{ period_id("'gregorian'", "'year'", "date_trunc('year', period.period_start)") }}
        end as period_id,
        fact.victim_sex_code as sv_code,
        coalesce(fact.victim_age_code, {{ match_key('fact.victim_age_label') }}) as av_code,
        case when fact.victim_age_code is null then fact.victim_age_label end as av_label_local,
        '0' as vip_code,
        fact.value_count as victim_count
    from {{ ref('fct_offence') }} as fact
    inner join {{ ref('dim_period') }} as period on fact.period_id = period.period_id
    where fact.known_to_at is null and fact.value_count is not null
    union all
    select
        event.source_category_id,
        event.area_id,
        {{ period_id("'gregorian'", "'year'", "date_trunc('year', event.occurred_date)") }}
            as period_id,
        event.victim_sex_code as sv_code,
        case when with_victims.source_id is null then '0' else coalesce(victim.av_code, '6') end
            as av_code,
        cast(null as varchar) as av_label_local,
        coalesce(victim.vip_code, '0') as vip_code,
        event.unit_count as victim_count
    from {{ ref('fct_offence_event') }} as event
    left join with_victims on event.source_id = with_victims.source_id
    left join victim_of_event as victim on event.event_id = victim.event_id
    where event.known_to_at is null and event.occurred_date is not null
),

described as (
    select
        feeding.source_id,
        area.city_id,
        {{ whole_area_id('area', 'city_area') }} as area_id,
        placed.period_id,
        feeding.iccs_code,
        feeding.counting_unit_code,
        feeding.tag_codes,
        coalesce(placed.sv_code, '0') as sv_code,
        coalesce(placed.av_code, '0') as av_code,
        placed.av_label_local,
        coalesce(
            {{ weapon_code('feeding.tags', 'feeding.label_modality', 'weapon.weapon_code') }}, '0'
        ) as we_code,
        placed.vip_code,
        placed.victim_count
    from placed
    inner join feeding on placed.source_category_id = feeding.source_category_id
    inner join {{ ref('dim_area') }} as area on placed.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
    left join {{ ref('weapon_labels') }} as weapon
        on
            feeding.source_id = weapon.source_id
            and {{ match_key('feeding.label_modality') }}
            = {{ match_key('weapon.label_modality') }}
)

{%- set columns = {'SV': 'sv_code', 'AV': 'av_code', 'We': 'we_code', 'ViP': 'vip_code'} %}
{%- for tag, column in columns.items() %}

select
    source_id,
    city_id,
    area_id,
    period_id,
    iccs_code,
    counting_unit_code,
    '{{ tag }}' as tag_code,
    {{ column }} as value_code,
    {% if tag == 'AV' %}min(av_label_local){% else %}cast(null as varchar){% endif %}
        as value_label_local,
    cast(sum(victim_count) as bigint) as victim_count
from described
where list_contains(string_split(tag_codes, ';'), '{{ tag }}')
group by
    source_id, city_id, area_id, period_id, iccs_code, counting_unit_code, {{ column }}
{% if not loop.last %}union all{% endif %}
{%- endfor %}
