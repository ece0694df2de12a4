{#-
    Of the rows of a city's own file that speak now, no larger share is left out than the contract
    allows (`value_fault_share`). Superseded files are past: a mended file frees its source.
-#}
{% test rows_are_in_order(model, source_id) %}
select share
from (
    select avg(case when stated.left_out_list is null then 0.0 else 1.0 end) as share
    from {{ model }} as stated
    inner join {{ ref('int_edition') }} as edition
        on
            stated.source_id = edition.source_id
            and stated.coverage_scope = edition.coverage_scope
            and stated.extract_sha256 = edition.extract_sha256
            and edition.is_current
) as measured
where share > (
    select max(source.value_fault_share)
    from {{ source('ledger', 'sources') }} as source
    where source.source_id = '{{ source_id }}'
)
{% endtest %}
