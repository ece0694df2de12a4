-- One row is one crime, municipality and year that both the newest answer of the API and the police
-- workbooks hold, with both counts: the reason why the API is not counted beside them. Differences
-- are those of two dates of extraction.
with answered as (
    select
        records.dataset,
        records.police_crime,
        records.municipality_code,
        year(records.fact_date) as calendar_year,
        records.extract_sha256,
        edition.retrieved_at,
        sum(records.record_count) as api_count
    from {{ ref('stg_co_datosgov_socrata__records') }} as records
    inner join {{ source('ledger', 'extracts') }} as edition
        on
            edition.source_id = 'co_datosgov_socrata'
            and records.extract_sha256 = edition.extract_sha256
    where records.police_crime is not null
    group by all
),

newest_answer as (
    select
        *,
        row_number() over (
            partition by dataset, municipality_code, calendar_year
            order by retrieved_at desc, extract_sha256 desc
        ) as choice
    from answered
),

-- The workbook of a crime and year with the latest footer date that has rows of the municipality.
counted as (
    select
        police.crime,
        police.municipality_code,
        year(police.fact_date) as calendar_year,
        edition.data_as_of_date,
        sum(police.quantity) as police_count,
        row_number() over (
            partition by police.crime, police.municipality_code, year(police.fact_date)
            order by
                edition.data_as_of_date desc, edition.edition_rank desc,
                edition.extract_sha256 desc
        ) as choice
    from {{ ref('stg_co_ponal_offences__rows') }} as police
    inner join {{ source('ledger', 'extracts') }} as edition
        on
            edition.source_id = 'co_ponal_offences'
            and police._extract_sha256 = edition.extract_sha256
    where not police.is_set_aside and police.fact_date is not null
    group by
        police.crime, police.municipality_code, year(police.fact_date), edition.data_as_of_date,
        edition.edition_rank, edition.extract_sha256
)

select
    newest_answer.dataset,
    newest_answer.police_crime,
    newest_answer.municipality_code,
    newest_answer.calendar_year,
    cast(newest_answer.api_count as bigint) as api_count,
    cast(counted.police_count as bigint) as police_count,
    counted.data_as_of_date as police_as_of_date
from newest_answer
inner join counted
    on
        newest_answer.police_crime = counted.crime
        and newest_answer.municipality_code = counted.municipality_code
        and newest_answer.calendar_year = counted.calendar_year
        and counted.choice = 1
where newest_answer.choice = 1
