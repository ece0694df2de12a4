-- One row is the boundary of one municipality, of the year in the name of the file.
with final as (
    select
        'mx_inegi_geography' as source_id,
        landed._extract_sha256 as extract_sha256,
        landed._row_number as row_number,
        municipality.area_id,
        'boundary' as geometry_role_code,
        landed.geometry as geometry_geojson,
        'marco_geoestadistico_' || json_extract_string(extracts.attributes, '$.boundary_year')
            as vintage,
        municipality.published_km2
    from {{ source('mx_inegi_geography', 'municipality_boundaries') }} as landed
    inner join {{ source('ledger', 'extracts') }} as extracts
        on
            landed._source_id = extracts.source_id
            and landed._extract_sha256 = extracts.extract_sha256
    inner join {{ ref('stg_mx_inegi_geography__municipalities') }} as municipality
        on
            landed._extract_sha256 = municipality.extract_sha256
            and landed._row_number = municipality.row_number
            and municipality.layout = 'municipality_boundaries'
)

{{ canonical_area_geometries('final') }}
