-- One row is one verbatim label tuple of one source, as staged, whatever its area.
with staged as (
    select
        source_id, methodology_version, label_group, label_type, label_subtype, label_modality,
        counting_unit_code, period_start, value_count as unit_count, extract_sha256
    from ({{ union_domain('offences') }})
    union all
    select
        source_id, methodology_version, label_group, label_type, label_subtype, label_modality,
        counting_unit_code, occurred_date as period_start, unit_count, extract_sha256
    from ({{ union_domain('offence_events') }})
)

select
    {{ source_category_id(
        'source_id', 'label_group', 'label_type', 'label_subtype', 'label_modality'
    ) }} as source_category_id,
    source_id,
    max(methodology_version) as methodology_version,
    min(label_group) as label_group,
    min(label_type) as label_type,
    min(label_subtype) as label_subtype,
    min(label_modality) as label_modality,
    max(counting_unit_code) as counting_unit_code,
    count(*) as row_count,
    cast(sum(unit_count) as bigint) as unit_count,
    count(distinct extract_sha256) as extract_count
from staged
group by 1, 2
