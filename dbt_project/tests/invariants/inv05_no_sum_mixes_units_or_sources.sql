-- INV05: no figure stands on the extracts of two crime sources but D01 and V10, no series changes
-- its counting unit, and a death enters no table of recorded crime: the health series stands
-- beside.
with listed as (
    select
        figure.indicator_id, figure.area_id, figure.period_id, figure.breakdown_code,
        figure.source_id, part.extract_sha256
    from {{ ref('observation') }} as figure
    cross join unnest(string_split(figure.extract_sha256_list, ';')) as part (extract_sha256)
    where figure.indicator_id not in ('D01', 'V10')
),

recorded as (
    select source_id, area_id, period_id, counting_unit_code
    from {{ ref('recorded_crime_by_city_year') }}
    union all
    select source_id, area_id, period_id, counting_unit_code
    from {{ ref('recorded_crime_by_city_month') }}
    union all
    select source_id, area_id, period_id, counting_unit_code from {{ ref('fct_offence') }}
)

select
    listed.indicator_id, listed.area_id, listed.period_id, listed.breakdown_code,
    'a figure of two crime sources' as what
from listed
inner join {{ ref('extracts') }} as extract on listed.extract_sha256 = extract.extract_sha256
inner join {{ ref('dim_source') }} as source
    on
        extract.source_id = source.source_id
        and source.system_type_code in ('police', 'prosecution', 'health')
group by
    listed.indicator_id, listed.area_id, listed.period_id, listed.breakdown_code, listed.source_id
having count(distinct extract.source_id) > 1
union all
select
    indicator_id, area_id, null as period_id, breakdown_code,
    'a series of two counting units' as what
from {{ ref('observation') }}
where counting_unit_code is not null
group by indicator_id, area_id, breakdown_code, source_id
having count(distinct counting_unit_code) > 1
union all
select
    null as indicator_id, recorded.area_id, recorded.period_id, null as breakdown_code,
    'a death among recorded crimes' as what
from recorded
left join {{ ref('dim_source') }} as source on recorded.source_id = source.source_id
where recorded.counting_unit_code = 'death' or source.system_type_code = 'health'
union all
select
    null as indicator_id, area_id, registered_period_id as period_id, null as breakdown_code,
    'something else among the deaths' as what
from {{ ref('fct_death') }}
where counting_unit_code <> 'death'
