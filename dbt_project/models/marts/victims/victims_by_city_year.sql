-- One row is one value of one attribute of the victims of one ICCS node, source, area and year:
-- of a city, or of the state beside it as context. Attributes stand side by side, never crossed
-- (ruling 8). Completeness is always published; the known values only where it reaches its gate
-- (methods 11, 12), and of a victim attribute never a cell of 1 to k - 1, nor one from which it
-- could be worked out, nor a value that all share (sources 2.3, methods 9). An attribute that the
-- source does not print is one row with its reason.
with total as (
    select *
    from {{ ref('recorded_crime_by_city_year') }}
    where
        counting_unit_code in ('victim', 'death', 'published_quantity')
        and area_scope in ('city', 'state', 'province', 'country')
        -- An interval has no point value, so no parts of it.
        and node_status_code is distinct from 'interval'
        -- Without a year figure there is nothing to break down; a city of which a source has only
        -- the state keeps its gap.
        and (offence_count > 0 or (offence_count is null and areas_reporting = 0))
),

wanted as (
    select
        total.*,
        tag.tag_code,
        tag.name_en as tag_name_en,
        tag.name_es as tag_name_es,
        tag.required_pct,
        tag.is_victim_attribute
    from total
    inner join {{ ref('victim_nodes') }} as breakdown on total.iccs_code = breakdown.iccs_code
    inner join {{ ref('victim_tags') }} as tag
        on list_contains(string_split(breakdown.tag_codes, ';'), tag.tag_code)
),

valued as (
    select
        counted.*,
        listed.label_en,
        listed.label_es,
        -- A published band that nobody has listed is a known age.
        coalesce(listed.is_known, counted.value_code not in ('0', '6')) as is_known
    from {{ ref('int_victim_tag') }} as counted
    left join {{ ref('victim_tag_values') }} as listed
        on counted.tag_code = listed.tag_code and counted.value_code = listed.value_code
),

completeness as (
    select
        source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code,
        coalesce(sum(victim_count) filter (where is_known), 0) as known_count,
        bool_or(value_code <> '0') as is_printed
    from valued
    group by source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code
),

-- Every value of a printed attribute; one row without a value where it is not printed.
spread as (
    select
        wanted.*,
        coalesce(valued.value_code, '-') as value_code,
        valued.value_label_local,
        coalesce(valued.label_en, valued.value_label_local, valued.value_code, 'Not published')
            as value_label_en,
        coalesce(valued.label_es, valued.value_label_local, valued.value_code, 'No publicado')
            as value_label_es,
        coalesce(valued.is_known, false) as is_known,
        coalesce(completeness.is_printed, false) as is_printed,
        coalesce(completeness.known_count, 0) as known_count,
        valued.victim_count as counted
    from wanted
    left join completeness
        on
            wanted.source_id = completeness.source_id
            and wanted.area_id = completeness.area_id
            and wanted.period_id = completeness.period_id
            and wanted.iccs_code = completeness.iccs_code
            and wanted.counting_unit_code = completeness.counting_unit_code
            and wanted.tag_code = completeness.tag_code
    left join valued
        on
            completeness.is_printed
            and wanted.source_id = valued.source_id
            and wanted.area_id = valued.area_id
            and wanted.period_id = valued.period_id
            and wanted.iccs_code = valued.iccs_code
            and wanted.counting_unit_code = valued.counting_unit_code
            and wanted.tag_code = valued.tag_code
            -- A zero of one year for a band or sex of another says nothing of anybody.
            and (valued.victim_count > 0 or valued.is_known)
),

judged as (
    select
        *,
        100.0 * known_count / offence_count as completeness_pct,
        is_victim_attribute and is_known and {{ is_small_cell('counted') }} as is_small,
        coalesce(100.0 * known_count / offence_count >= required_pct, false) as is_complete
    from spread
),

-- Small cells first, then the next ones in size until at least two cells are hidden, and k - 1
-- victims more than one each of the others: each small cell could then be any number from 1 to
-- k - 1 (methods 9), also for a reader who knows that a value is listed where it has a victim.
ordered as (
    select
        *,
        bool_or(is_small) over tag_cell as has_small,
        -- All victims of a cell share one value: it would be known of each of them.
        count(*) filter (where counted > 0) over tag_cell = 1 as has_one_value,
        row_number() over cell_order as hiding_order,
        coalesce(sum(counted) over hidden_before, 0) as hidden_before_count
    from judged
    window
        tag_cell as (
            partition by
                source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code, is_known
        ),
        cell_order as (
            partition by
                source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code, is_known
            order by is_small desc, counted = 0 asc, counted asc, value_code asc
        ),
        hidden_before as (
            partition by
                source_id, area_id, period_id, iccs_code, counting_unit_code, tag_code, is_known
            order by is_small desc, counted = 0 asc, counted asc, value_code asc
            rows between unbounded preceding and 1 preceding
        )
),

reasoned as (
    select
        *,
        case
            when offence_count is null then 'no_figure'
            when not is_printed then 'not_published'
            when is_known and not is_complete then 'below_gate'
            when
                is_known and is_victim_attribute and has_small
                and (
                    is_small
                    or hiding_order <= 2
                    or hidden_before_count - (hiding_order - 2)
                    < {{ (var('minimum_victim_cell') | int) - 1 }}
                )
                then 'small_cells'
            when is_known and is_victim_attribute and has_one_value then 'one_value'
        end as gap_reason_code
    from ordered
)

select
    source_id,
    city_id,
    area_id,
    area_scope,
    period_id,
    period_start,
    period_end,
    calendar_code,
    iccs_code,
    node_status_code,
    counting_unit_code,
    tag_code,
    tag_name_en,
    tag_name_es,
    value_code,
    value_label_local,
    value_label_en,
    value_label_es,
    offence_count as total_count,
    cast(case when is_printed then known_count end as bigint) as known_count,
    case when offence_count is not null then coalesce(completeness_pct, 0) end as completeness_pct,
    required_pct,
    cast(case when gap_reason_code is null then counted end as bigint) as victim_count,
    case when gap_reason_code is null and is_known and is_complete
        then 100.0 * counted / known_count end as share_pct,
    case when gap_reason_code is null and is_known and is_complete
        then {{ wilson_lower('counted', 'known_count') }} end as share_low_pct,
    case when gap_reason_code is null and is_known and is_complete
        then {{ wilson_upper('counted', 'known_count') }} end as share_high_pct,
    months_reported,
    gap_reason_code is null as is_shown,
    case when gap_reason_code in ('small_cells', 'one_value') then gap_reason_code end
        as suppression_reason_code,
    gap_reason_code,
    case
        when gap_reason_code = 'no_figure' then gap_reason_en
        else {{ victim_gap('gap_reason_code', 'required_pct', 'en') }}
    end as gap_reason_en,
    case
        when gap_reason_code = 'no_figure' then gap_reason_es
        else {{ victim_gap('gap_reason_code', 'required_pct', 'es') }}
    end as gap_reason_es,
    case gap_reason_code
        when 'not_published' then 'M'
        when 'below_gate' then 'Q'
        when 'small_cells' then 'Q'
        when 'one_value' then 'Q'
        else obs_status_code
    end as obs_status_code,
    case gap_reason_code
        when 'not_published' then {{ with_flag('obs_flag_codes', 'M') }}
        when 'below_gate' then {{ with_flag('obs_flag_codes', 'Q') }}
        when 'small_cells' then {{ with_flag('obs_flag_codes', 'Q') }}
        when 'one_value' then {{ with_flag('obs_flag_codes', 'Q') }}
        else obs_flag_codes
    end as obs_flag_codes,
    case
        -- One code for all that is hidden together: to tell the small cell from the one beside it
        -- would give it away (1 and 5 hidden, 6 known: the small one is 1).
        when gap_reason_code = 'small_cells' then 'A'
        when gap_reason_code = 'one_value' then 'A'
        when gap_reason_code = 'below_gate' then 'N'
        else 'F'
    end as conf_status_code
from reasoned
