-- One row is one cell of a form filled in by a city that breaks a rule: file, line, column, what to
-- write. The forms of programmes have a list of their own (programme_problems).
with staged as (
    {{ union_domain('form_problems') }}
)

select
    staged.source_id,
    staged.extract_sha256,
    extract.file_name,
    staged.form_code,
    staged.row_number as line_number,
    staged.column_name,
    staged.problem_code,
    staged.is_left_out,
    staged.message_en,
    staged.message_es
from staged
inner join {{ source('ledger', 'extracts') }} as extract
    on
        staged.source_id = extract.source_id
        and staged.extract_sha256 = extract.extract_sha256
