-- One row is one indicator of the catalogue (methods 12) and one city: how many of its values this
-- release holds, for which periods and from which sources; where there is none, what is missing.
with held as (
    select
        indicator_id,
        city_id,
        count(*) filter (where value is not null) as value_count,
        count(*) filter (where value is null and value_low is not null) as bounded_count,
        count(*) filter (where value is null and value_low is null and numerator is not null)
            as numerator_count,
        min(period_start) filter (where value is not null or value_low is not null)
            as first_period_start,
        max(period_end) filter (where value is not null or value_low is not null)
            as last_period_end,
        string_agg(distinct source_id, ';' order by source_id)
            filter (where value is not null or value_low is not null) as source_id_list
    from {{ ref('observation') }}
    where area_scope not in ('state', 'province', 'country')
    group by indicator_id, city_id
),

in_context as (
    select distinct indicator_id, city_id
    from {{ ref('observation') }}
    where area_scope in ('state', 'province', 'country') and value is not null
)

select
    indicator.indicator_id,
    city.city_id,
    indicator.name_en,
    indicator.name_es,
    indicator.family_code,
    indicator.is_headline,
    indicator.numerator_definition,
    indicator.denominator_definition,
    indicator.unit_code,
    indicator.minimum_grain,
    indicator.comparability_ceiling_code,
    indicator.definition_source,
    case
        when coalesce(held.value_count, 0) > 0 then 'available'
        when coalesce(held.bounded_count, 0) > 0 then 'bounds_only'
        when coalesce(held.numerator_count, 0) > 0 then 'numerator_only'
        when in_context.city_id is not null then 'context_only'
        else 'missing'
    end as availability_code,
    cast(coalesce(held.value_count, 0) as integer) as indicator_value_count,
    cast(coalesce(held.bounded_count, 0) as integer) as bounded_count,
    held.first_period_start,
    held.last_period_end,
    held.source_id_list,
    case
        when coalesce(held.value_count, 0) > 0 then null
        when coalesce(held.bounded_count, 0) > 0
            then 'Only bounds: the category is not told apart. Needed: ' || input.input_en || '.'
        when coalesce(held.numerator_count, 0) > 0
            then 'Counted, but nothing to divide by. Needed: ' || input.input_en || '.'
        when in_context.city_id is not null
            then 'Only a state or province figure, which is not the city''s. Needed: '
                || input.input_en || '.'
        else 'No source of this release feeds it. Needed: ' || input.input_en || '.'
    end as missing_en,
    case
        when coalesce(held.value_count, 0) > 0 then null
        when coalesce(held.bounded_count, 0) > 0
            then 'Solo cotas: la categoría no se distingue. Se necesita: ' || input.input_es || '.'
        when coalesce(held.numerator_count, 0) > 0
            then 'Contado, pero sin denominador. Se necesita: ' || input.input_es || '.'
        when in_context.city_id is not null
            then 'Solo una cifra estatal o provincial, que no es de la ciudad. Se necesita: '
                || input.input_es || '.'
        else 'Ninguna fuente de esta publicación la alimenta. Se necesita: '
            || input.input_es || '.'
    end as missing_es
from {{ ref('indicators') }} as indicator
cross join {{ ref('dim_city') }} as city
inner join {{ ref('indicator_inputs') }} as input
    on indicator.indicator_id = input.indicator_id
left join held
    on indicator.indicator_id = held.indicator_id and city.city_id = held.city_id
left join in_context
    on indicator.indicator_id = in_context.indicator_id and city.city_id = in_context.city_id
