-- One row is one area and election. The election is that of the table: the boundaries of a row say
-- where, not when. More votes than registered voters are no turnout.
with landed as (
    select 2011 as election_year, * from {{ source('za_iec_turnout', 'turnout_2011') }}
    union all
    select 2016 as election_year, * from {{ source('za_iec_turnout', 'turnout_2016') }}
),

typed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        election_year,
        trim(geo_level) as geo_level,
        trim(geo_code) as geo_code,
        trim(geo_version) as boundary_version,
        {{ strict_integer('registered_voters') }} as registered_count,
        {{ strict_integer('total_votes') }} as vote_count,
        coalesce(trim(registered_voters), '') = '' or coalesce(trim(total_votes), '') = ''
            as is_unknown
    from landed
),

judged as (
    select
        *,
        registered_count >= 0 and vote_count between 0 and registered_count as is_turnout
    from typed
),

final as (
    select
        'za_iec_turnout' as source_id,
        extract_sha256,
        row_number,
        'municipal_elections' as methodology_version,
        'election|' || election_year as coverage_scope,
        -- A metropolitan or local municipality is a city of the warehouse's own type.
        'ZAF:' || case geo_level when 'municipality' then 'city' else geo_level end
        || ':' || geo_code as area_id,
        boundary_version,
        'gregorian' as calendar_code,
        'year' as grain_code,
        make_date(election_year, 1, 1) as period_start,
        make_date(election_year, 12, 31) as period_end,
        'municipal_election' as mechanism_code,
        '-' as evaluator_code,
        'total_votes' as label_local,
        'Votes in the municipal election' as label_en,
        'Votos en la elección municipal' as label_es,
        case when is_turnout then vote_count end as participant_count,
        case when is_turnout then registered_count end as eligible_count,
        null as women_count,
        null as score,
        case
            when is_unknown then 'L'
            when is_turnout then 'A'
            else 'O'
        end as obs_status_code
    from judged
)

{{ canonical_participation('final') }}
