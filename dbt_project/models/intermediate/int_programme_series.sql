-- One row is the outcome of one programme in one area and month: from the form outcomes where the
-- city hands it in itself, else from the monthly counts of the source that the programme names.
-- The residents of a month are those of the middle of its calendar year.
with handed_in as (
    select
        form.programme_id,
        form.area_id,
        form.period_start,
        cast({{ strict_integer('form.outcome_count') }} as double) as outcome_count,
        cast({{ strict_integer('form.placebo_count') }} as double) as placebo_count,
        cast({{ strict_integer('form.population') }} as double) as population,
        form.is_provisional = 'yes' as is_provisional
    from {{ ref('int_programme_outcome_row') }} as form
    inner join {{ ref('dim_programme') }} as programme
        on form.programme_id = programme.programme_id and programme.outcome_source_id = 'own'
    anti join {{ ref('int_programme_problem') }} as problem
        on
            problem.form_code = 'outcomes'
            and form.extract_sha256 = problem.extract_sha256
            and form.row_number = problem.row_number
),

wanted as (
    select
        programme.programme_id,
        programme.outcome_source_id as source_id,
        role.area_id,
        outcome.iccs_code as outcome_code,
        placebo.iccs_code as placebo_code
    from {{ ref('dim_programme') }} as programme
    inner join (
        select distinct programme_id, area_id from {{ ref('fct_programme_activity') }}
    ) as role on programme.programme_id = role.programme_id
    inner join {{ ref('indicator_nodes') }} as outcome
        on
            programme.outcome_indicator_id = outcome.indicator_id
            and outcome.breakdown_code = 'total'
    left join {{ ref('indicator_nodes') }} as placebo
        on
            programme.placebo_indicator_id = placebo.indicator_id
            and placebo.breakdown_code = 'total'
    where programme.outcome_source_id <> 'own'
),

-- An interval node has no point; a source counts one node in one unit.
published as (
    select *
    from {{ ref('recorded_crime_by_city_month') }}
    where node_status_code in ('exact', 'core', 'approximation')
),

recorded as (
    select
        wanted.programme_id,
        wanted.area_id,
        outcome.period_start,
        cast(outcome.offence_count as double) as outcome_count,
        cast(placebo.offence_count as double) as placebo_count,
        resident.population,
        list_contains(string_split(outcome.obs_flag_codes, ';'), 'P') as is_provisional
    from wanted
    inner join published as outcome
        on
            wanted.source_id = outcome.source_id
            and wanted.area_id = outcome.area_id
            and wanted.outcome_code = outcome.iccs_code
    left join published as placebo
        on
            outcome.source_id = placebo.source_id
            and outcome.area_id = placebo.area_id
            and outcome.period_id = placebo.period_id
            and wanted.placebo_code = placebo.iccs_code
    left join {{ ref('int_denominator') }} as resident
        on
            outcome.area_id = resident.area_id
            and resident.period_id
            = 'gregorian:year:' || cast(year(outcome.period_start) as varchar) || '-01-01'
)

select * from handed_in
union all
select * from recorded
