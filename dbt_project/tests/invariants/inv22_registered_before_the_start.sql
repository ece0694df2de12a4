-- INV22: a programme was registered before it started, or its effect is labelled exploratory; every
-- effect names the code and the inputs that it was computed from.
select
    effect.programme_id,
    effect.design_code,
    programme.registered_date,
    programme.start_date
from {{ ref('fct_programme_effect') }} as effect
left join {{ ref('dim_programme') }} as programme on effect.programme_id = programme.programme_id
where
    programme.programme_id is null
    or (programme.registered_date > programme.start_date and not effect.is_exploratory)
    or not regexp_matches(
        effect.model_ref, '^evaluation [0-9]+; statsmodels [0-9.]+; inputs sha256:[0-9a-f]{64}$'
    )
