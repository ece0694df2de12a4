-- One row is one answer in one quarter, for all cities of 2015 together: the weighted share with
-- the standard error that the design gives. Persons are read from the landing and stay there.
with respondent as (
    select
        _extract_sha256 as extract_sha256,
        {{ without_return('per') }} as interview_month,
        {{ without_return('design_stratum') }} as stratum,
        {{ without_return('design_psu') }} as psu,
        {{ strict_integer(without_return('weight')) }} as weight,
        {{ without_return('perception') }} as perception
    from {{ source('mx_inegi_ensu_microdata', 'persons_2015') }}
),

-- Who gave no answer (9) stays in the base, as in the published tables.
answered as (
    select
        respondent.*,
        answer.answer_code,
        case when respondent.perception = answer.answer_code then 1 else 0 end as has_answered
    from respondent
    cross join (values ('1'), ('2')) as answer (answer_code)
),

estimated as (
    {{ design_based_shares('answered', ['extract_sha256', 'interview_month', 'answer_code']) }}
)

-- Sums of fractions depend on their order in the last digits; a release must not.
select
    extract_sha256,
    interview_month,
    answer_code,
    base_count,
    answer_count,
    respondent_count,
    round(share, 12) as share,
    round(standard_error, 12) as standard_error,
    round(design_effect, 9) as design_effect
from estimated
