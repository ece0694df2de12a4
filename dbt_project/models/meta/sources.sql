-- One row is one source with a contract: what it holds, how fresh it is, what went wrong last.
with held as (
    select
        source_id,
        count(*) filter (where status = 'loaded') as extract_count,
        count(*) filter (where status in ('refused', 'held')) as refused_count,
        sum(physical_lines) filter (where status = 'loaded') as physical_lines,
        sum(loaded_lines) filter (where status = 'loaded') as loaded_lines,
        sum(quarantined_lines) filter (where status = 'loaded') as quarantined_lines,
        sum(declared_lines) filter (where status = 'loaded') as declared_lines,
        max(retrieved_at) filter (where status = 'loaded') as last_extract_at,
        max(data_as_of_date) filter (where status = 'loaded') as newest_as_of_date
    from {{ source('ledger', 'extracts') }}
    group by source_id
),

newest as (
    select source_id, max(period_end) as newest_period_end
    from {{ ref('int_coverage') }}
    where is_reported
    group by source_id
    union all
    select source_id, max(reference_date) as newest_period_end
    from {{ ref('fct_population') }}
    group by source_id
    union all
    select source_id, max(covers_to_date) as newest_period_end
    from {{ ref('int_statement') }}
    group by source_id
    union all
    select source_id, max(period_end) as newest_period_end
    from {{ ref('int_survey_row') }}
    group by source_id
),

refused as (
    select
        source_id,
        count(*) as finding_count,
        min(fault || ': ' || message) as first_message
    from (
        select source_id, fault, message
        from {{ source('ledger', 'findings') }}
        where severity = 'refused'
        union
        -- What the gate holds is taken out after loading: only the next loading finds it.
        select source_id, fault, message
        from {{ source('ledger', 'extracts') }}
        where status = 'held'
    ) as standing
    group by source_id
)

select
    source.source_id,
    source.description,
    source.publisher_name,
    source.country,
    source.licence_received as licence_text,
    source.cadence as cadence_code,
    coalesce(held.extract_count, 0) as extract_count,
    coalesce(held.refused_count, 0) as refused_count,
    cast(coalesce(held.physical_lines, 0) as bigint) as physical_lines,
    cast(coalesce(held.loaded_lines, 0) as bigint) as loaded_lines,
    cast(coalesce(held.quarantined_lines, 0) as bigint) as quarantined_lines,
    cast(coalesce(held.declared_lines, 0) as bigint) as declared_lines,
    held.last_extract_at,
    held.newest_as_of_date,
    newest.newest_period_end,
    case
        when coalesce(held.extract_count, 0) = 0 then 'no_extract'
        when refused.finding_count > 0 then 'kept_last_good'
        else 'ok'
    end as status_code,
    refused.first_message as message,
    source.contract_hash
from {{ source('ledger', 'sources') }} as source
left join held on source.source_id = held.source_id
left join (
    select source_id, max(newest_period_end) as newest_period_end from newest group by source_id
) as newest on source.source_id = newest.source_id
left join refused on source.source_id = refused.source_id
