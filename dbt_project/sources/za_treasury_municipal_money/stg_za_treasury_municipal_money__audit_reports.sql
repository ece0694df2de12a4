-- One row is the address of the audit report of one municipality and financial year. It says where
-- the report is, not what the auditor thinks.
select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    trim(demarcation_code) as demarcation_code,
    {{ strict_year('financial_year_end') }} as year_end,
    report_url,
    lower(report_url) like '%.pdf' as is_document
from {{ source('za_treasury_municipal_money', 'audit_report') }}
