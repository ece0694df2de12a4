-- One row is one published score or ratio in one knowledge interval. Another methodology is another
-- indicator: no series runs across the two. The first period of a break that a source is known to
-- have carries B (methods 4.6).
{% set flags = {
    'B': 'is_break',
    'I': "obs_status_code = 'I'",
    'L': "obs_status_code = 'L'",
    'M': "obs_status_code = 'M'",
    'O': "obs_status_code = 'O'",
    'Q': "obs_status_code = 'Q'",
    'P': 'is_provisional',
    'U': "obs_status_code = 'U'",
} %}
with staged as (
    {{ union_domain('governance_indicators') }}
),

stated as (
    select
        staged.source_id,
        staged.coverage_scope,
        staged.extract_sha256,
        staged.local_indicator_code,
        staged.area_id,
        {{ period_id('staged.calendar_code', 'staged.grain_code', 'staged.period_start') }}
            as period_id,
        staged.period_start,
        staged.period_end,
        staged.value,
        staged.unit_code,
        staged.methodology_version,
        staged.label_local,
        staged.label_en,
        staged.label_es,
        staged.obs_status_code
    from staged
    inner join {{ ref('dim_area') }} as area on staged.area_id = area.area_id
),

versioned as (
    {{ knowledge_intervals(
        'stated',
        ['local_indicator_code', 'area_id', 'period_id'],
        [
            'value', 'obs_status_code', 'unit_code', 'methodology_version', 'label_local',
            'label_en', 'label_es', 'period_start', 'period_end',
        ],
    ) }}
),

judged as (
    select
        versioned.*,
        (
            select count(*) from {{ ref('dim_series_break') }} as series_break
            where
                series_break.source_id = versioned.source_id
                and series_break.area_scope in ('*', versioned.area_id)
                and (
                    series_break.iccs_scope = '*'
                    or list_contains(
                        string_split(series_break.iccs_scope, ';'),
                        versioned.source_id || ':' || versioned.local_indicator_code
                    )
                )
                and series_break.break_date between versioned.period_start and versioned.period_end
        ) > 0 as is_break,
        {{ is_provisional('versioned.period_end', 'source.cadence') }} as is_provisional
    from versioned
    inner join {{ source('ledger', 'sources') }} as source
        on versioned.source_id = source.source_id
)

select
    source_id,
    local_indicator_code,
    area_id,
    period_id,
    value,
    unit_code,
    methodology_version,
    label_local,
    label_en,
    label_es,
    {{ leading_status(flags) }} as obs_status_code,
    coalesce(nullif({{ flag_list(flags) }}, ''), 'A') as obs_flag_codes,
    extract_sha256,
    known_from_at,
    known_to_at
from judged
