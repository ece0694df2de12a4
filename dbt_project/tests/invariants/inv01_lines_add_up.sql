-- INV01: in every loaded extract, loaded + quarantined + declared = physical lines.
select source_id, extract_sha256
from {{ ref('extracts') }}
where
    status_code = 'loaded'
    and loaded_lines + quarantined_lines + declared_lines is distinct from physical_lines
