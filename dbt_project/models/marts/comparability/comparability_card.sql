-- One row is one indicator series, one city pair and one base period: may the two figures stand
-- side by side (methods 10)? X: not shown together; C: no common axis; B: one chart with its
-- reasons and intervals; A: as equals. A test with nothing to ask ('-') neither lowers nor lifts.
-- The ceiling of the catalogue lowers a better tier to it, and is then one of the reasons.
{% set tests = [
    'category', 'unit', 'attempts', 'calendar', 'coverage', 'break', 'denominator', 'reporting'
] %}
with judged as (
    select
        test.*,
        indicator.comparability_ceiling_code,
        case
            when test.category_test_code = 'N' or test.reporting_test_code = 'N' then 'X'
            when 'N' in (
                test.unit_test_code, test.attempts_test_code, test.calendar_test_code,
                test.coverage_test_code, test.break_test_code, test.denominator_test_code
            ) then 'C'
            when 'P' not in (
                {% for name in tests -%}
                test.{{ name }}_test_code{{ ", " if not loop.last }}
                {%- endfor %}
            ) then 'A'
            else 'B'
        end as computed_tier_code
    from {{ ref('int_comparability_test') }} as test
    inner join {{ ref('indicators') }} as indicator on test.indicator_id = indicator.indicator_id
),

said as (
    {%- for name in tests %}
    select
        indicator_id, breakdown_code, base_period_id, city_id_a, city_id_b,
        {{ loop.index }} as test_order, '{{ name }}' as test_code,
        {{ name }}_test_code as result_code
    from judged
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
    union all
    select
        indicator_id, breakdown_code, base_period_id, city_id_a, city_id_b,
        9 as test_order, 'ceiling' as test_code, comparability_ceiling_code as result_code
    from judged
    where comparability_ceiling_code > computed_tier_code
),

reasoned as (
    select
        said.indicator_id,
        said.breakdown_code,
        said.base_period_id,
        said.city_id_a,
        said.city_id_b,
        cast(to_json(list(struct_pack(
            test := said.test_code,
            code := said.result_code,
            direction := reason.direction_code,
            evidence_en := reason.reason_en,
            evidence_es := reason.reason_es
        ) order by said.test_order)) as varchar) as reasons
    from said
    inner join {{ ref('comparability_reasons') }} as reason
        on said.test_code = reason.test_code and said.result_code = reason.result_code
    group by all
)

select
    judged.indicator_id,
    judged.breakdown_code,
    judged.city_id_a,
    judged.city_id_b,
    judged.base_period_id as period_id,
    judged.period_id_a,
    judged.period_id_b,
    judged.source_id_a,
    judged.source_id_b,
    judged.has_figure_a and judged.has_figure_b as are_both_figures,
    {% for name in tests -%}
    judged.{{ name }}_test_code,
    {% endfor -%}
    greatest(
        judged.computed_tier_code,
        case
            when judged.comparability_ceiling_code in ('A', 'B', 'C', 'X')
                then judged.comparability_ceiling_code
            else 'A'
        end
    ) as tier_code,
    coalesce(reasoned.reasons, '[]') as reasons,
    cast(date '{{ var("release_date") }}' as timestamp) as computed_at
from judged
left join reasoned
    on
        judged.indicator_id = reasoned.indicator_id
        and judged.breakdown_code = reasoned.breakdown_code
        and judged.base_period_id = reasoned.base_period_id
        and judged.city_id_a = reasoned.city_id_a
        and judged.city_id_b = reasoned.city_id_b
