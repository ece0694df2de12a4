{#-
    Every loaded extract of the source that is read by one of `layouts` (default: all of them) has
    rows in the model. An edition that a declaration does not know yet would else vanish in silence.
-#}
{% test every_extract_states_something(model, source_id, layouts=[]) %}
select extract.extract_sha256
from {{ source('ledger', 'extracts') }} as extract
where
    extract.source_id = '{{ source_id }}'
    and extract.status = 'loaded'
    {%- if layouts %}
    and extract.layout in ('{{ layouts | join("', '") }}')
    {%- endif %}
    and extract.extract_sha256 not in (select stated.extract_sha256 from {{ model }} as stated)
{% endtest %}
