-- One row is what one programme did in one area and month, as its city reports it.
select
    form.programme_id,
    form.area_id,
    {{ period_id("'gregorian'", "'month'", 'form.period_start') }} as period_id,
    form.period_start,
    form.area_role_code,
    form.is_treated = 'yes' as is_treated,
    {{ strict_decimal('form.dose') }} as dose,
    {{ strict_integer('form.beneficiary_count') }} as beneficiary_count,
    {{ strict_integer('form.women_count') }} as women_count,
    cast({{ strict_decimal('form.spend_amount') }} as decimal(20, 2)) as spend_amount,
    programme.currency_code,
    form.source_id,
    form.extract_sha256
from {{ ref('int_programme_activity_row') }} as form
inner join (
    select dim.programme_id, city.currency_code
    from {{ ref('dim_programme') }} as dim
    inner join {{ ref('dim_city') }} as city on dim.city_id = city.city_id
) as programme
    on form.programme_id = programme.programme_id
anti join {{ ref('int_programme_problem') }} as problem
    on
        problem.form_code = 'activity'
        and form.extract_sha256 = problem.extract_sha256
        and form.row_number = problem.row_number
