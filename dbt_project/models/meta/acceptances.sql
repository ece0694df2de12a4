-- One row is one hold that a person released: which extract, which fault, why, who and when (F57).
-- It is valid for exactly these bytes. Empty where nothing was ever held and accepted.
select
    source_id,
    extract_sha256,
    file_name,
    fault as fault_code,
    message,
    because,
    accepted_by,
    accepted_at
from {{ source('ledger', 'acceptances') }}
