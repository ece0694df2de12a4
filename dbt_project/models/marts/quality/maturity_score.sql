-- One row is one component of the data maturity of one source for one city, as of the day of the
-- release (methods 11): its level 0 to 4, what was measured, and the evidence in both languages.
-- All twelve components have a row: one that was not measured, or does not apply, has no level and
-- says why. Nothing is guessed: a level comes from a measurement or from a reviewed judgement with
-- its basis. The total is D07 of marts.observation, always beside its components.
with placed as (
    select
        area.source_id, area.city_id, area.area_id, area.area_scope, area.extract_sha256_list,
        component.*,
        source.system_type_code in ('police', 'prosecution', 'health') as is_recorded,
        area.source_id in (
            select estimate.source_id from {{ ref('fct_survey_estimate') }} as estimate
        ) as is_survey,
        measure.measured_value, measure.level as measured_level, measure.detail_en,
        measure.detail_es,
        judgement.source_id is not null as is_judged, judgement.level as judged_level,
        coalesce(judgement.is_measured, false) as may_be_measured,
        judgement.evidence_en as judgement_en, judgement.evidence_es as judgement_es,
        judgement.basis
    from {{ ref('int_source_area') }} as area
    inner join {{ source('ledger', 'sources') }} as source on area.source_id = source.source_id
    cross join {{ ref('maturity_components') }} as component
    left join {{ ref('int_maturity_measure') }} as measure
        on
            area.source_id = measure.source_id
            and area.city_id = measure.city_id
            and component.component_code = measure.component_code
    left join {{ ref('maturity_judgements') }} as judgement
        on
            area.source_id = judgement.source_id
            and component.component_code = judgement.component_code
),

applied as (
    select
        *,
        case applies_to_code
            when 'any' then true
            when 'recorded' then is_recorded
            when 'recorded_or_survey' then is_recorded or is_survey
            -- The link of a governance source is what it measures of itself.
            when 'recorded_or_governance' then is_recorded or measured_level is not null
        end as is_applicable
    from placed
),

levelled as (
    select
        *,
        case
            when not is_applicable then null
            when judged_level is not null then judged_level
            when is_judged and not may_be_measured then null
            else measured_level
        end as component_level
    from applied
)

select
    source_id,
    city_id,
    cast('{{ var("release_date") }}' as date) as as_of_date,
    component_code,
    name_en as component_en,
    name_es as component_es,
    area_id,
    area_scope,
    component_level as level,
    case component_level
        {%- for level in range(5) %}
        when {{ level }} then level_{{ level }}_en
        {%- endfor %}
    end as level_en,
    case component_level
        {%- for level in range(5) %}
        when {{ level }} then level_{{ level }}_es
        {%- endfor %}
    end as level_es,
    case when is_applicable then measured_value end as measured_value,
    case when is_applicable and measured_value is not null then nullif(measure_unit_en, '') end
        as measure_unit_en,
    case when is_applicable and measured_value is not null then nullif(measure_unit_es, '') end
        as measure_unit_es,
    case
        when component_level is null then 'not_measured'
        when judged_level is not null then 'judged'
        else 'measured'
    end as basis_code,
    case
        when not is_applicable then 'The scale does not speak of this kind of source.'
        when is_judged or component_level is not null then concat_ws(' ', judgement_en, detail_en)
        else unmeasured_en
    end as evidence_en,
    case
        when not is_applicable then 'La escala no trata de este tipo de fuente.'
        when is_judged or component_level is not null then concat_ws(' ', judgement_es, detail_es)
        else unmeasured_es
    end as evidence_es,
    case when is_applicable then coalesce(basis, 'methods 11') else 'methods 11' end as basis
from levelled
