-- One row is one value of one indicator, area, period, breakdown and source, before the tier of
-- its comparisons is known. A new domain of indicators joins here by one more model of this shape.
select * from {{ ref('int_observation_crime') }}
union all by name
select * from {{ ref('int_observation_rolling') }}
union all by name
select * from {{ ref('int_observation_victim') }}
union all by name
select * from {{ ref('int_observation_female_homicide') }}
union all by name
select * from {{ ref('int_observation_relationship') }}
union all by name
select * from {{ ref('int_observation_quality') }}
union all by name
select * from {{ ref('int_observation_survey') }}
union all by name
select * from {{ ref('int_observation_governance') }}
union all by name
select * from {{ ref('int_observation_city_figure') }}
union all by name
select * from {{ ref('int_observation_audit_opinion') }}
union all by name
select * from {{ ref('int_observation_security_spending') }}
union all by name
select * from {{ ref('int_observation_programme') }}
union all by name
select * from {{ ref('int_observation_second_denominator') }}
union all by name
select * from {{ ref('int_observation_convergence') }}
union all by name
select * from {{ ref('int_observation_adjusted_crime') }}
union all by name
select * from {{ ref('int_observation_services') }}
union all by name
select * from {{ ref('int_observation_publication_lag') }}
union all by name
select * from {{ ref('int_observation_maturity') }}
union all by name
select * from {{ ref('int_observation_concentration') }}
