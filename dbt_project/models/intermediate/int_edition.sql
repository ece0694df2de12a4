-- One row is one edition: what one extract says of one coverage scope of its source.
-- Order of editions (ruling 4): the publisher's cut-off, else retrieval; among equal cut-offs the
-- complete file, then the higher upload number, then the longer file; hashes only break ties.
with said as (
    select distinct source_id, coverage_scope, extract_sha256
    from {{ ref('int_coverage') }}
    union
    select distinct source_id, coverage_scope, extract_sha256
    from {{ ref('int_offence_row') }}
    union
    select distinct source_id, coverage_scope, extract_sha256
    from {{ ref('int_offence_event') }}
    union
    select distinct source_id, coverage_scope, extract_sha256
    from {{ ref('int_survey_row') }}
    union
    select distinct source_id, coverage_scope, extract_sha256
    from {{ ref('int_statement') }}
),

described as (
    select
        said.source_id,
        said.coverage_scope,
        said.extract_sha256,
        extract.file_name,
        extract.data_as_of_date,
        extract.retrieved_at,
        extract.is_complete,
        extract.edition_rank,
        extract.row_count,
        coalesce(cast(extract.data_as_of_date as timestamp), extract.retrieved_at) as known_from_at
    from said
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            said.source_id = extract.source_id
            and said.extract_sha256 = extract.extract_sha256
),

ranked as (
    select
        *,
        row_number() over (
            partition by source_id, coverage_scope, known_from_at
            order by
                coalesce(is_complete, false) desc,
                edition_rank desc,
                row_count desc,
                retrieved_at desc,
                extract_sha256 desc
        ) as rank_at_cutoff
    from described
)

select
    source_id,
    coverage_scope,
    extract_sha256,
    file_name,
    data_as_of_date,
    retrieved_at,
    known_from_at,
    coalesce(is_complete, false) as is_complete,
    edition_rank,
    row_count,
    rank_at_cutoff = 1 as is_kept,
    case
        when rank_at_cutoff = 1
            then row_number() over (
                partition by source_id, coverage_scope, rank_at_cutoff = 1 order by known_from_at
            )
    end as edition_number,
    rank_at_cutoff = 1
    and known_from_at = max(known_from_at) over (partition by source_id, coverage_scope)
        as is_current
from ranked
