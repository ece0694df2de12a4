-- INV10: a rate is divided by the residents of its own area and year, all ages and both sexes: at
-- least 1,000 of them, with the vintage of the figure stored beside it. Where some of the reporting
-- areas are silent, the residents are those of the others, never more than the whole. A rate
-- on another base (households, vehicles, female residents) has that base of its own area.
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
union all
select rate.source_id, rate.area_id, rate.period_id, rate.indicator_id as key_code
from (
    select
        *,
        case indicator_id
            when 'C03' then 'female_residents'
            else regexp_extract(breakdown_code, 'denominator=([a-z_]+)', 1)
        end as base_code
    from {{ ref('observation') }}
    where
        (indicator_id = 'C03' or breakdown_code like '%denominator=%')
        and coalesce(value, value_low) is not null
) as rate
left join (
    select distinct
        area_id,
        vintage,
        case denominator_type_code
            when 'resident' then 'female_residents' else denominator_type_code
        end as base_code
    from {{ ref('fct_population') }}
    where
        is_rate_base
        and age_band_code = '0'
        and sex_code = case denominator_type_code when 'resident' then '2' else '0' end
) as base
    on
        rate.area_id = base.area_id
        and rate.denominator_vintage = base.vintage
        and rate.base_code = base.base_code
where
    base.area_id is null
    or coalesce(rate.denominator, 0) <= 0
    or abs(
        rate.value
        - case when rate.unit_code like 'per 100 000 %' then 1e5 else 1e4 end
        * rate.numerator / rate.denominator
    ) > 0.0002
