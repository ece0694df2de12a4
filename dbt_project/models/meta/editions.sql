-- One row is one edition of one coverage scope: which extract speaks for it now, which did before,
-- and which gave way to a fuller or later file of the same cut-off (ruling 4).
select
    source_id,
    coverage_scope,
    extract_sha256,
    file_name,
    known_from_at,
    is_complete,
    edition_rank,
    row_count,
    is_current,
    case
        when is_current then 'current'
        when is_kept then 'earlier_vintage'
        else 'superseded_at_same_cutoff'
    end as edition_status_code
from {{ ref('int_edition') }}
