-- D04 stands only where one of its extracts states a day after the period, and is that distance.
select lag.source_id, lag.area_id, lag.period_id, lag.value
from {{ ref('int_observation_publication_lag') }} as lag
where
    lag.value is not null
    and lag.value not in (
        select date_diff('day', lag.period_end, extract.data_as_of_date)
        from {{ ref('extracts') }} as extract
        where
            extract.source_id = lag.source_id
            and extract.data_as_of_date > lag.period_end
            and list_contains(
                string_split(lag.extract_sha256_list, ';'), extract.extract_sha256
            )
    )
