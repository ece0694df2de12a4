{#-
    The rules of the six forms of governance figures: problem code -> column, whether the row is
    left out, what is wrong and what to write. Staging holds their conditions.
-#}
{% macro governance_form_rules(form) -%}
{%- set city = {
    'column': 'city_id', 'left_out': true,
    'en': 'No city of the warehouse. Write one of the keys in core.dim_city.',
    'es': 'Ninguna ciudad del almacén. Escriba una de las claves de core.dim_city.',
} -%}
{%- set day = {
    'column': 'counted_date', 'left_out': true,
    'en': 'Not a day between 1990 and today. Write YYYY-MM-DD.',
    'es': 'No es un día entre 1990 y hoy. Escriba AAAA-MM-DD.',
} -%}
{%- set repeated = {
    'column': 'city_id', 'left_out': true,
    'en': 'This figure stands more than once in the file for its year (detainees: its month); none of them is used. Keep one.',
    'es': 'Esta cifra aparece más de una vez en el archivo para su año (detenidas: su mes); ninguna se usa. Deje una.',
} -%}
{%- set rules = {
    'participation_scores': {
        'unknown_city': city,
        'bad_date': {
            'column': 'year', 'left_out': true,
            'en': 'Not a year between 1990 and today. Write YYYY.',
            'es': 'No es un año entre 1990 y hoy. Escriba AAAA.',
        },
        'bad_code': {
            'column': 'evaluator_code', 'left_out': true,
            'en': 'Not an evaluator. Write government, academia, civil_society, international or private, with _2 for a second one; never a name.',
            'es': 'No es un evaluador. Escriba government, academia, civil_society, international o private, con _2 para un segundo; nunca un nombre.',
        },
        'repeated_row': repeated,
        'bad_scale': {
            'column': 'scale_low', 'left_out': true,
            'en': 'A scale needs two whole numbers, the lower one first.',
            'es': 'Una escala necesita dos enteros, el menor primero.',
        },
        'bad_number': {
            'column': 'score', 'left_out': false,
            'en': 'Not a number within the scale. Write one, with a decimal point.',
            'es': 'No es un número dentro de la escala. Escriba uno, con punto decimal.',
        },
    },
    'women_in_bodies': {
        'unknown_city': city,
        'bad_date': day,
        'bad_code': {
            'column': 'body_code', 'left_out': true,
            'en': 'Not a body or rank. Write council or police; a rank in lower-case letters, digits and _.',
            'es': 'No es un cuerpo o rango. Escriba council o police; un rango con letras minúsculas, cifras y _.',
        },
        'repeated_row': repeated,
        'bad_number': {
            'column': 'women_count', 'left_out': false,
            'en': 'Not a whole number, or more women than members. Write digits only.',
            'es': 'No es un número entero, o hay más mujeres que integrantes. Escriba solo cifras.',
        },
    },
    'police_officers': {
        'unknown_city': city,
        'bad_date': day,
        'bad_code': {
            'column': 'corps_code', 'left_out': true,
            'en': 'Not a code. Write lower-case letters, digits and _, or all.',
            'es': 'No es un código. Escriba letras minúsculas, cifras y _, o all.',
        },
        'repeated_row': repeated,
        'bad_number': {
            'column': 'officer_count', 'left_out': false,
            'en': 'Not a whole number. Write digits only.',
            'es': 'No es un número entero. Escriba solo cifras.',
        },
    },
    'detainees': {
        'unknown_city': city,
        'bad_date': day,
        'bad_code': {
            'column': 'facility_code', 'left_out': true,
            'en': 'Not a code, or the facility has no name. Write letters, digits and _, and its name.',
            'es': 'No es un código, o el centro no tiene nombre. Escriba letras, cifras y _, y su nombre.',
        },
        'repeated_row': repeated,
        'bad_number': {
            'column': 'unsentenced_count', 'left_out': false,
            'en': 'Not a whole number, or more unsentenced than held. Write digits only.',
            'es': 'No es un número entero, o hay más sin sentencia que detenidas. Escriba solo cifras.',
        },
    },
    'homicide_relationships': {
        'unknown_city': city,
        'bad_date': {
            'column': 'year', 'left_out': true,
            'en': 'Not a year between 1990 and today. Write YYYY.',
            'es': 'No es un año entre 1990 y hoy. Escriba AAAA.',
        },
        'repeated_row': repeated,
        'bad_number': {
            'column': 'partner_or_family_count', 'left_out': false,
            'en': 'Not whole numbers, or a part above its whole: partner or family, known relationship, victims. Write digits only.',
            'es': 'No son números enteros, o una parte supera a su total: pareja o familiar, relación conocida, víctimas. Escriba solo cifras.',
        },
        'few_victims': {
            'column': 'partner_or_family_count', 'left_out': false,
            'en': 'Fewer than five victims on one side of the share: it is not published (methods 9). Nothing to correct.',
            'es': 'Menos de cinco víctimas a un lado de la proporción: no se publica (métodos 9). Nada que corregir.',
        },
    },
    'denominators': {
        'unknown_city': city,
        'bad_date': {
            'column': 'reference_date', 'left_out': true,
            'en': day.en, 'es': day.es,
        },
        'bad_code': {
            'column': 'denominator_type_code', 'left_out': true,
            'en': 'Write households, vehicles or female_residents, census or official_projection, and the edition.',
            'es': 'Escriba households, vehicles o female_residents, census u official_projection, y la edición.',
        },
        'repeated_row': repeated,
        'bad_number': {
            'column': 'value_count', 'left_out': true,
            'en': 'Not a whole number above 0. Write digits only.',
            'es': 'No es un número entero mayor que 0. Escriba solo cifras.',
        },
    },
} -%}
{{ return(rules[form]) }}
{%- endmacro %}

{#- One form of counts in the shape of all of them: a part of a whole (or a whole alone) on a day. -#}
{% macro counted_form(form, group_expression, code_expression, part, whole, grain, extra) -%}
select
    '{{ form }}' as form_code,
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    {{ form_cell('city_id') }} as city_id,
    {{ strict_date_iso('counted_date') }} as counted_date,
    '{{ grain }}' as grain_code,
    {{ group_expression }} as group_code,
    {{ code_expression }} as has_code,
    {{ extra }} as facility_name,
    {{ form_cell('facility_code') if form == 'detainees' else 'cast(null as varchar)' }}
        as facility_code,
    {{ strict_integer(form_cell(part)) if part else 'cast(null as bigint)' }} as part_count,
    {{ strict_integer(form_cell(whole)) }} as whole_count
from {{ source('xx_city_governance_figures', form) }}
{%- endmacro %}
