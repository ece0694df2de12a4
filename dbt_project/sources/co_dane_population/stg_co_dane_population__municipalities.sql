-- One row is one municipality: code, names, point of reference.
with landed as (
    select
        *,
        -- Written `5,001` for 05001.
        cast({{ strict_integer('cod_mpio', group=',') }} as varchar) as code_text
    from {{ source('co_dane_population', 'municipalities') }}
)

select
    _extract_sha256 as extract_sha256,
    _row_number as row_number,
    {{ padded_code('code_text', 5) }} as municipality_code,
    nom_mpio as municipality_name,
    nom_dpto as department_name,
    {{ strict_decimal('latitud') }} as latitude,
    {{ strict_decimal('longitud') }} as longitude
from landed
