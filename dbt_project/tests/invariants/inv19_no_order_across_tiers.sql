-- INV19: every pair of cities that have a figure of one indicator series and base year has its
-- card, and no ordered list holds a pair of tier C or X, or a police-activity offence.
select
    a.indicator_id, a.breakdown_code, a.base_period_id,
    a.city_id as city_id_a, b.city_id as city_id_b
from {{ ref('int_comparable_side') }} as a
inner join {{ ref('int_comparable_side') }} as b
    on
        a.indicator_id = b.indicator_id
        and a.breakdown_code = b.breakdown_code
        and a.base_period_id = b.base_period_id
        and a.city_id < b.city_id
anti join {{ ref('comparability_card') }} as card
    on
        a.indicator_id = card.indicator_id
        and a.breakdown_code = card.breakdown_code
        and a.base_period_id = card.period_id
        and a.city_id = card.city_id_a
        and b.city_id = card.city_id_b
where a.has_figure and b.has_figure
union all
select
    place.indicator_id, place.breakdown_code, place.period_id,
    card.city_id_a, card.city_id_b
from {{ ref('ranking') }} as place
inner join {{ ref('comparability_card') }} as card
    on
        place.indicator_id = card.indicator_id
        and place.breakdown_code = card.breakdown_code
        and place.period_id = card.period_id
        and place.city_id in (card.city_id_a, card.city_id_b)
inner join {{ ref('ranking') }} as partner
    on
        card.indicator_id = partner.indicator_id
        and card.breakdown_code = partner.breakdown_code
        and card.period_id = partner.period_id
        and partner.city_id in (card.city_id_a, card.city_id_b)
        and partner.city_id <> place.city_id
where place.is_ordered and card.tier_code in ('C', 'X')
