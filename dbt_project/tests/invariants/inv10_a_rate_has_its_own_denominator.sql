-- INV10: a rate is divided by the residents of its own area and year, all ages and both sexes: at
-- least 1,000 of them, with the vintage of the figure stored beside it. Where some of the reporting
-- areas are silent, the residents are those of the others, never more than the whole.
select rate.source_id, rate.area_id, rate.period_id, rate.iccs_code as key_code
from {{ ref('offence_rate_by_city_year') }} as rate
left join {{ ref('int_denominator') }} as denominator
    on
        rate.area_id = denominator.area_id
        and rate.period_id = denominator.period_id
        and rate.denominator_vintage = denominator.denominator_vintage
where
    rate.rate_per_100k is not null
    and (
        denominator.area_id is null
        or rate.population > denominator.population + 1
        or (
            rate.areas_reporting >= rate.areas_expected
            and rate.population < denominator.population - 1
        )
        or rate.population < 1000
        or rate.denominator_vintage is null
    )
union all
select source_id, area_id, period_id, indicator_id as key_code
from {{ ref('observation') }}
where
    unit_code = 'per 100 000 per year'
    and value is not null
    and (
        numerator is null
        or denominator is null
        or denominator < 1000
        or denominator_vintage is null
        or abs(value - 100000.0 * numerator / denominator) > 0.0002
    )
