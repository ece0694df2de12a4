-- One row is one estimate of one kept edition, with its mark where the survey asks of other things
-- than it did in the period before (B).
with kept as (
    select estimate.*
    from {{ ref('int_survey_row') }} as estimate
    inner join {{ ref('int_edition') }} as edition
        on
            estimate.source_id = edition.source_id
            and estimate.coverage_scope = edition.coverage_scope
            and estimate.extract_sha256 = edition.extract_sha256
            and edition.is_kept
),

regime as (
    select distinct
        source_id, area_id, indicator_id, breakdown_code, period_start, period_end,
        methodology_version
    from kept
),

compared as (
    select
        *,
        lag(methodology_version) over (
            partition by source_id, area_id, indicator_id, breakdown_code
            order by period_start, period_end, methodology_version
        ) as previous_methodology_version
    from regime
)

select
    kept.*,
    coalesce(compared.previous_methodology_version <> kept.methodology_version, false) as is_break
from kept
inner join compared
    on
        kept.source_id = compared.source_id
        and kept.area_id = compared.area_id
        and kept.indicator_id = compared.indicator_id
        and kept.breakdown_code = compared.breakdown_code
        and kept.period_start = compared.period_start
        and kept.period_end = compared.period_end
        and kept.methodology_version = compared.methodology_version
