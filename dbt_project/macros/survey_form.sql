{#-
    The rules of the form of survey estimates: problem code -> column, whether the row is left out,
    what is wrong and what to write (methods 6; issue 4, bad input). Staging holds their conditions.
-#}
{% macro survey_form_rules() -%}
{{ return({
    'unknown_city': {
        'column': 'city_id', 'left_out': true,
        'en': 'No city of the warehouse. Write one of the keys in core.dim_city.',
        'es': 'Ninguna ciudad del almacén. Escriba una de las claves de core.dim_city.',
    },
    'unknown_indicator': {
        'column': 'indicator_id', 'left_out': true,
        'en': 'Not an indicator of this form. Write V01, V02, V04, V06, V07, V08 or V09.',
        'es': 'No es un indicador de este formulario. Escriba V01, V02, V04, V06, V07, V08 o V09.',
    },
    'unknown_domain': {
        'column': 'domain_code', 'left_out': true,
        'en': 'The domain is not known. Write city, metro, state_or_province or national; metro needs a code (capital letters and digits) and a name; a state needs a city that has one in core.dim_area.',
        'es': 'No se conoce el dominio. Escriba city, metro, state_or_province o national; metro necesita un código (mayúsculas y cifras) y un nombre; un estado necesita una ciudad que lo tenga en core.dim_area.',
    },
    'bad_period': {
        'column': 'period_end', 'left_out': true,
        'en': 'No month, quarter, half-year or twelve whole months. Write the first and last day, YYYY-MM-DD, the end after the start.',
        'es': 'No es un mes, trimestre, semestre ni doce meses completos. Escriba el primer y el último día, AAAA-MM-DD, el fin después del inicio.',
    },
    'bad_breakdown': {
        'column': 'breakdown_code', 'left_out': true,
        'en': 'Not a breakdown. Write total, or tag=value, several joined by a semicolon.',
        'es': 'No es una desagregación. Escriba total, o etiqueta=valor, varias unidas con punto y coma.',
    },
    'repeated_row': {
        'column': 'indicator_id', 'left_out': true,
        'en': 'This estimate stands more than once in the file; none of them is used. Keep one.',
        'es': 'Esta estimación aparece más de una vez en el archivo; ninguna se usa. Deje una.',
    },
    'no_percentage': {
        'column': 'estimate_pct', 'left_out': false,
        'en': 'Not a number from 0 to 100. Write a percentage with a decimal point, or leave it empty.',
        'es': 'No es un número de 0 a 100. Escriba un porcentaje con punto decimal, o déjelo vacío.',
    },
    'interval_excludes_estimate': {
        'column': 'ci_low_pct', 'left_out': false,
        'en': 'The interval does not hold its estimate: one of the three is wrong, so none is used.',
        'es': 'El intervalo no contiene su estimación: uno de los tres está mal, así que no se usa ninguno.',
    },
    'few_respondents': {
        'column': 'unweighted_count', 'left_out': false,
        'en': 'Fewer than 30 respondents: nothing is published (methods 6).',
        'es': 'Menos de 30 personas entrevistadas: no se publica nada (métodos 6).',
    },
    'half_an_interval': {
        'column': 'ci_level_pct', 'left_out': false,
        'en': 'An interval needs two limits and a level between 50 and 100. The estimate stays without precision.',
        'es': 'Un intervalo necesita dos límites y un nivel entre 50 y 100. La estimación queda sin precisión.',
    },
    'no_precision_number': {
        'column': 'standard_error_pct', 'left_out': false,
        'en': 'Standard error, CV, limits, level, respondents or design effect is no number, or below 0. The estimate stays without precision.',
        'es': 'Error estándar, CV, límites, nivel, casos o efecto de diseño no es un número, o es menor que 0. La estimación queda sin precisión.',
    },
    'precision_contradicts_itself': {
        'column': 'standard_error_pct', 'left_out': false,
        'en': 'Standard error, CV and interval do not fit each other. The estimate stays without precision.',
        'es': 'Error estándar, CV e intervalo no concuerdan. La estimación queda sin precisión.',
    },
    'unknown_dont_know_rule': {
        'column': 'dont_know_rule_code', 'left_out': false,
        'en': 'Not a rule. Write in_denominator, excluded or unspecified; it is read as unspecified.',
        'es': 'No es una regla. Escriba in_denominator, excluded o unspecified; se lee como unspecified.',
    },
}) }}
{%- endmacro %}

{#-
    Half the width of an interval, in standard errors, at the levels that surveys print; another
    level has none and is not compared.
-#}
{% macro normal_quantile(level_pct) -%}
    case {{ level_pct }}
        when 80 then 1.281551565544601
        when 90 then 1.6448536269514722
        when 95 then 1.959963984540054
        when 99 then 2.5758293035489004
    end
{%- endmacro %}

{#- Grain of a period of whole months as the calendar names it; null for any other span. -#}
{% macro whole_period_grain(period_start, period_end) -%}
    case
        when day({{ period_start }}) <> 1 or {{ period_end }} <> last_day({{ period_end }}) then null
        when date_diff('month', {{ period_start }}, {{ period_end }}) = 0 then 'month'
        when date_diff('month', {{ period_start }}, {{ period_end }}) = 2
            and month({{ period_start }}) in (1, 4, 7, 10) then 'quarter'
        when date_diff('month', {{ period_start }}, {{ period_end }}) = 5
            and month({{ period_start }}) in (1, 7) then 'half_year'
        when date_diff('month', {{ period_start }}, {{ period_end }}) = 11
            and month({{ period_start }}) = 1 then 'year'
        when date_diff('month', {{ period_start }}, {{ period_end }}) = 11 then 'rolling_12m'
    end
{%- endmacro %}
