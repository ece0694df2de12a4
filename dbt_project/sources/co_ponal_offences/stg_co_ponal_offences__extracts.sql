-- One row is one loaded extract: the crime, the period and the layout that its preamble states.
-- An unknown title is never guessed: it stays as the label and meets no crosswalk row.
with loaded as (
    select
        extract_sha256,
        layout,
        is_complete,
        {{ blank_to_null("json_extract_string(attributes, '$.title')") }} as title,
        json_extract_string(attributes, '$.from_day') as from_day,
        {{ month_number_es("json_extract_string(attributes, '$.from_month')") }} as from_month,
        json_extract_string(attributes, '$.from_year') as from_year,
        json_extract_string(attributes, '$.to_day') as to_day,
        {{ month_number_es("json_extract_string(attributes, '$.to_month')") }} as to_month,
        json_extract_string(attributes, '$.to_year') as to_year
    from {{ source('ledger', 'extracts') }}
    where source_id = 'co_ponal_offences' and status = 'loaded'
)

select
    loaded.extract_sha256,
    loaded.layout,
    loaded.is_complete,
    coalesce(titles.crime, loaded.title) as crime,
    -- An impossible date (31 NOVIEMBRE) is null: such a file covers nothing until somebody looks.
    try_cast(
        coalesce(loaded.from_year, loaded.to_year)
        || '-' || lpad(cast(loaded.from_month as varchar), 2, '0')
        || '-' || lpad(loaded.from_day, 2, '0') as date
    ) as covers_from_date,
    try_cast(
        loaded.to_year || '-' || lpad(cast(loaded.to_month as varchar), 2, '0')
        || '-' || lpad(loaded.to_day, 2, '0') as date
    ) as covers_to_date
from loaded
left join {{ ref('crime_titles__co_ponal_offences') }} as titles
    on {{ match_key('loaded.title') }} = {{ match_key('titles.title') }}
