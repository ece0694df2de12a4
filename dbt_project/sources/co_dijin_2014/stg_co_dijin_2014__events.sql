-- One row is one event record of 2014 with its victims, restricted. There is no DANE code: the
-- whole name of the municipality, with its department, gives that of a city of the warehouse, so
-- that Cartagena del Chairá stays what it is. Identical rows are different events.
with landed as (
    select
        _extract_sha256, _row_number, 'homicides' as layout, cast(null as varchar) as delito,
        departamento, municipio, fecha, hora, sexo, edad, arma_medio,
        cast(null as varchar) as modalidad, victimas
    from {{ source('co_dijin_2014', 'homicides') }}
    union all
    select
        _extract_sha256, _row_number, 'sexual_offences' as layout, delito, departamento, municipio,
        fecha, hora, sexo, cast(null as varchar) as edad, arma_medio, modalidad, victimas
    from {{ source('co_dijin_2014', 'sexual_offences') }}
),

-- Names of the cities of the warehouse as the files write them.
city_name as (
    select
        {{ match_key('name.department') }} as department_key,
        {{ match_key('name.municipality') }} as municipality_key,
        name.municipality_code
    from {{ ref('municipality_names__co_dijin_2014') }} as name
)

select
    landed._extract_sha256 as extract_sha256,
    landed._row_number as row_number,
    landed.layout,
    landed.delito as offence_label,
    city_name.municipality_code,
    {{ strict_date_d_mon_yy('landed.fecha') }} as fact_date,
    -- 0:00 is what the form holds when nobody filled it in.
    landed.hora <> '0:00' as is_hour_stated,
    case upper(trim(landed.sexo)) when 'MASCULINO' then '1' when 'FEMENINO' then '2' else '4' end
        as victim_sex_code,
    {{ strict_integer('landed.edad') }} as victim_age_years,
    landed.arma_medio as weapon_label,
    landed.modalidad as modality_label,
    {{ strict_integer('landed.victimas') }} as victim_count
from landed
left join city_name
    on
        {{ match_key('landed.departamento') }} = city_name.department_key
        and {{ match_key('landed.municipio') }} = city_name.municipality_key
