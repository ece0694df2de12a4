-- One row is one name of a station: as its block is titled, and an earlier one that its note tells
-- (`… was previously named …`, without a date). A renamed station stays one area: its bounds did
-- not change. Notes of bounds (ceded, established) are no names; they stay in the blocks.
{% set renamed = '^.+ was previously named (.+?)[.]?$' %}
with station as (
    select extract_sha256, area_id, station, block_note
    from {{ ref('stg_za_saps_release_2013__blocks') }}
    where not is_province
),

named as (
    select
        extract_sha256, area_id, station as name_local, 'as_published' as name_role_code,
        'title of the block' as evidence
    from station
    union all
    select
        extract_sha256, area_id, trim(regexp_extract(block_note, '{{ renamed }}', 1)) as name_local,
        'former' as name_role_code, block_note as evidence
    from station
    where regexp_matches(block_note, '{{ renamed }}')
),

final as (
    select
        'za_saps_release_2013' as source_id,
        extract_sha256,
        area_id,
        name_local,
        name_role_code,
        null as valid_from_date,
        null as valid_to_date,
        evidence
    from named
)

{{ canonical_area_names('final') }}
