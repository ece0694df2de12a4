-- One row is one rule that cells of one column of a city's file break: how many rows, the first
-- lines, what to write instead. No cell is quoted.
with listed as (
    select
        *,
        row_number() over (
            partition by source_id, extract_sha256, column_name, problem_code order by row_number
        ) as ordinal
    from {{ ref('int_city_file_problem') }}
)

select
    listed.source_id,
    listed.extract_sha256,
    extract.file_name,
    listed.form_code,
    listed.column_name,
    listed.problem_code,
    listed.effect_code,
    count(*) as row_count,
    string_agg(cast(listed.row_number as varchar), ';' order by listed.row_number)
        filter (where listed.ordinal <= 20) as line_numbers,
    listed.message_en,
    listed.message_es
from listed
inner join {{ source('ledger', 'extracts') }} as extract
    on
        listed.source_id = extract.source_id
        and listed.extract_sha256 = extract.extract_sha256
group by all
