-- One row is one way in which a list writes the name of a station whose district is known. A name
-- that stands twice in one list names no district.
with final as (
    select
        'za_saps_geography' as source_id,
        extract_sha256,
        area_id,
        station as name_local,
        'as_published' as name_role_code,
        null as valid_from_date,
        null as valid_to_date,
        'list ' || list_code as evidence
    from {{ ref('stg_za_saps_geography__station_names') }}
    where area_id is not null and station_count = 1
)

{{ canonical_area_names('final') }}
