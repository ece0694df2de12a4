-- One row is one published figure of one municipality, typed: the score, a variable as measured, or
-- a variable scaled to 0 to 100. Some variables of an edition are of an earlier year; the
-- publisher's dictionary says which, and the seed of indicators keeps it.
{% set columns = [
    'mdm', 'ingreso_sin_ot', 'ingreso_ot', 'inversion_propia', 'ejecucion_economico',
    'ejecucion_social', 'ejecucion_otros', 'eficiencia_igpr', 'organizacion_informacion',
    'rendicion_cuentas', 'atencion_ciudadano', 'recaudo_predial', 'instrumentos_ot',
    'educacion_media', 'saber_matematicas', 'saber_lenguaje', 'saber', 'educacion_transicion',
    'cobertura_salud', 'vacunacion', 'mortalidad_infantil', 'energia_rural', 'banda_ancha',
    'acueducto', 'alcantarillado', 'acueducto_alcantarillado', 'hurtos', 'homicidios',
    'violencia_intrafamiliar',
] %}
with published as (
    {{ unpivot_columns(
        source('co_dnp_municipal_performance', 'municipality'), columns, ['sheet', 'codigo']
    ) }}
),

typed as (
    select
        published._extract_sha256 as extract_sha256,
        published._row_number as row_number,
        case
            when {{ full_match('trim(published.codigo)', '[0-9]{5}') }}
                then trim(published.codigo)
        end as municipality_code,
        indicator.local_indicator_code,
        indicator.column_name,
        indicator.scores,
        indicator.edition_year,
        indicator.reference_year,
        indicator.unit_code,
        indicator.label_local,
        indicator.label_en,
        indicator.label_es,
        indicator.minimum_value,
        indicator.maximum_value,
        coalesce(trim(published.value_text), '') = '' as is_unknown,
        {{ strict_decimal('published.value_text', exponent=true) }} as parsed_value
    from published
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            extracts.source_id = 'co_dnp_municipal_performance'
            and published._extract_sha256 = extracts.extract_sha256
    inner join {{ ref('indicators__co_dnp_municipal_performance') }} as indicator
        on
            published.sheet = indicator.sheet
            and published.column_name = indicator.column_name
            and indicator.edition_year
            = {{ strict_year("json_extract_string(extracts.attributes, '$.edition_year')") }}
)

select
    * exclude (parsed_value),
    case
        when
            parsed_value between coalesce(minimum_value, parsed_value) - 1e-9
            and coalesce(maximum_value, parsed_value) + 1e-9
            then parsed_value
    end as stated_value
from typed
