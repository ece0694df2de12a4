{#- Every group of rows has exactly `count` rows. -#}
{% test rows_per_group(model, columns, count) %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) <> {{ count }}
{% endtest %}
