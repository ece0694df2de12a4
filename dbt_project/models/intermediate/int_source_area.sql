-- One row is one source and one city that it speaks of: the area that its figures stand for (the
-- city where it has the city or its parts), with the extracts they lead back to. A source that only
-- gives a state, province or country is context of the city and says so by `area_scope` (INV25).
with said as (
    select source_id, area_id, period_id, extract_sha256
    from {{ ref('int_coverage') }}
    where is_reported
    union all
    select source_id, area_id, period_id, extract_sha256
    from {{ ref('fct_population') }}
    union all
    select
        source_id, domain_area_id as area_id, period_id, extract_sha256
    from {{ ref('fct_survey_estimate') }}
    where known_to_at is null
    {%- for fact in ['fct_governance_indicator', 'fct_death'] %}
    union all
    select
        source_id, area_id,
        {{ 'registered_period_id' if fact == 'fct_death' else 'period_id' }} as period_id,
        extract_sha256
    from {{ ref(fact) }}
    where known_to_at is null
    {%- endfor %}
    {%- for fact in ['fct_participation', 'fct_budget', 'fct_audit'] %}
    union all
    select
        fact.source_id, area.area_id, fact.period_id, fact.extract_sha256
    from {{ ref(fact) }} as fact
    inner join {{ ref('dim_area') }} as area
        on fact.city_id = area.city_id and area.area_type_code = 'city'
    where fact.known_to_at is null
    {%- endfor %}
),

-- Domains that stand for the country, or for all cities of a survey together.
national as (
    select distinct source_id, domain_area_id as area_id
    from {{ ref('fct_survey_estimate') }}
    where representativity_code = 'national'
),

placed as (
    select distinct
        said.source_id,
        area.city_id,
        case
            when area.area_type_code in ('state', 'province', 'country', 'survey_domain')
                then area.area_id
            else city_area.area_id
        end as area_id,
        case
            when area.area_type_code in ('state', 'province', 'country', 'survey_domain')
                then area.area_type_code
            else 'city'
        end as area_scope,
        national.area_id is not null or area.area_type_code = 'country' as is_national,
        said.period_id,
        said.extract_sha256
    from said
    inner join {{ ref('dim_area') }} as area on said.area_id = area.area_id
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
    left join national
        on said.source_id = national.source_id and said.area_id = national.area_id
),

ranked as (
    select
        placed.*,
        dense_rank() over (
            partition by placed.source_id, placed.city_id
            order by
                case
                    when placed.area_scope = 'city' then 1
                    when placed.area_scope = 'survey_domain' and not placed.is_national then 2
                    when placed.area_scope in ('state', 'province') then 3
                    else 4
                end,
                placed.area_id
        ) as breadth
    from placed
),

described as (
    select
        ranked.*,
        period.period_end,
        coalesce(cast(extract.data_as_of_date as timestamp), extract.retrieved_at) as known_from_at
    from ranked
    inner join {{ ref('dim_period') }} as period on ranked.period_id = period.period_id
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            ranked.source_id = extract.source_id
            and ranked.extract_sha256 = extract.extract_sha256
    where ranked.breadth = 1
)

select
    source_id,
    city_id,
    area_id,
    area_scope,
    is_national,
    max(known_from_at) as known_from_at,
    arg_max(period_id, period_end) as newest_period_id,
    string_agg(distinct extract_sha256, ';' order by extract_sha256) as extract_sha256_list
from described
group by source_id, city_id, area_id, area_scope, is_national
