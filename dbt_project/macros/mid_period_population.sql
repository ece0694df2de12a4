{#-
    The residents of one sex (`sex_code`: 0 all, 2 female) of every area and period of the `wanted`
    relations at the middle of the period: columns area_id, period_id, population,
    denominator_vintage, is_estimated. The official figure where one stands within a month of the
    middle, else interpolated geometrically between two official points, or carried at most two
    years beyond the last (E). Only a census count is carried back as well; a projection says
    nothing before its first year (methods 5; ruling 13).
-#}
{% macro mid_period_population(sex_code, wanted) -%}
with wanted as (
    select distinct
        area_id,
        period_id,
        cast(
            period_start
            + cast((date_diff('day', period_start, period_end) + 1) // 2 as integer) as date
        ) as middle
    from (
        {%- for relation in wanted %}
        select area_id, period_id, period_start, period_end
        from {{ relation }}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    )
),

official as (
    select area_id, reference_date, vintage, method_code, value_count
    from {{ ref('fct_population') }}
    where denominator_type_code = 'resident' and sex_code = '{{ sex_code }}' and age_band_code = '0'
        and is_rate_base
),

-- DISTINCT ON would be shorter; ranks run on every engine.
point_before as (
    select
        wanted.area_id, wanted.period_id, official.reference_date, official.vintage,
        official.method_code, official.value_count,
        row_number() over (
            partition by wanted.area_id, wanted.period_id order by official.reference_date desc
        ) as nearness
    from wanted
    inner join official
        on wanted.area_id = official.area_id and official.reference_date <= wanted.middle
),

point_after as (
    select
        wanted.area_id, wanted.period_id, official.reference_date, official.vintage,
        official.method_code, official.value_count,
        row_number() over (
            partition by wanted.area_id, wanted.period_id order by official.reference_date
        ) as nearness
    from wanted
    inner join official
        on wanted.area_id = official.area_id and official.reference_date > wanted.middle
),

placed as (
    select
        wanted.area_id,
        wanted.period_id,
        wanted.middle,
        before.reference_date as before_date,
        before.value_count as before_count,
        before.vintage as before_vintage,
        after.reference_date as after_date,
        after.value_count as after_count,
        after.vintage as after_vintage,
        after.method_code as after_method,
        date_diff('day', before.reference_date, wanted.middle) as days_after_before,
        date_diff('day', wanted.middle, after.reference_date) as days_before_after
    from wanted
    left join point_before as before
        on wanted.area_id = before.area_id and wanted.period_id = before.period_id
            and before.nearness = 1
    left join point_after as after
        on wanted.area_id = after.area_id and wanted.period_id = after.period_id
            and after.nearness = 1
)

select
    area_id,
    period_id,
    case
        when days_after_before <= 31 then before_count
        when days_before_after <= 31 then after_count
        when before_vintage = after_vintage
            then before_count * power(
                after_count / before_count,
                days_after_before / cast(days_after_before + days_before_after as double)
            )
        when days_after_before <= 731 then before_count
        when days_before_after <= 731 and after_method = 'census' then after_count
    end as population,
    case
        when days_after_before <= 31 then before_vintage
        when days_before_after <= 31 then after_vintage
        when days_after_before <= 731 or before_vintage = after_vintage then before_vintage
        when days_before_after <= 731 and after_method = 'census' then after_vintage
    end as denominator_vintage,
    coalesce(days_after_before, 32) > 31
    and coalesce(days_before_after, 32) > 31 as is_estimated
from placed
where before_count is not null or after_count is not null
{%- endmacro %}
