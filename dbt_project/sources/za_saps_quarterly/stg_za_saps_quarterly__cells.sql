-- One row is one listed station and one quarter of the sheet, with the difference that the sheet
-- prints and the one that its own cells give. A header that is no quarter of a year has no period.
with landed as (
    select
        *,
        -- Keeps the unpivot valid while no extract has brought a quarter yet.
        cast(null as varchar) as quarter_none
    from {{ source('za_saps_quarterly', 'station_quarter') }}
),

quarters as (
    select *
    from landed
    unpivot include nulls (raw_value for column_name in (columns('^quarter_')))
),

-- quarter_january_2022_march_2022
named as (
    select
        *,
        split_part(column_name, '_', 2) as first_month_name,
        split_part(column_name, '_', 4) as last_month_name,
        {{ strict_year("split_part(column_name, '_', 3)") }} as calendar_year,
        {{ strict_year("split_part(column_name, '_', 5)") }} as last_year
    from quarters
    where column_name <> 'quarter_none'
),

dated as (
    select
        named.*,
        make_date(
            named.calendar_year,
            case
                when named.calendar_year is distinct from named.last_year then null
                when named.first_month_name = 'january' and named.last_month_name = 'march' then 1
                when named.first_month_name = 'april' and named.last_month_name = 'june' then 4
                when named.first_month_name = 'july' and named.last_month_name = 'september' then 7
                when named.first_month_name = 'october' and named.last_month_name = 'december'
                    then 10
            end,
            1
        ) as period_start,
        {{ strict_integer('named.raw_value', group=',') }} as parsed_value
    from named
),

-- A quarter belongs to a file that fills it for some station: the others are of other files.
counted as (
    select *, count(raw_value) over (partition by _extract_sha256, column_name) as filled_count
    from dated
),

compared as (
    select
        *,
        max(period_start) over (partition by _extract_sha256) as newest_start,
        lag(parsed_value) over (
            partition by _extract_sha256, _row_number order by period_start
        ) as value_before
    from counted
    where filled_count > 0
)

select
    compared._extract_sha256 as extract_sha256,
    compared._row_number as row_number,
    json_extract_string(edition.attributes, '$.category') as category,
    compared.station,
    coalesce(
        register.area_id,
        {{ area_id('ZAF', 'police_precinct', "'unregistered:' || compared.station") }}
    ) as area_id,
    compared.period_start,
    cast(compared.period_start + interval 3 month - interval 1 day as date) as period_end,
    compared.raw_value,
    compared.parsed_value,
    case when compared.period_start = compared.newest_start
        then compared.parsed_value - compared.value_before end as difference,
    case when compared.period_start = compared.newest_start
        then {{ strict_integer('compared.count_diff', group=',') }} end as printed_difference
from compared
inner join {{ source('ledger', 'extracts') }} as edition
    on
        edition.source_id = 'za_saps_quarterly'
        and compared._extract_sha256 = edition.extract_sha256
left join {{ ref('station_aliases__za_saps_quarterly') }} as known_alias
    on {{ station_key('compared.station') }} = {{ station_key('known_alias.station') }}
left join {{ ref('stg_za_statssa_police_districts__station_names') }} as register
    on
        {{ station_key('coalesce(known_alias.register_name, compared.station)') }}
        = register.station_key
