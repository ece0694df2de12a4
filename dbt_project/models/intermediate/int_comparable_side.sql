-- One row is one city's side of a comparison: the figure of one indicator series that the card uses
-- for one base period. Where a city has several sources, the one with a figure comes first, then
-- the more official one, then the one known last.
with figure as (
    select * from {{ ref('int_comparable_crime') }}
    union all by name
    select * from {{ ref('int_comparable_other') }}
),

ranked as (
    select
        figure.*,
        source.includes_attempts_code,
        source.date_basis_code,
        -- Cities that fill in one form share its columns, not their questionnaires or registers.
        source.country = 'xx' as is_city_form,
        coalesce(figure.value, figure.value_low, figure.value_high) is not null as has_figure,
        row_number() over (
            partition by
                figure.indicator_id, figure.breakdown_code, figure.city_id, figure.base_period_id
            order by
                coalesce(figure.value, figure.value_low, figure.value_high) is null asc,
                case source.trust_level_code
                    when 'official_statistics' then 1
                    when 'official_admin' then 2
                    when 'official_republished' then 3
                    else 4
                end asc,
                figure.known_from_at desc nulls last,
                figure.source_id asc,
                figure.period_id asc
        ) as choice
    from figure
    inner join {{ ref('dim_source') }} as source on figure.source_id = source.source_id
)

select * exclude (choice) from ranked
where choice = 1
