{#-
    Why a figure of the yearly or monthly mart is empty, in both languages: a gap is shown with its
    reason, never as a hole (sources 5).
-#}
{% macro gap_reason(node, language) -%}
{%- set texts = {
    'undetailed': {
        'en': 'The file of this period names the crime but not the articles that tell this category apart.',
        'es': 'El archivo de este periodo nombra el delito pero no los artículos que distinguen esta categoría.',
    },
    'M': {
        'en': 'The source has no category that certainly lies here, or had none in this period.',
        'es': 'La fuente no tiene una categoría que pertenezca con certeza aquí, o no la tenía en este periodo.',
    },
    'L': {
        'en': 'Not reported for every part of the figure in this period.',
        'es': 'No reportado para todas las partes de la cifra en este periodo.',
    },
    'O': {
        'en': 'The published value is not a count.',
        'es': 'El valor publicado no es un conteo.',
    },
} -%}
case
        when {{ node }}.value_count is not null then null
        when {{ node }}.is_undetailed
            then '{{ texts['undetailed'][language] }}'
        {%- for code in ['M', 'L', 'O'] %}
        when {{ node }}.obs_status_code = '{{ code }}'
            then '{{ texts[code][language] }}'
        {%- endfor %}
    end
{%- endmacro %}

{#- Why a city is empty where only its state, province or country is published. -#}
{% macro context_reason(name, scope, language) -%}
{%- if language == 'en' -%}
'The source publishes this figure for ' || {{ name }} || ' (' || {{ scope }}
        || ') only; a state figure is never shown as a city''s.'
{%- else -%}
'La fuente publica esta cifra solo para ' || {{ name }} || ' (' || case {{ scope }}
            when 'state' then 'estado' when 'province' then 'provincia' else 'país'
        end || '); una cifra estatal nunca se muestra como de la ciudad.'
{%- endif -%}
{%- endmacro %}
