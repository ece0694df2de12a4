{#- Every filled value of a column is a code of the closed list. -#}
{% test codes_in(model, column, codes) %}
select 1 as failing_row
from {{ model }}
where
    {{ column }} is not null
    and {{ column }} not in ({% for code in codes %}'{{ code }}'{% if not loop.last %}, {% endif %}{% endfor %})
{% endtest %}
