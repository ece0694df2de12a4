{#- What the reader of statistical tables lands (format crosstab): cells under headings. -#}

{#- A label or heading without the number of its note and without blanks at its ends. A note's number
    is glued on: `efectivo2`, `Delitos ocurridos1, 2`. -#}
{% macro without_note(expr) -%}
    trim(regexp_replace({{ expr }}, '\s*[0-9]+(\s*,\s*[0-9]+)*\s*$', ''))
{%- endmacro %}

{#- The innermost of the headings above a cell, without the number of its note. -#}
{% macro innermost_heading(expr) -%}
    {{ without_note("regexp_replace(" ~ expr ~ ", '^.* > ', '')") }}
{%- endmacro %}

{#-
    One row per sheet row and heading: the percentage and the absolute number that stand below it,
    beside the base, which is the number of the row's field without a measure. `relation` has the
    landed columns; a field without a measure is a base and gives no row of its own. Rows that only
    hold a base or a label are left out.
-#}
{% macro crosstab_pairs(relation) -%}
select
    _extract_sha256,
    _row_number,
    sheet,
    title,
    topic,
    sex,
    reference,
    label,
    heading,
    max(case when measure = 'Relativos' then trim(value) end) as pct_text,
    max(case when measure = 'Absolutos' then trim(value) end) as count_text
from {{ relation }}
where measure is not null
group by all
{%- endmacro %}

{#- A printed estimate as double: null for NS, ND, NA and for what is no number. A `*` marks an
    estimate about which the sample says all or nothing; the number before it is kept. -#}
{% macro printed_estimate(expr) -%}
    {{ strict_decimal("replace(" ~ expr ~ ", '*', '')", exponent=true) }}
{%- endmacro %}

{#-
    Status of a printed percentage: N not significant (NS), L not available (ND, NA, empty), O no
    percentage at all, U a qualitative estimate (`*`), else A.
-#}
{% macro printed_status(expr) -%}
    case
        when upper({{ expr }}) = 'NS' then 'N'
        when coalesce({{ expr }}, '') = '' or upper({{ expr }}) in ('ND', 'NA') then 'L'
        when not coalesce({{ printed_estimate(expr) }} between 0 and 100, false) then 'O'
        when {{ expr }} like '%*' then 'U'
        else 'A'
    end
{%- endmacro %}
