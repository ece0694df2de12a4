-- INV01: every request and every award leads back to exactly one extract.
with fact as (
    select distinct source_id, extract_sha256 from {{ ref('fct_service_request') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_information_request') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_contract') }}
)

select fact.source_id, fact.extract_sha256
from fact
left join {{ ref('extracts') }} as extract
    on fact.source_id = extract.source_id and fact.extract_sha256 = extract.extract_sha256
group by fact.source_id, fact.extract_sha256
having count(extract.extract_sha256) <> 1
