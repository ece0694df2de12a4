-- One row is one source and its counting rules, as its contract states them.
select
    source_id,
    description,
    publisher_name,
    publisher_acronym,
    country,
    system_type_code,
    trust_level_code,
    record_stage_code,
    date_basis_code,
    principal_offence_rule_code,
    multiple_victim_rule,
    includes_attempts_code,
    includes_threats_code,
    native_calendar_code,
    counting_unit as default_counting_unit_code,
    methodology_version,
    licence_received as licence_text,
    licence_published,
    landing_url
from {{ source('ledger', 'sources') }}
where is_released
