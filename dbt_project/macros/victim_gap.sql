{#-
    Why a row of the victim breakdowns has no count, in both languages. `reason` is its code:
    not_published (the source does not print the attribute), below_gate (known for too few victims),
    small_cells (a cell of fewer than five victims, or one that would give it away), one_value (all known
    victims share it).
-#}
{% macro victim_gap(reason, required_pct, language) -%}
{%- if language == 'en' -%}
case {{ reason }}
        when 'not_published'
            then 'The source does not publish this attribute of the victims for this year.'
        when 'below_gate'
            then 'The attribute is known for fewer than '
                || cast(cast({{ required_pct }} as integer) as varchar) || ' % of the victims.'
        when 'small_cells'
            then 'Fewer than five victims, or a cell from which they could be worked out.'
        when 'one_value'
            then 'All known victims share one value: it would be known of each of them.'
    end
{%- else -%}
case {{ reason }}
        when 'not_published'
            then 'La fuente no publica este atributo de las víctimas para este año.'
        when 'below_gate'
            then 'El atributo se conoce para menos del '
                || cast(cast({{ required_pct }} as integer) as varchar) || ' % de las víctimas.'
        when 'small_cells'
            then 'Menos de cinco víctimas, o una celda de la que se podrían deducir.'
        when 'one_value'
            then 'Todas las víctimas conocidas comparten un valor: se sabría de cada una.'
    end
{%- endif -%}
{%- endmacro %}
