-- INV02: a share of a category is used only with the evidence of the share; a count that a
-- registered approximation gives carries D.
select source_category_id as key_code
from {{ ref('crosswalk') }}
where split_pct is not null and coalesce(trim(split_evidence), '') = ''
union all
select iccs_code as key_code
from {{ ref('recorded_crime_by_city_year') }}
where
    node_status_code = 'approximation'
    and offence_count is not null
    and not list_contains(string_split(obs_flag_codes, ';'), 'D')
