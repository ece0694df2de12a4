-- One row is one percentage of one area and table, with its number and both possible bases: all
-- crimes that occurred, and those of them that were reported.
with landed as (
    select * from {{ source('mx_inegi_envipe', 'state_tables') }}
),

pair as (
    {{ crosstab_pairs('landed') }}
),

occurred as (
    select _extract_sha256, _row_number, trim(max(value)) as occurred_text
    from landed
    where measure is null and heading is not null
    group by _extract_sha256, _row_number
),

reported as (
    select _extract_sha256, _row_number, max(count_text) as reported_text
    from pair
    where {{ match_key(innermost_heading('heading')) }} = 'delitos denunciados'
    group by _extract_sha256, _row_number
)

select
    pair._extract_sha256 as extract_sha256,
    pair._row_number as row_number,
    pair.sheet,
    pair.topic,
    pair.reference,
    case lower(pair.sex) when 'hombres' then '1' when 'mujeres' then '2' else '0' end as sex_code,
    {{ without_note('pair.label') }} as area_label,
    {{ innermost_heading('pair.heading') }} as answer_label,
    pair.heading,
    occurred.occurred_text,
    reported.reported_text,
    pair.count_text,
    pair.pct_text
from pair
left join occurred
    on pair._extract_sha256 = occurred._extract_sha256 and pair._row_number = occurred._row_number
left join reported
    on pair._extract_sha256 = reported._extract_sha256 and pair._row_number = reported._row_number
