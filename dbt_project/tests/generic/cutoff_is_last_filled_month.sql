{#-
    The month that the publisher states as cut-off (in the file name) is the last month that the
    data fill. A label that does not fit its file would order vintages wrongly (ruling 4).
-#}
{% test cutoff_is_last_filled_month(model, source_id) %}
with filled as (
    select
        extract_sha256,
        max(period_end) as last_filled_date
    from {{ model }}
    where value_count is not null
    group by extract_sha256
)

select edition.extract_sha256
from {{ source('ledger', 'extracts') }} as edition
left join filled on edition.extract_sha256 = filled.extract_sha256
where
    edition.source_id = '{{ source_id }}'
    and edition.status = 'loaded'
    and edition.data_as_of_date is distinct from filled.last_filled_date
{% endtest %}
