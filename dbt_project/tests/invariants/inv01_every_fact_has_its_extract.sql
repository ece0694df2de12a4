-- INV01: every fact leads back to exactly one extract.
with fact as (
    select distinct source_id, extract_sha256 from {{ ref('fct_offence') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_offence_event') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_population') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_source_coverage') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_survey_estimate') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_governance_indicator') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_participation') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_budget') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_audit') }}
    union
    select distinct source_id, extract_sha256 from {{ ref('fct_death') }}
)

select fact.source_id, fact.extract_sha256
from fact
left join {{ ref('extracts') }} as extract
    on fact.source_id = extract.source_id and fact.extract_sha256 = extract.extract_sha256
group by fact.source_id, fact.extract_sha256
having count(extract.extract_sha256) <> 1
