-- One row is one source cell whose count one edition changed against the edition before it. Grain
-- of the open fact: category x area x period x unit, no victim attributes; cases of an event source
-- are counted by category, city and month. The first report of a period is news, not a revision.
-- Where an edition reports the area and period, an absent record means zero (INV14); where it does
-- not, nothing is known and the count is null. What the open fact states by year only is compared
-- over the months that had been reported before, so that a growing year is no revision either.
with edition as (
    select source_id, coverage_scope, extract_sha256, edition_number, known_from_at
    from {{ ref('int_edition') }}
    where is_kept
    qualify max(edition_number) over (partition by source_id, coverage_scope) > 1
),

open_area as (
    select
        area.area_id,
        area.area_type_code,
        {{ open_area_id('area', 'city_area') }} as open_area_id
    from {{ ref('dim_area') }} as area
    inner join {{ ref('dim_area') }} as city_area
        on area.city_id = city_area.city_id and city_area.area_type_code = 'city'
),

counted as (
    select
        source_id, coverage_scope, extract_sha256, source_category_id, area_id, period_id,
        counting_unit_code, value_count
    from {{ ref('int_offence_count') }}
    union all
    select
        event.source_id, event.coverage_scope, event.extract_sha256, event.source_category_id,
        event.area_id,
        {{ period_id(
            "'gregorian'", "'month'", "date_trunc('month', event.occurred_date)"
        ) }} as period_id,
        coalesce(category.counting_unit_code, event.counting_unit_code) as counting_unit_code,
        event.unit_count as value_count
    from {{ ref('int_offence_event') }} as event
    inner join {{ ref('dim_source_category') }} as category
        on event.source_category_id = category.source_category_id
    where event.occurred_date is not null
),

stated as (
    select
        counted.source_id, counted.coverage_scope, counted.extract_sha256,
        counted.source_category_id, open_area.open_area_id as area_id, counted.period_id,
        counted.counting_unit_code,
        cast(sum(counted.value_count) as bigint) as stated_count
    from counted
    inner join open_area on counted.area_id = open_area.area_id
    -- Editions that gave way at the same cut-off are neither a first nor a later word.
    semi join edition
        on
            counted.source_id = edition.source_id
            and counted.coverage_scope = edition.coverage_scope
            and counted.extract_sha256 = edition.extract_sha256
    group by all
),

spine as (
    select
        cell.*,
        edition.extract_sha256, edition.edition_number, edition.known_from_at,
        category.label_group, category.label_type, category.label_subtype, category.label_modality
    from (
        select distinct
            source_id, coverage_scope, source_category_id, area_id, period_id, counting_unit_code
        from stated
    ) as cell
    inner join edition
        on cell.source_id = edition.source_id and cell.coverage_scope = edition.coverage_scope
    inner join {{ ref('dim_source_category') }} as category
        on cell.source_category_id = category.source_category_id
),

-- What an edition reports, for all its label types at once (`*`) or for one of them.
reported as (
    select distinct
        coverage.source_id, coverage.coverage_scope, coverage.extract_sha256,
        case when coverage.label_type = '*' then '*' else {{ match_key('coverage.label_type') }} end
            as label_key,
        open_area.open_area_id as area_id,
        coverage.period_id
    from {{ ref('int_coverage') }} as coverage
    inner join open_area on coverage.area_id = open_area.area_id
    where coverage.is_reported
),

said as (
    select
        spine.*,
        stated.stated_count,
        of_all.label_key is not null or of_type.label_key is not null as is_reported,
        case
            when stated.extract_sha256 is not null then stated.stated_count
            when of_all.label_key is not null or of_type.label_key is not null then 0
        end as said_count
    from spine
    left join stated
        on
            spine.source_id = stated.source_id
            and spine.coverage_scope = stated.coverage_scope
            and spine.extract_sha256 = stated.extract_sha256
            and spine.source_category_id = stated.source_category_id
            and spine.area_id = stated.area_id
            and spine.period_id = stated.period_id
            and spine.counting_unit_code = stated.counting_unit_code
    {%- for name, label_key in [('of_all', "'*'"), ('of_type', match_key('spine.label_type'))] %}
    left join reported as {{ name }}
        on
            spine.source_id = {{ name }}.source_id
            and spine.coverage_scope = {{ name }}.coverage_scope
            and spine.extract_sha256 = {{ name }}.extract_sha256
            and spine.area_id = {{ name }}.area_id
            and spine.period_id = {{ name }}.period_id
            and {{ name }}.label_key = {{ label_key }}
    {%- endfor %}
),

compared as (
    select
        *,
        lag(extract_sha256) over in_order as previous_extract_sha256,
        lag(stated_count) over in_order as previous_stated_count,
        lag(said_count) over in_order as previous_value_count,
        first_value(said_count ignore nulls) over in_order as first_value_count,
        coalesce(bool_or(is_reported or stated_count is not null) over (
            in_order rows between unbounded preceding and 1 preceding
        ), false) as was_reported
    from said
    window in_order as (
        partition by source_id, coverage_scope, source_category_id, area_id, period_id,
            counting_unit_code
        order by edition_number
    )
),

-- Cells of the open fact: here months of what it states by year only come together.
opened as (
    select
        compared.* exclude (
            period_id, stated_count, said_count, previous_stated_count, previous_value_count,
            first_value_count, is_reported, was_reported
        ),
        {{ open_period_id('sexual.source_category_id is not null', 'open_area', 'period') }}
            as period_id,
        cast(sum(compared.stated_count) as bigint) as stated_count,
        cast(sum(compared.said_count) as bigint) as said_count,
        cast(sum(compared.previous_stated_count) as bigint) as previous_stated_count,
        cast(sum(compared.previous_value_count) as bigint) as previous_value_count,
        cast(sum(compared.first_value_count) as bigint) as first_value_count
    from compared
    inner join open_area on compared.area_id = open_area.area_id
    inner join {{ ref('dim_period') }} as period on compared.period_id = period.period_id
    left join ({{ sexual_categories() }}) as sexual
        on compared.source_category_id = sexual.source_category_id
    where compared.was_reported
    group by all
)

select
    source_id,
    source_category_id,
    label_group,
    label_type,
    label_subtype,
    label_modality,
    area_id,
    period_id,
    counting_unit_code,
    first_value_count,
    previous_value_count,
    said_count as value_count,
    said_count - previous_value_count as change_count,
    100.0 * (said_count - previous_value_count) / nullif(previous_value_count, 0) as change_pct,
    case
        when stated_count is null then 'deleted'
        when previous_stated_count is null then 'added'
        else 'revised'
    end as revision_kind_code,
    known_from_at,
    extract_sha256,
    previous_extract_sha256
from opened
where
    said_count is distinct from previous_value_count
    and (stated_count is not null or previous_stated_count is not null)
