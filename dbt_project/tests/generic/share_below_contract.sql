{#-
    The share of rows that fail `condition` stays within a limit of the source's contract
    (`quarantined_share`, `unmapped_share` or `value_fault_share` of ledger.sources). The argument is
    not called `limit`: dbt keeps that name for itself.
-#}
{% test share_below_contract(model, condition, contract_limit, source_id) %}
select share
from (
    select avg(case when {{ condition }} then 1.0 else 0.0 end) as share
    from {{ model }}
) as measured
where share > (
    select {{ contract_limit }} from {{ source('ledger', 'sources') }} where source_id = '{{ source_id }}'
)
{% endtest %}
