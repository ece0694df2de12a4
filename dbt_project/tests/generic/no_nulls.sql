{#- None of the columns is ever null. -#}
{% test no_nulls(model, columns) %}
select 1 as failing_row
from {{ model }}
where {% for column in columns %}{{ column }} is null{% if not loop.last %} or {% endif %}{% endfor %}
{% endtest %}
