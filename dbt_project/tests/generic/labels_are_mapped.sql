{#-
    The units behind labels that no crosswalk row meets stay within the contract's share (ruling 3).
    Applied to the staging model of the source, so that a failure holds that source alone.
-#}
{% test labels_are_mapped(model, source_id) %}
-- depends_on: {{ model }}
select unmapped.label_type
from {{ ref('unmapped') }} as unmapped
where
    unmapped.source_id = '{{ source_id }}'
    and coalesce(unmapped.unit_share, 1) > (
        select unmapped_share from {{ source('ledger', 'sources') }} where source_id = '{{ source_id }}'
    )
{% endtest %}
