-- One row is one answer in one city and table: its percentage and number as printed, beside the
-- base that the city's row states. A row of a state has no base and no values; a row of a city has
-- the base, and the answers follow below it or stand to its right.
with landed as (
    select
        *,
        case
            when {{ match_key('topic') }} like 'características de percepción%' then 'perception'
            when {{ match_key('topic') }} like 'percepción de efectividad%' then 'effectiveness'
            when {{ match_key('topic') }} like 'niveles de gobierno%' then 'trust'
            when {{ match_key('topic') }} like '%según condición de victimización'
                then 'victimisation'
            when {{ match_key('topic') }} like 'hogares víctimas de robo%' then 'robbery'
            when {{ match_key('topic') }} like '%y tipo de delito' then 'crime'
        end as topic_code
    from {{ source('mx_inegi_ensu', 'city_tables') }}
),

-- The row of a city, and up to which row of its sheet it speaks.
city as (
    select
        _extract_sha256,
        sheet,
        _row_number as from_row,
        coalesce(
            lead(_row_number) over (partition by _extract_sha256, sheet order by _row_number),
            9223372036854775807
        ) as before_row,
        label as city_label,
        trim(value) as base_text
    from landed
    where measure is null and heading is not null
),

pair as (
    {{ crosstab_pairs('landed') }}
),

answered as (
    select
        pair.*,
        landed_topic.topic_code,
        city.city_label,
        city.base_text,
        case
            when landed_topic.topic_code in ('victimisation', 'robbery', 'trust')
                then {{ innermost_heading('pair.heading') }}
            else {{ without_note('pair.label') }}
        end as answer_label,
        case
            when landed_topic.topic_code = 'trust' then {{ without_note('pair.label') }} else '*'
        end as row_label
    from pair
    inner join (select distinct topic, topic_code from landed) as landed_topic
        on pair.topic = landed_topic.topic
    left join city
        on
            pair._extract_sha256 = city._extract_sha256
            and pair.sheet = city.sheet
            and pair._row_number >= city.from_row
            and pair._row_number < city.before_row
)

select
    answered._extract_sha256 as extract_sha256,
    answered._row_number as row_number,
    answered.sheet,
    answered.topic_code,
    answered.topic,
    answered.reference,
    case lower(answered.sex) when 'hombres' then '1' when 'mujeres' then '2' else '0' end
        as sex_code,
    {{ without_note('answered.city_label') }} as city_label,
    answered.answer_label,
    answered.row_label,
    answered.base_text,
    answered.count_text,
    answered.pct_text
from answered
