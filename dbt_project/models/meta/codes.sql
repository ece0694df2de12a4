-- One row is one code of one list with its label in both languages. A list is named after the
-- column that holds it; the parts of a breakdown `tag=value` are the list breakdown_code (tags) and
-- a list named after the tag (values). Codes of publishers and of ICCS have their own tables.
with listed as (
    select list_code, code, name_en as label_en, name_es as label_es from {{ ref('code_labels') }}
    union all
    select
        case list_code
            when 'service_category' then 'category'
            when 'service_channel' then 'channel'
            when 'service_status' then 'status'
            when 'information_outcome' then 'outcome'
            when 'appeal_outcome' then 'appeal'
            else 'method'
        end as list_code,
        code, name_en as label_en, name_es as label_es
    from {{ ref('city_file_codes') }}
    union all
    select tag_code as list_code, value_code as code, label_en, label_es
    from {{ ref('victim_tag_values') }}
    union all
    select 'tag_code' as list_code, tag_code as code, name_en as label_en, name_es as label_es
    from {{ ref('victim_tags') }}
    union all
    select
        case text_kind_code
            when 'method' then 'chart_method_code'
            when 'adjustment' then 'adjustment_code'
            else 'control_signal_code'
        end as list_code,
        text_code as code, text_en as label_en, text_es as label_es
    from {{ ref('control_chart_texts') }}
    union all
    select
        'component_code' as list_code, component_code as code, name_en as label_en,
        name_es as label_es
    from {{ ref('maturity_components') }}
    union all
    select distinct 'opinion_code' as list_code, opinion_code as code, label_en, label_es
    from {{ ref('audit_opinion_scale') }}
),

-- Further columns and tags that hold the codes of a list.
alias as (
    select * from (values
        ('area_type_code', 'area_scope'), ('ci_method_code', 'ci_method'),
        ('tier_code', 'comparability_tier_code'), ('tier_code', 'comparability_ceiling_code'),
        ('tier_code', 'worst_tier_code'), ('age_band_code', 'victim_age_code'),
        ('victim_sex_code', 'sex_code'), ('calendar_code', 'native_calendar_code'),
        ('counting_unit_code', 'default_counting_unit_code'),
        ('control_signal_code', 'spc_signal_code'), ('obs_status_code', 'obs_flag_codes'),
        ('test_code', 'category_test_code'), ('test_code', 'unit_test_code'),
        ('test_code', 'attempts_test_code'), ('test_code', 'calendar_test_code'),
        ('test_code', 'coverage_test_code'), ('test_code', 'break_test_code'),
        ('test_code', 'denominator_test_code'), ('test_code', 'reporting_test_code'),
        ('component_code', 'component'), ('denominator_type_code', 'denominator'),
        ('design_code', 'design'), ('evaluator_code', 'evaluator'), ('tag_code', 'tag')
    ) as listed (list_code, alias_code)
)

select list_code, code, label_en, label_es
from listed
where list_code <> 'test_code'
union all
select alias.alias_code as list_code, listed.code, listed.label_en, listed.label_es
from alias
inner join listed on alias.list_code = listed.list_code
