-- One row is one row of an answer, restricted: day, settlement, sex and age of few persons. The
-- crime is known by the name of the file alone. Identical rows are legal; nothing is de-duplicated.
with landed as (
    select
        _extract_sha256, _row_number, 'mindefensa' as layout,
        {{ strict_date_iso("split_part(trim(fecha_hecho), 'T', 1)") }} as fact_date,
        cod_muni as municipality_code, cast(null as varchar) as settlement_code,
        descripcion_conducta as offence_label, cast(null as varchar) as sex_label,
        cast(null as varchar) as age_label, cantidad
    from {{ source('co_datosgov_socrata', 'mindefensa') }}
    union all
    select
        _extract_sha256, _row_number, 'dijin' as layout,
        {{ strict_date_dmy('fecha_hecho') }} as fact_date,
        substring(codigo_dane, 1, 5) as municipality_code, codigo_dane as settlement_code,
        coalesce(delito, tipo_de_hurto) as offence_label, genero as sex_label,
        grupo_etario as age_label, cantidad
    from {{ source('co_datosgov_socrata', 'dijin') }}
)

select
    landed._extract_sha256 as extract_sha256,
    landed._row_number as row_number,
    landed.layout,
    json_extract_string(edition.attributes, '$.dataset') as dataset,
    dataset.police_crime,
    landed.fact_date,
    landed.municipality_code,
    landed.settlement_code,
    landed.offence_label,
    case upper(trim(landed.sex_label))
        when 'MASCULINO' then '1'
        when 'FEMENINO' then '2'
        else '4'
    end
        as victim_sex_code,
    landed.age_label as victim_age_label,
    {{ strict_integer('landed.cantidad') }} as record_count
from landed
inner join {{ source('ledger', 'extracts') }} as edition
    on
        edition.source_id = 'co_datosgov_socrata'
        and landed._extract_sha256 = edition.extract_sha256
left join {{ ref('datasets__co_datosgov_socrata') }} as dataset
    on json_extract_string(edition.attributes, '$.dataset') = dataset.dataset
