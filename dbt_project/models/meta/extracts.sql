-- One row is one extract, byte for byte, with its line account: loaded + quarantined + declared =
-- physical for every loaded extract (INV01). A refused extract has its reason and no rows.
with said as (
    select source_id, extract_sha256, period_start, period_end
    from {{ ref('int_coverage') }}
    where is_reported
    union all
    select source_id, extract_sha256, period_start, period_end
    from {{ ref('int_survey_row') }}
    union all
    select source_id, extract_sha256, covers_from_date as period_start, covers_to_date as period_end
    from {{ ref('int_statement') }}
),

covered as (
    select
        source_id, extract_sha256,
        min(period_start) as covers_from_date,
        max(period_end) as covers_to_date
    from said
    group by all
),

-- Editions that a later or fuller file of the same cut-off replaced (sources 1.1, ruling 4).
ranked as (
    select
        source_id, extract_sha256,
        bool_or(is_current) as is_current,
        bool_and(not is_kept) as is_superseded
    from {{ ref('int_edition') }}
    group by all
)

select
    extract.extract_sha256,
    extract.source_id,
    extract.file_name,
    extract.origin,
    extract.layout,
    extract.status as status_code,
    extract.byte_count,
    cast(null as date) as published_date,
    extract.retrieved_at,
    extract.data_as_of_date,
    covered.covers_from_date,
    covered.covers_to_date,
    source.methodology_version,
    case
        when source.cadence = 'closed' then 'final'
        when ranked.is_current is not null and not ranked.is_current then 'revised'
        else 'provisional'
    end as release_status_code,
    coalesce(
        extract.data_as_of_date < (
            select max(earlier.data_as_of_date)
            from {{ source('ledger', 'extracts') }} as earlier
            where
                earlier.source_id = extract.source_id
                and earlier.status = 'loaded'
                and cast(earlier.retrieved_at as date) < cast(extract.retrieved_at as date)
        ),
        false
    ) as is_backfill,
    extract.physical_lines,
    extract.loaded_lines,
    extract.quarantined_lines,
    extract.declared_lines,
    extract.row_count,
    extract.is_complete,
    coalesce(ranked.is_current, false) as is_current_edition,
    coalesce(ranked.is_superseded, false) as is_superseded,
    extract.encoding,
    extract.contract_hash,
    extract.is_synthetic,
    source.licence_received as licence_text,
    extract.fault as fault_code,
    extract.message
from {{ source('ledger', 'extracts') }} as extract
inner join {{ source('ledger', 'sources') }} as source on extract.source_id = source.source_id
left join covered
    on extract.source_id = covered.source_id and extract.extract_sha256 = covered.extract_sha256
left join ranked
    on extract.source_id = ranked.source_id and extract.extract_sha256 = ranked.extract_sha256
