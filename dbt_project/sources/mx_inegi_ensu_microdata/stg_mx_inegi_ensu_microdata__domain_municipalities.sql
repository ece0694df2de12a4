-- One row is one municipality of one city of the survey, with the sampled dwellings that lie in it:
-- the evidence that the city Querétaro (37) is the municipalities 22014 and 22006.
with landed as (
    select
        dwelling.*,
        json_extract_string(extract.attributes, '$.quarter') || 't'
        || json_extract_string(extract.attributes, '$.year') as edition_label
    from {{ source('mx_inegi_ensu_microdata', 'dwellings') }} as dwelling
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            dwelling._source_id = extract.source_id
            and dwelling._extract_sha256 = extract.extract_sha256
)

select
    _extract_sha256 as extract_sha256,
    edition_label,
    {{ without_return('cd') }} as survey_city_code,
    {{ without_return('state_code') }} || {{ without_return('municipality_code') }}
        as municipality_code,
    count(*) as dwelling_count
from landed
group by all
