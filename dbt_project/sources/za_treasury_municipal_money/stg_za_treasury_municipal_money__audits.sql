-- One row is the opinion of the Auditor-General on one municipality and financial year. An opinion
-- that is outstanding has not been given. No order of the opinions has been reviewed.
with final as (
    select
        'za_treasury_municipal_money' as source_id,
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        'municipal_money' as methodology_version,
        'audit|' || trim(demarcation_code) || '|' || trim(financial_year_end) as coverage_scope,
        {{ area_id('ZAF', 'city', 'trim(demarcation_code)') }} as area_id,
        'za_municipal' as calendar_code,
        'year' as grain_code,
        {{ municipal_year_start(strict_year('financial_year_end')) }} as period_start,
        {{ municipal_year_end(strict_year('financial_year_end')) }} as period_end,
        'Auditor-General of South Africa' as auditor_name,
        opinion_label as opinion_local,
        trim(opinion_code) as opinion_code,
        'za_municipal_money' as opinion_scale_code,
        null as opinion_ordinal,
        null as audited_amount,
        null as observed_amount,
        'ZAR' as currency_code,
        null as finding_count,
        null as solved_count
    from {{ source('za_treasury_municipal_money', 'audit_opinion_cells') }}
)

{{ canonical_audits('final') }}
