-- One row is one published value that a later edition changed (methods 1.4, 4.5; ruling 7): the
-- value of one indicator, area, period, breakdown and source before and after. meta.revisions holds
-- the source cells behind it. Built from the knowledge intervals of the facts, so from the archive
-- alone: the order of loading and earlier releases do not enter.
--
-- Both values stand on today's population and on the months that the figure has today: the
-- difference is the source's alone. A figure is in the log from the moment on at which all its
-- months had been reported; a year that grows by a month is news, not a revision. Point values
-- only: the cells that move the bounds of an interval node are in meta.revisions.
with figure as (
    select
        indicator_id, city_id, area_id, area_scope, period_id, period_start, period_end,
        breakdown_code, source_id, iccs_code, counting_unit_code, unit_code, numerator, denominator,
        value
    from {{ ref('int_observation_crime') }}
    where value is not null
    union all
    select
        indicator_id, city_id, area_id, area_scope, period_id, period_start, period_end,
        breakdown_code, source_id, iccs_code, counting_unit_code, unit_code, numerator, denominator,
        value
    from {{ ref('int_observation_rolling') }}
    where value is not null
),

-- Base periods of the figure with what changed in them.
touched as (
    select
        figure.indicator_id, figure.breakdown_code, figure.source_id, figure.area_id,
        figure.period_id, change.changed_at, change.change_count, change.has_opened,
        change.to_null, change.from_null, change.extract_sha256_list
    from figure
    inner join {{ ref('int_node_revision') }} as change
        on
            figure.source_id = change.source_id
            and figure.iccs_code = change.iccs_code
            and figure.counting_unit_code = change.counting_unit_code
            and figure.area_id = change.area_id
    inner join {{ ref('dim_period') }} as base on change.period_id = base.period_id
    where base.period_start >= figure.period_start and base.period_end <= figure.period_end
),

whole_from as (
    select
        figure.indicator_id, figure.breakdown_code, figure.source_id, figure.area_id,
        figure.period_id, max(first.first_known_at) as whole_from_at
    from figure
    inner join {{ ref('int_node_first_report') }} as first
        on
            figure.source_id = first.source_id
            and figure.iccs_code = first.iccs_code
            and figure.counting_unit_code = first.counting_unit_code
            and figure.area_id = first.area_id
            and first.period_start >= figure.period_start
            and first.period_end <= figure.period_end
    group by all
),

changed as (
    select
        touched.indicator_id, touched.breakdown_code, touched.source_id, touched.area_id,
        touched.period_id, touched.changed_at,
        sum(touched.change_count) as change_count,
        bool_or(touched.has_opened) as has_opened,
        bool_or(touched.to_null) as to_null,
        bool_or(touched.from_null) as from_null,
        array_to_string(list_sort(list_distinct(flatten(
            list(string_split(touched.extract_sha256_list, ';'))
            filter (where touched.extract_sha256_list is not null)
        ))), ';') as opened_list
    from touched
    inner join whole_from using (indicator_id, breakdown_code, source_id, area_id, period_id)
    where touched.changed_at > whole_from.whole_from_at
    group by all
),

-- From today's figure back: what later editions changed is taken off again.
walked as (
    select
        figure.*,
        changed.changed_at, changed.change_count, changed.has_opened, changed.opened_list,
        changed.from_null,
        figure.numerator - coalesce(sum(changed.change_count) over after_it, 0) as new_numerator,
        -- Where a part had no count, the sum before is not known, nor is any earlier one.
        coalesce(bool_or(changed.from_null or changed.to_null) over after_it, false) as is_lost
    from figure
    inner join changed using (indicator_id, breakdown_code, source_id, area_id, period_id)
    window after_it as (
        partition by figure.indicator_id, figure.breakdown_code, figure.source_id, figure.area_id,
            figure.period_id
        order by changed.changed_at rows between 1 following and unbounded following
    )
),

counted as (
    select
        walked.* exclude (numerator, value, change_count, from_null, is_lost, iccs_code),
        case when not from_null then new_numerator - change_count end as old_numerator,
        case
            when not from_null
                then 100000.0 * (new_numerator - change_count) / denominator
        end as old_value,
        100000.0 * new_numerator / denominator as new_value,
        case when has_opened then 'source_revision' else 'source_deletion' end as reason_code
    from walked
    where not is_lost and (change_count <> 0 or from_null)
),

-- A published estimate changes as a whole: one version ends where the next begins.
estimated as (
    select
        estimate.indicator_id,
        case when estimate.representativity_code <> 'national' then area.city_id end as city_id,
        estimate.domain_area_id as area_id,
        area.area_type_code as area_scope, estimate.period_id, period.period_start,
        period.period_end, estimate.breakdown_code, estimate.source_id,
        cast(null as varchar) as counting_unit_code, '%' as unit_code,
        estimate.known_to_at as changed_at, estimate.estimate_count as old_numerator,
        later.estimate_count as new_numerator, estimate.estimate_pct as old_value,
        later.estimate_pct as new_value, later.extract_sha256 as opened_list,
        case
            when later.source_id is null then 'source_deletion'
            when later.methodology_version <> estimate.methodology_version then 'method'
            else 'source_revision'
        end as reason_code
    from {{ ref('fct_survey_estimate') }} as estimate
    inner join {{ ref('indicators') }} as indicator
        on estimate.indicator_id = indicator.indicator_id
    inner join {{ ref('dim_area') }} as area on estimate.domain_area_id = area.area_id
    inner join {{ ref('dim_period') }} as period on estimate.period_id = period.period_id
    left join {{ ref('fct_survey_estimate') }} as later
        on
            estimate.source_id = later.source_id
            and estimate.domain_area_id = later.domain_area_id
            and estimate.period_id = later.period_id
            and estimate.indicator_id = later.indicator_id
            and estimate.breakdown_code = later.breakdown_code
            and estimate.known_to_at = later.known_from_at
    where
        estimate.known_to_at is not null
        and estimate.estimate_pct is distinct from later.estimate_pct
),

logged as (
    select * exclude (denominator, has_opened) from counted
    union all by name
    select * from estimated
),

edition as (
    select
        source_id, known_from_at,
        string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list
    from {{ ref('int_edition') }}
    where is_kept
    group by source_id, known_from_at
)

select
    logged.indicator_id,
    logged.city_id,
    logged.area_id,
    logged.area_scope,
    logged.period_id,
    logged.period_start,
    logged.period_end,
    logged.breakdown_code,
    logged.source_id,
    logged.changed_at,
    cast(logged.old_value as double) as old_value,
    cast(logged.new_value as double) as new_value,
    logged.unit_code,
    cast(logged.old_numerator as double) as old_numerator,
    cast(logged.new_numerator as double) as new_numerator,
    logged.counting_unit_code,
    logged.reason_code,
    reason.label_en as reason_en,
    reason.label_es as reason_es,
    -- A deletion has no record of its own: the editions of that moment say it by their silence.
    coalesce(logged.opened_list, edition.extract_sha256_list) as extract_sha256_list
from logged
inner join {{ ref('revision_reasons') }} as reason on logged.reason_code = reason.reason_code
left join edition
    on logged.source_id = edition.source_id and logged.changed_at = edition.known_from_at
