-- One row is one filled cell as printed, with the manner of death of its file. An empty cell is no
-- death, and so no row.
with cells as (
    {{ unpivot_family(
        source('mx_inegi_mortality', 'occurrence_by_registration'),
        'registered_[0-9]{4}',
        ['area_code', 'area_name', 'occurrence_year', 'sex'],
    ) }}
)

select
    cells._extract_sha256 as extract_sha256,
    cells._row_number as row_number,
    json_extract_string(extract.attributes, '$.manner') as manner_label,
    cells.area_code,
    cells.area_name,
    cells.occurrence_year as occurrence_label,
    cells.sex as sex_label,
    replace(cells.family_column, 'registered_', '') as registered_label,
    cells.family_value as value_text
from cells
inner join {{ source('ledger', 'extracts') }} as extract
    on
        extract.source_id = 'mx_inegi_mortality'
        and cells._extract_sha256 = extract.extract_sha256
where trim(coalesce(cells.family_value, '')) <> ''
