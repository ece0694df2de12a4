{#-
    Why a row of the victim breakdowns has no count, in both languages. `reason` is its code:
    not_published (the source does not print the attribute), below_gate (known for too few victims),
    small_cells and one_value (macros/disclosure.sql).
-#}
{% macro victim_gap(reason, required_pct, language) -%}
{%- if language == 'en' -%}
case {{ reason }}
        when 'not_published'
            then 'The source does not publish this attribute of the victims for this year.'
        when 'below_gate'
            then 'The attribute is known for fewer than '
                || cast(cast({{ required_pct }} as integer) as varchar) || ' % of the victims.'
        else {{ suppression_reason(reason, 'en') }}
    end
{%- else -%}
case {{ reason }}
        when 'not_published'
            then 'La fuente no publica este atributo de las víctimas para este año.'
        when 'below_gate'
            then 'El atributo se conoce para menos del '
                || cast(cast({{ required_pct }} as integer) as varchar) || ' % de las víctimas.'
        else {{ suppression_reason(reason, 'es') }}
    end
{%- endif -%}
{%- endmacro %}
