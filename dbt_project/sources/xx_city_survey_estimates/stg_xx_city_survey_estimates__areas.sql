-- One row is one domain of several municipalities, or the country, per extract: context beside the
-- city, never the city itself. City and state have areas of their own.
with named as (
    select
        'xx_city_survey_estimates' as source_id,
        extract_sha256,
        area_id,
        country_code,
        city_admin_code,
        case representativity_code when 'metro' then 'survey_domain' else 'country' end
            as area_type_code,
        case representativity_code when 'metro' then domain_code else country_code end as area_code,
        min(coalesce(domain_name, country_code)) as name_local,
        cast(null as varchar) as parent_area_id,
        cast(null as date) as valid_from_date,
        cast(null as date) as valid_to_date,
        cast(null as double) as land_km2
    from {{ ref('stg_xx_city_survey_estimates__checked') }}
    where representativity_code in ('metro', 'national') and {{ in_order(survey_form_rules()) }}
    group by all
)

{{ canonical_areas('named') }}
