-- One row is one city's place in the order of one indicator series and period, or the refusal to
-- order (methods 10, INV19): a list is refused when any pair in it is of tier C or X, or when it
-- counts police activity; so is one whose category is not Y in every pair (figures that only
-- bound) or that holds a figure of low reliability (U). The place is one more than the number of
-- cities whose 95 % interval lies wholly above: that implies a ratio other than 1; of intervals
-- that overlap nothing is said.
with ranked_figure as (
    select
        side.indicator_id,
        side.breakdown_code,
        side.base_period_id,
        side.city_id,
        side.source_id,
        side.period_id,
        side.value,
        side.ci_low,
        side.ci_high,
        side.is_complete,
        side.obs_flag_codes
    from {{ ref('int_comparable_side') }} as side
    where side.has_figure
),

-- The pairs among the cities that have a figure; a list of one city orders nothing.
pairs as (
    select
        card.indicator_id,
        card.breakdown_code,
        card.period_id as base_period_id,
        max(card.tier_code) as worst_tier_code,
        count(*) as pair_count,
        bool_and(card.category_test_code = 'Y') as is_one_category,
        string_agg(
            card.city_id_a || ' / ' || card.city_id_b || ': ' || card.tier_code, '; '
            order by card.city_id_a, card.city_id_b
        ) filter (where card.tier_code in ('C', 'X')) as refused_pairs
    from {{ ref('comparability_card') }} as card
    inner join ranked_figure as a
        on
            card.indicator_id = a.indicator_id
            and card.breakdown_code = a.breakdown_code
            and card.period_id = a.base_period_id
            and card.city_id_a = a.city_id
    inner join ranked_figure as b
        on
            card.indicator_id = b.indicator_id
            and card.breakdown_code = b.breakdown_code
            and card.period_id = b.base_period_id
            and card.city_id_b = b.city_id
    group by card.indicator_id, card.breakdown_code, card.period_id
),

judged as (
    select
        figure.*,
        pairs.worst_tier_code,
        pairs.refused_pairs,
        pairs.worst_tier_code in ('A', 'B')
        and pairs.is_one_category
        and bool_and(
            figure.value is not null
            and figure.ci_low is not null
            and figure.is_complete
            and not list_contains(string_split(figure.obs_flag_codes, ';'), 'U')
        )
            over (partition by figure.indicator_id, figure.breakdown_code, figure.base_period_id)
            as is_ordered
    from ranked_figure as figure
    inner join pairs
        on
            figure.indicator_id = pairs.indicator_id
            and figure.breakdown_code = pairs.breakdown_code
            and figure.base_period_id = pairs.base_period_id
)

select
    judged.indicator_id,
    judged.breakdown_code,
    judged.base_period_id as period_id,
    judged.city_id,
    judged.source_id,
    judged.worst_tier_code,
    judged.is_ordered,
    case when judged.is_ordered then judged.value end as value,
    case when judged.is_ordered then judged.ci_low end as ci_low,
    case when judged.is_ordered then judged.ci_high end as ci_high,
    cast(case
        when judged.is_ordered then 1 + (
            select count(*) from judged as other
            where
                other.indicator_id = judged.indicator_id
                and other.breakdown_code = judged.breakdown_code
                and other.base_period_id = judged.base_period_id
                and other.ci_low > judged.ci_high
        )
    end as integer) as place_from_highest,
    case
        when judged.is_ordered then null
        when judged.refused_pairs is not null
            then 'Not comparable: ' || judged.refused_pairs || '. See marts.comparability_card.'
        else 'Only bounds, no interval, low reliability or an incomplete period: no order.'
    end as refusal_en,
    case
        when judged.is_ordered then null
        when judged.refused_pairs is not null
            then 'No comparable: ' || judged.refused_pairs || '. Véase marts.comparability_card.'
        else 'Solo cotas, sin intervalo, poca fiabilidad o periodo incompleto: sin orden.'
    end as refusal_es
from judged
