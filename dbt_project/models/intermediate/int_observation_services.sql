-- One row is one indicator of a city's own files in the shape of marts.observation.
-- G05, by month: of the service requests whose limit fell in the month, those closed within it;
--   `statistic=median_days` is the Kaplan-Meier median of the days from opening to closing of the
--   same requests, the open ones censored at the cut-off. A duplicate is no request; a rejected one
--   is not the city's to solve: it stands in neither figure, and `status=rejected` says how many.
-- G06, by quarter and year: of the requests for information whose term ended, those answered within
--   it; `outcome=…` is the share of all of them that has the outcome, in time or not;
--   `appeal=upheld` is the share of their decided appeals that was upheld, wholly or in part.
-- G09, by quarter and year: of the awards, those with one bidder (among those that state bidders)
--   and those awarded directly, by count and by amount; `flag=single_bid;method=…` is the share
--   among the awards of one method that is not a direct award.
-- G05 stands for whole cities: requests below the city wait for disclosure control (ruling 8).
-- No row for a period that the newest file does not reach; a value is missing where a limit fell
-- after what is known of its request; P where rows were left out or a month has no row at all.
with cutoff as (
    select
        source_id,
        coverage_scope,
        cast(known_from_at as date) as cutoff_date,
        known_from_at
    from {{ ref('int_edition') }}
    where is_current
),

service as (
    select
        fact.source_id,
        fact.city_id,
        fact.extract_sha256,
        fact.known_from_at,
        fact.status_code,
        fact.category_code,
        fact.channel_code,
        cast({{ utc_to_local('fact.opened_at', 'city.timezone') }} as date) as began_date,
        cast({{ utc_to_local('fact.due_at', 'city.timezone') }} as date) as period_date,
        fact.closed_at is not null
        or cast({{ utc_to_local('fact.due_at', 'city.timezone') }} as date) <= cutoff.cutoff_date
            as is_known,
        fact.status_code = 'closed' and fact.closed_at <= fact.due_at as is_in_time,
        fact.status_code = 'closed' as is_closed,
        cutoff.cutoff_date,
        date_diff('second', fact.opened_at, coalesce(
            fact.closed_at,
            {{ local_to_utc('cast(cutoff.cutoff_date + 1 as timestamp)', 'city.timezone') }}
        )) / 86400.0 as days
    from {{ ref('fct_service_request') }} as fact
    inner join {{ ref('cities') }} as city on fact.city_id = city.city_id
    inner join cutoff
        on fact.source_id = cutoff.source_id and fact.coverage_scope = cutoff.coverage_scope
    where fact.known_to_at is null and fact.status_code <> 'duplicate'
),

information as (
    select
        fact.source_id,
        fact.city_id,
        fact.extract_sha256,
        fact.known_from_at,
        fact.outcome_code,
        fact.appeal_outcome_code,
        fact.received_date as began_date,
        fact.due_date as period_date,
        fact.answered_date is not null or fact.due_date <= cutoff.cutoff_date as is_known,
        coalesce(fact.answered_date <= fact.due_date, false) as is_in_time,
        cutoff.cutoff_date
    from {{ ref('fct_information_request') }} as fact
    inner join cutoff
        on fact.source_id = cutoff.source_id and fact.coverage_scope = cutoff.coverage_scope
    where fact.known_to_at is null
),

award as (
    select
        fact.source_id,
        fact.city_id,
        fact.extract_sha256,
        fact.known_from_at,
        fact.method_code,
        fact.bidder_count,
        fact.amount,
        fact.award_date as began_date,
        fact.award_date as period_date,
        cutoff.cutoff_date
    from {{ ref('fct_contract') }} as fact
    inner join cutoff
        on fact.source_id = cutoff.source_id and fact.coverage_scope = cutoff.coverage_scope
    where fact.known_to_at is null
),

-- What decides how far the files of a city reach, and which months they hold.
dated as (
    select 'G05' as indicator_id, source_id, city_id, began_date, period_date, cutoff_date,
        extract_sha256, known_from_at
    from service
    union all
    select 'G06' as indicator_id, source_id, city_id, began_date, period_date, cutoff_date,
        extract_sha256, known_from_at
    from information
    union all
    select 'G09' as indicator_id, source_id, city_id, began_date, period_date, cutoff_date,
        extract_sha256, known_from_at
    from award
),

reach as (
    select
        indicator_id,
        source_id,
        city_id,
        min(period_date) as first_date,
        max(cutoff_date) as cutoff_date,
        max(date_diff('day', began_date, period_date)) as longest_days,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list,
        max(known_from_at) as known_from_at
    from dated
    group by indicator_id, source_id, city_id
),

grain as (
    select * from (values
        ('G05', 'month'), ('G06', 'quarter'), ('G06', 'year'), ('G09', 'quarter'), ('G09', 'year')
    ) as listed (indicator_id, grain_code)
),

spell as (
    select
        reach.*,
        period.period_id,
        period.period_start,
        period.period_end,
        -- The first day on which a row of the period can have begun.
        cast(period.period_start - to_days(cast(reach.longest_days as integer)) as date)
            as first_began_date
    from reach
    inner join grain on reach.indicator_id = grain.indicator_id
    inner join {{ ref('dim_period') }} as period
        on
            period.calendar_code = 'gregorian'
            and grain.grain_code = period.grain_code
            and period.period_end >= reach.first_date
            and period.period_end <= reach.cutoff_date
),

-- Months whose rows could fall in the period: a month without any row is not told from one that
-- nobody handed in.
began_month as (
    select distinct
        indicator_id, source_id, city_id,
        cast(date_trunc('month', began_date) as date) as month_start
    from dated
),

whole as (
    select
        spell.indicator_id,
        spell.source_id,
        spell.city_id,
        spell.period_id,
        count(began_month.month_start) = 1 + date_diff(
            'month',
            any_value(spell.first_began_date),
            any_value(spell.period_end)
        ) as has_every_month
    from spell
    left join began_month
        on
            spell.indicator_id = began_month.indicator_id
            and spell.source_id = began_month.source_id
            and spell.city_id = began_month.city_id
            and began_month.month_start <= spell.period_end
            and began_month.month_start >= date_trunc('month', spell.first_began_date)
    group by spell.indicator_id, spell.source_id, spell.city_id, spell.period_id
),

left_out as (
    select distinct
        case form_code
            when 'service_requests' then 'G05' when 'information_requests' then 'G06' else 'G09'
        end as indicator_id,
        source_id,
        city_id,
        period_date
    from {{ ref('int_city_file_problem') }}
    where effect_code = 'row_left_out'
),

partial as (
    select distinct spell.indicator_id, spell.source_id, spell.city_id, spell.period_id
    from spell
    inner join left_out
        on
            spell.indicator_id = left_out.indicator_id
            and spell.source_id = left_out.source_id
            and (left_out.city_id is null or spell.city_id = left_out.city_id)
            and (
                left_out.period_date is null
                or left_out.period_date between spell.period_start and spell.period_end
            )
),

service_spell as (
    select
        spell.period_id,
        service.*
    from spell
    inner join service
        on
            spell.indicator_id = 'G05'
            and spell.source_id = service.source_id
            and spell.city_id = service.city_id
            and service.period_date between spell.period_start and spell.period_end
),

information_spell as (
    select
        spell.period_id,
        information.*
    from spell
    inner join information
        on
            spell.indicator_id = 'G06'
            and spell.source_id = information.source_id
            and spell.city_id = information.city_id
            and information.period_date between spell.period_start and spell.period_end
),

award_spell as (
    select
        spell.period_id,
        award.*
    from spell
    inner join award
        on
            spell.indicator_id = 'G09'
            and spell.source_id = award.source_id
            and spell.city_id = award.city_id
            and award.period_date between spell.period_start and spell.period_end
),

-- Kaplan-Meier. At risk just before a duration: all that last as long or longer.
lasting as (
    select
        source_id, city_id, period_id, days,
        count(*) filter (where is_closed) as closed_count,
        sum(count(*)) over (
            partition by source_id, city_id, period_id order by days desc
            rows between unbounded preceding and current row
        ) as risk_count
    from service_spell
    where status_code <> 'rejected'
    group by source_id, city_id, period_id, days
),

surviving as (
    select
        *,
        case
            when bool_or(closed_count = risk_count) over so_far then 0
            else exp(sum(ln(nullif(1 - closed_count / cast(risk_count as double), 0))) over so_far)
        end as open_share
    from lasting
    window so_far as (
        partition by source_id, city_id, period_id order by days
        rows between unbounded preceding and current row
    )
),

median as (
    select
        source_id,
        city_id,
        period_id,
        sum(closed_count) as numerator,
        max(risk_count) as denominator,
        -- A share of one half that the exponential misses by its last digit is one half.
        min(days) filter (where open_share <= 0.5 + 1e-9) as value
    from surviving
    group by source_id, city_id, period_id
),

counted as (
    select
        'G05' as indicator_id, 'total' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where is_in_time) as numerator, count(*) as denominator,
        count(*) filter (where not is_known) as unknown_count
    from service_spell
    where status_code <> 'rejected'
    group by source_id, city_id, period_id
    union all by name
    select
        'G05' as indicator_id, 'category=' || category_code as breakdown_code, source_id, city_id,
        period_id, count(*) filter (where is_in_time) as numerator, count(*) as denominator,
        count(*) filter (where not is_known) as unknown_count
    from service_spell
    where status_code <> 'rejected' and category_code is not null
    group by source_id, city_id, period_id, category_code
    union all by name
    select
        'G05' as indicator_id, 'channel=' || channel_code as breakdown_code, source_id, city_id,
        period_id, count(*) filter (where is_in_time) as numerator, count(*) as denominator,
        count(*) filter (where not is_known) as unknown_count
    from service_spell
    where status_code <> 'rejected' and channel_code is not null
    group by source_id, city_id, period_id, channel_code
    union all by name
    select
        'G05' as indicator_id, 'status=rejected' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where status_code = 'rejected') as numerator, count(*) as denominator,
        count(*) filter (where not is_known) as unknown_count
    from service_spell
    group by source_id, city_id, period_id
    union all by name
    select
        'G06' as indicator_id, 'total' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where is_in_time) as numerator, count(*) as denominator,
        count(*) filter (where not is_known) as unknown_count
    from information_spell
    group by source_id, city_id, period_id
    union all by name
    select
        'G06' as indicator_id, 'outcome=' || code.code as breakdown_code, source_id, city_id,
        period_id, count(*) filter (where outcome_code = code.code) as numerator,
        count(*) as denominator, count(*) filter (where not is_known) as unknown_count
    from information_spell
    cross join {{ ref('city_file_codes') }} as code
    where code.list_code = 'information_outcome'
    group by source_id, city_id, period_id, code.code
    union all by name
    select
        'G06' as indicator_id, 'appeal=upheld' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where appeal_outcome_code <> 'dismissed') as numerator,
        count(*) as denominator, 0 as unknown_count
    from information_spell
    where appeal_outcome_code in ('upheld', 'partly_upheld', 'dismissed')
    group by source_id, city_id, period_id
    union all by name
    select
        'G09' as indicator_id, 'flag=single_bid;method=' || method_code as breakdown_code,
        source_id, city_id, period_id, count(*) filter (where bidder_count = 1) as numerator,
        count(bidder_count) as denominator, 0 as unknown_count
    from award_spell
    where method_code <> 'direct'
    group by source_id, city_id, period_id, method_code
    having count(bidder_count) > 0
    union all by name
    select
        'G09' as indicator_id, 'flag=direct_award' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where method_code = 'direct') as numerator, count(*) as denominator,
        0 as unknown_count
    from award_spell
    group by source_id, city_id, period_id
    union all by name
    select
        'G09' as indicator_id, 'flag=single_bid' as breakdown_code, source_id, city_id, period_id,
        count(*) filter (where bidder_count = 1) as numerator,
        count(bidder_count) as denominator, 0 as unknown_count
    from award_spell
    group by source_id, city_id, period_id
),

-- Amounts have no interval of chance: an award is not one of a number of like trials.
weighed as (
    select
        'G09' as indicator_id, 'flag=direct_award_amount' as breakdown_code, source_id, city_id,
        period_id, coalesce(sum(amount) filter (where method_code = 'direct'), 0) as numerator,
        sum(amount) as denominator
    from award_spell
    group by source_id, city_id, period_id
    union all by name
    select
        'G09' as indicator_id, 'flag=single_bid_amount' as breakdown_code, source_id, city_id,
        period_id, coalesce(sum(amount) filter (where bidder_count = 1), 0) as numerator,
        coalesce(sum(amount) filter (where bidder_count is not null), 0) as denominator
    from award_spell
    group by source_id, city_id, period_id
),

-- Awards that do not say how many bid: the single-bid share is that of the others.
silent as (
    select source_id, city_id, period_id, count(*) - count(bidder_count) as silent_count
    from award_spell
    group by source_id, city_id, period_id
),

-- Appeals that are not decided yet: the share of those upheld is that of the others.
undecided as (
    select source_id, city_id, period_id, count(*) as undecided_count
    from information_spell
    where appeal_outcome_code = 'pending'
    group by source_id, city_id, period_id
),

-- Every period within reach has its main rows, with nothing counted too.
main_row as (
    select * from (values
        ('G05', 'total'), ('G05', 'status=rejected'), ('G05', 'statistic=median_days'),
        ('G06', 'total'), ('G09', 'flag=direct_award'), ('G09', 'flag=single_bid'),
        ('G09', 'flag=direct_award_amount'), ('G09', 'flag=single_bid_amount')
    ) as listed (indicator_id, breakdown_code)
),

figure as (
    select
        indicator_id, breakdown_code, source_id, city_id, period_id,
        cast(numerator as double) as numerator, cast(denominator as double) as denominator,
        unknown_count, true as is_share_of_counts, cast(null as double) as median_days
    from counted
    union all by name
    select
        indicator_id, breakdown_code, source_id, city_id, period_id,
        cast(numerator as double) as numerator, cast(denominator as double) as denominator,
        0 as unknown_count, false as is_share_of_counts, cast(null as double) as median_days
    from weighed
    union all by name
    select
        'G05' as indicator_id, 'statistic=median_days' as breakdown_code, source_id, city_id,
        period_id, cast(numerator as double) as numerator,
        cast(denominator as double) as denominator, 0 as unknown_count,
        false as is_share_of_counts, value as median_days
    from median
    union all by name
    select
        spell.indicator_id, main_row.breakdown_code, spell.source_id, spell.city_id,
        spell.period_id, cast(0 as double) as numerator, cast(0 as double) as denominator,
        0 as unknown_count, true as is_share_of_counts, cast(null as double) as median_days
    from spell
    inner join main_row on spell.indicator_id = main_row.indicator_id
    anti join (
        select indicator_id, breakdown_code, source_id, city_id, period_id from counted
        union all
        select indicator_id, breakdown_code, source_id, city_id, period_id from weighed
        union all
        select
            'G05' as indicator_id, 'statistic=median_days' as breakdown_code, source_id, city_id,
            period_id
        from median
    ) as there
        on
            spell.indicator_id = there.indicator_id
            and main_row.breakdown_code = there.breakdown_code
            and spell.source_id = there.source_id
            and spell.city_id = there.city_id
            and spell.period_id = there.period_id
),

measured as (
    select
        figure.*,
        spell.extract_sha256_list,
        spell.known_from_at,
        figure.breakdown_code = 'statistic=median_days' as is_median,
        figure.denominator > 0 and figure.unknown_count = 0
        and (figure.breakdown_code <> 'statistic=median_days' or figure.median_days is not null)
            as has_value,
        not whole.has_every_month
        or partial.period_id is not null
        or (figure.breakdown_code like 'flag=single_bid%' and silent.silent_count > 0)
        or (figure.breakdown_code = 'appeal=upheld' and undecided.undecided_count > 0)
            as is_partial
    from figure
    inner join spell
        on
            figure.indicator_id = spell.indicator_id
            and figure.source_id = spell.source_id
            and figure.city_id = spell.city_id
            and figure.period_id = spell.period_id
    inner join whole
        on
            figure.indicator_id = whole.indicator_id
            and figure.source_id = whole.source_id
            and figure.city_id = whole.city_id
            and figure.period_id = whole.period_id
    left join partial
        on
            figure.indicator_id = partial.indicator_id
            and figure.source_id = partial.source_id
            and figure.city_id = partial.city_id
            and figure.period_id = partial.period_id
    left join silent
        on
            figure.source_id = silent.source_id
            and figure.city_id = silent.city_id
            and figure.period_id = silent.period_id
    left join undecided
        on
            figure.source_id = undecided.source_id
            and figure.city_id = undecided.city_id
            and figure.period_id = undecided.period_id
),

said as (
    select
        measured.indicator_id,
        measured.city_id,
        area.area_id,
        measured.period_id,
        measured.breakdown_code,
        measured.source_id,
        measured.numerator,
        measured.denominator,
        case
            when not measured.has_value then null
            when measured.is_median then measured.median_days
            else 100.0 * measured.numerator / measured.denominator
        end as value,
        cast(null as double) as value_low,
        cast(null as double) as value_high,
        case when measured.is_median then 'days' else '%' end as unit_code,
        case
            when measured.has_value and measured.is_share_of_counts
                then {{ wilson_lower('measured.numerator', 'measured.denominator') }}
        end as ci_low,
        case
            when measured.has_value and measured.is_share_of_counts
                then {{ wilson_upper('measured.numerator', 'measured.denominator') }}
        end as ci_high,
        case when measured.has_value and measured.is_share_of_counts then 95.0 end as ci_level_pct,
        case when measured.has_value and measured.is_share_of_counts then 'wilson' else 'none' end
            as ci_method_code,
        {{ flag_list({'L': 'not measured.has_value', 'P': 'measured.is_partial'}) }}
            as obs_flag_codes,
        measured.extract_sha256_list,
        cast(null as varchar) as denominator_vintage,
        false as is_denominator_estimated,
        measured.known_from_at,
        case
            when measured.has_value then null
            when measured.unknown_count > 0
                then 'Of some requests the file is older than their limit; hand in their month'
                    || ' again.'
            when measured.denominator > 0
                then 'At the cut-off more than half were still open: the median is not reached.'
            else 'Nothing of this kind in the period.'
        end as gap_reason_en,
        case
            when measured.has_value then null
            when measured.unknown_count > 0
                then 'De algunas solicitudes el archivo es anterior a su límite; entregue de nuevo'
                    || ' su mes.'
            when measured.denominator > 0
                then 'Al corte más de la mitad seguía abierta: no se alcanza la mediana.'
            else 'Nada de esta clase en el periodo.'
        end as gap_reason_es
    from measured
    inner join {{ ref('dim_area') }} as area
        on measured.city_id = area.city_id and area.area_type_code = 'city'
)

{{ observation_row('said') }}
