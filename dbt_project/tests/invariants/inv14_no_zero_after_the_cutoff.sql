-- INV14: a month that begins after the publisher's cut-off has no count, zero least of all.
select fact.source_id, fact.area_id, fact.period_id
from {{ ref('fct_offence') }} as fact
inner join {{ ref('dim_period') }} as period on fact.period_id = period.period_id
inner join {{ ref('extracts') }} as extract
    on fact.source_id = extract.source_id and fact.extract_sha256 = extract.extract_sha256
where fact.value_count = 0 and period.period_start > extract.data_as_of_date
