-- One row is one programme as its city last registered it. A row that breaks a rule of the form is
-- in meta.programme_problems and not here. In a synthetic release the names say so.
{% set mark = " (SYNTHETIC)" if var('is_synthetic') else "" %}
with in_order as (
    select form.*
    from {{ ref('int_programme_row') }} as form
    anti join {{ ref('int_programme_problem') }} as problem
        on
            problem.form_code = 'programmes'
            and form.extract_sha256 = problem.extract_sha256
            and form.row_number = problem.row_number
),

-- The city states when it registered; beside it stands since when the warehouse has known.
first_known as (
    select staged.programme_id, min(edition.known_from_at) as first_known_at
    from ({{ union_domain('programmes') }}) as staged
    inner join {{ ref('int_edition') }} as edition
        on
            staged.source_id = edition.source_id
            and staged.coverage_scope = edition.coverage_scope
            and staged.extract_sha256 = edition.extract_sha256
    group by staged.programme_id
)

select
    in_order.programme_id,
    in_order.city_id,
    in_order.name_local || '{{ mark }}' as name_local,
    coalesce(in_order.name_en, in_order.name_local) || '{{ mark }}' as name_en,
    coalesce(in_order.name_es, in_order.name_local) || '{{ mark }}' as name_es,
    in_order.place,
    in_order.prevention_type_code,
    in_order.target_group,
    {{ strict_integer('in_order.target_population_count') }} as target_population_count,
    in_order.theory_of_change,
    in_order.outcome_indicator_id,
    in_order.outcome_source_id,
    in_order.placebo_indicator_id,
    in_order.design_code,
    {{ strict_decimal('in_order.minimum_effect_ratio') }} as minimum_effect_ratio,
    in_order.recording_change_code,
    {{ strict_date_iso('in_order.registered_date') }} as registered_date,
    {{ strict_date_iso('in_order.start_date') }} as start_date,
    {{ strict_date_iso('in_order.end_date') }} as end_date,
    {{ strict_date_iso('in_order.registered_date') }}
    > {{ strict_date_iso('in_order.start_date') }} as is_exploratory,
    cast({{ strict_decimal('in_order.budget_amount') }} as decimal(20, 2)) as budget_amount,
    in_order.currency_code,
    first_known.first_known_at,
    in_order.source_id,
    in_order.extract_sha256
from in_order
inner join first_known on in_order.programme_id = first_known.programme_id
