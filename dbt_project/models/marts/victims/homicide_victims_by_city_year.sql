-- One row is the victims of completed homicide (0101) of one city, source and calendar year, by
-- sex and by means, each beside the other and never crossed (ruling 8). Completeness is published;
-- a share stands only where its attribute is known for enough victims: sex 95 % (methods 11), means
-- 80 % (C02 falls to tier C above 20 % unknown). Shares carry Wilson's 95 % limits. The sexes are
-- hidden together where one has 1 to k - 1 victims, or where all share one (methods 9).
with counted as (
    select
        source_id, city_id, area_id, period_id, period_start,
        sum(victim_count) as victim_count,
        sum(victim_count) filter (where victim_sex_code in ('1', '2', '3', '4', '5'))
            as printed_sex_count,
        coalesce(sum(victim_count) filter (where victim_sex_code = '2'), 0) as female_count,
        coalesce(sum(victim_count) filter (where victim_sex_code = '1'), 0) as male_count,
        sum(victim_count) filter (where weapon_code is not null) as printed_means_count,
        coalesce(sum(victim_count) filter (where weapon_code = '1'), 0) as firearm_count,
        coalesce(sum(victim_count) filter (where weapon_code = '2'), 0) as sharp_count,
        coalesce(sum(victim_count) filter (where weapon_code in ('3', '5')), 0)
            as other_means_count
    from {{ ref('int_homicide_victim') }}
    group by all
),

measured as (
    select
        counted.*,
        counted.female_count + counted.male_count as known_sex_count,
        counted.firearm_count + counted.sharp_count + counted.other_means_count
            as known_means_count,
        100.0 * (counted.female_count + counted.male_count) / counted.victim_count
            as sex_completeness_pct,
        100.0 * (counted.firearm_count + counted.sharp_count + counted.other_means_count)
        / counted.victim_count as means_completeness_pct,
        case when counted.printed_sex_count > 0
            then {{ sex_suppression('counted.female_count', 'counted.male_count') }}
        end as suppression_reason_code,
        year.months_reported,
        year.obs_status_code,
        year.obs_flag_codes
    from counted
    inner join {{ ref('recorded_crime_by_city_year') }} as year
        on
            counted.source_id = year.source_id
            and counted.area_id = year.area_id
            and counted.period_id = year.period_id
            and year.iccs_code = '0101'
    where counted.victim_count > 0
)

select
    source_id,
    city_id,
    area_id,
    period_id,
    period_start,
    cast(period_start + interval 12 month - interval 1 day as date) as period_end,
    cast(victim_count as bigint) as victim_count,
    cast(months_reported as integer) as months_reported,
    cast(
        case when printed_sex_count > 0 and suppression_reason_code is null then female_count end
        as bigint
    ) as female_count,
    cast(
        case when printed_sex_count > 0 and suppression_reason_code is null then male_count end
        as bigint
    ) as male_count,
    cast(case when printed_sex_count > 0 then known_sex_count end as bigint) as known_sex_count,
    case when printed_sex_count > 0 then sex_completeness_pct else 0 end as sex_completeness_pct,
    case
        when sex_completeness_pct >= 95 and suppression_reason_code is null
            then 100.0 * female_count / known_sex_count
    end as female_share_pct,
    case
        when sex_completeness_pct >= 95 and suppression_reason_code is null
            then {{ wilson_lower('female_count', 'known_sex_count') }}
    end as female_share_low_pct,
    case
        when sex_completeness_pct >= 95 and suppression_reason_code is null
            then {{ wilson_upper('female_count', 'known_sex_count') }}
    end as female_share_high_pct,
    cast(case when printed_means_count > 0 then firearm_count end as bigint) as firearm_count,
    cast(case when printed_means_count > 0 then sharp_count end as bigint) as sharp_count,
    cast(case when printed_means_count > 0 then other_means_count end as bigint)
        as other_means_count,
    case when printed_means_count > 0 then means_completeness_pct else 0 end
        as means_completeness_pct,
    case when means_completeness_pct >= 80 then 100.0 * firearm_count / known_means_count end
        as firearm_share_pct,
    case
        when means_completeness_pct >= 80
            then {{ wilson_lower('firearm_count', 'known_means_count') }}
    end as firearm_share_low_pct,
    case
        when means_completeness_pct >= 80
            then {{ wilson_upper('firearm_count', 'known_means_count') }}
    end as firearm_share_high_pct,
    suppression_reason_code,
    {{ suppression_reason('suppression_reason_code', 'en') }} as suppression_reason_en,
    {{ suppression_reason('suppression_reason_code', 'es') }} as suppression_reason_es,
    obs_status_code,
    obs_flag_codes
from measured
