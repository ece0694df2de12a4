-- One row is one source category that the crosswalk maps, in this map version.
select
    source_category_id,
    '{{ var("map_version") }}' as map_version,
    nullif(iccs_code, '') as iccs_code,
    relation_code,
    nullif(also_touches, '') as also_touches,
    nullif(tags, '') as tags,
    nullif(safe_rollup_code, '') as safe_rollup_code,
    try_cast(nullif(cast(split_pct as varchar), '') as double) as split_pct,
    nullif(split_evidence, '') as split_evidence,
    confidence_code,
    review_status_code,
    nullif(approximation, '') as approximation,
    basis
from {{ ref('int_crosswalk_match') }}
