-- One row is one label type of one edition: whether the extract names its subtypes at all. Some
-- files of one publication name the penal-code article, others only the crime; below the crime the
-- latter say nothing, and silence is not zero (methods 3.3: "files with articles; else
-- unavailable").
with staged as (
    {{ union_domain('offences') }}
),

mixed as (
    select source_id, {{ match_key('label_type') }} as label_key
    from {{ ref('int_label') }}
    group by all
    having count(label_subtype) between 1 and count(*) - 1
)

select
    staged.source_id,
    staged.coverage_scope,
    staged.extract_sha256,
    mixed.label_key,
    count(staged.label_subtype) > 0 as has_subtype
from staged
inner join mixed
    on staged.source_id = mixed.source_id and {{ match_key('staged.label_type') }} = mixed.label_key
group by all
