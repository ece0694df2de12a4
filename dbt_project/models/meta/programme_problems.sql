-- One row is one cell of a programme form that breaks a rule: file, line, column, what to write.
select
    source_id,
    extract_sha256,
    file_name,
    form_code,
    row_number as line_number,
    column_name,
    problem_code,
    message_en,
    message_es
from {{ ref('int_programme_problem') }}
