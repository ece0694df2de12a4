-- One row is one code of one list and version. A list whose bytes are those of another version
-- (aged creditors and debtors) is archived once, under the name that came first.
select
    codes._extract_sha256 as extract_sha256,
    codes._row_number as row_number,
    json_extract_string(extracts.attributes, '$.list_name') as list_name,
    json_extract_string(extracts.attributes, '$.code_list_version') as code_list_version,
    codes.code,
    codes.label,
    codes.category_label,
    codes.subcategory_label,
    codes.return_form_structure,
    codes.composition
from {{ source('za_treasury_municipal_money', 'code_list') }} as codes
inner join {{ source('ledger', 'extracts') }} as extracts
    on
        extracts.source_id = 'za_treasury_municipal_money'
        and codes._extract_sha256 = extracts.extract_sha256
