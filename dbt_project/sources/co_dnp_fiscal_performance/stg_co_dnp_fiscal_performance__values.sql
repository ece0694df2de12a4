-- One row is one published figure of one municipality and year, typed. A column that a year's
-- workbook does not have states nothing; a cell that reads N.D. states that the figure is unknown.
{% set old_columns = [
    'autofinanciacion', 'servicio_deuda', 'dependencia_transferencias', 'recursos_propios',
    'inversion', 'capacidad_ahorro', 'idf',
] %}
{% set new_columns = [
    'dependencia_transferencias', 'calificacion_dependencia_transferencias', 'relevancia_fbk',
    'calificacion_relevancia_fbk', 'endeudamiento_largo_plazo',
    'calificacion_endeudamiento_largo_plazo', 'endeudamiento_total',
    'calificacion_endeudamiento_total', 'ahorro_corriente', 'calificacion_ahorro_corriente',
    'balance_primario', 'calificacion_balance_primario', 'resultados', 'calificacion_resultados',
    'holgura', 'calificacion_holgura', 'ejecucion_ingresos', 'calificacion_ejecucion_ingresos',
    'programacion_recaudo', 'calificacion_programacion_recaudo', 'ejecucion_inversion',
    'calificacion_ejecucion_inversion', 'bono_esfuerzo_propio', 'bono_catastro', 'gestion',
    'gestion_bonos', 'calificacion_gestion', 'idf', 'idf_sin_bonos',
] %}
with old_method as (
    {{ unpivot_columns(
        source('co_dnp_fiscal_performance', 'old_method'), old_columns, ['codigo']
    ) }}
),

new_method as (
    {{ unpivot_columns(
        source('co_dnp_fiscal_performance', 'new_method'), new_columns, ['codigo']
    ) }}
),

stacked as (
    select 'old_method' as layout, * from old_method
    union all
    select 'new_method' as layout, * from new_method
),

published as (
    select *
    from stacked
    qualify count(value_text) over (partition by layout, _extract_sha256, column_name) > 0
),

typed as (
    select
        published._extract_sha256 as extract_sha256,
        published._row_number as row_number,
        case
            when {{ full_match('trim(published.codigo)', '[0-9]{5}') }}
                then trim(published.codigo)
        end as municipality_code,
        {{ strict_year("json_extract_string(extracts.attributes, '$.year')") }} as year_number,
        indicator.local_indicator_code,
        indicator.methodology_version,
        indicator.column_name,
        indicator.role_code,
        indicator.part_of,
        indicator.grade_of,
        indicator.unit_code,
        indicator.label_local,
        indicator.label_en,
        indicator.label_es,
        indicator.minimum_value,
        indicator.maximum_value,
        coalesce(lower(trim(published.value_text)) in ('', 'n.d.', 'n.d', 'nd', '-'), true)
            as is_unknown,
        {{ strict_decimal('published.value_text', exponent=true) }} as parsed_value
    from published
    inner join {{ ref('indicators__co_dnp_fiscal_performance') }} as indicator
        on
            published.layout = indicator.layout
            and published.column_name = indicator.column_name
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            extracts.source_id = 'co_dnp_fiscal_performance'
            and published._extract_sha256 = extracts.extract_sha256
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
