-- One row is one number of one row in order: the part and the whole of a count are two figures,
-- `<measure>|<breakdown>`. Its key is its scope: a later row replaces it. Of homicide victims, the
-- part by relationship is withheld (Q) where it is small or known for fewer than 80 % (methods 11).
with in_order as (
    select *
    from {{ ref('stg_xx_city_governance_figures__counts_checked') }}
    where
        form_code = 'women_in_bodies' and {{ in_order(governance_form_rules('women_in_bodies')) }}
        or form_code = 'police_officers'
        and {{ in_order(governance_form_rules('police_officers')) }}
        or form_code = 'detainees' and {{ in_order(governance_form_rules('detainees')) }}
),

measure as (
    select
        *,
        case form_code when 'women_in_bodies' then 'women' else 'unsentenced' end as measure_code,
        case form_code when 'women_in_bodies' then 'Women' else 'Persons held without sentence' end
            as measure_en,
        case form_code
            when 'women_in_bodies' then 'Mujeres' else 'Personas detenidas sin sentencia'
        end as measure_es,
        part_count as counted
    from in_order
    where form_code <> 'police_officers'
    union all by name
    select
        *,
        case form_code
            when 'women_in_bodies' then 'members' when 'police_officers' then 'officers'
            else 'held'
        end as measure_code,
        case form_code
            when 'women_in_bodies' then 'All members'
            when 'police_officers' then 'Police officers in service'
            else 'Persons held'
        end as measure_en,
        case form_code
            when 'women_in_bodies' then 'Integrantes'
            when 'police_officers' then 'Policías en servicio'
            else 'Personas detenidas'
        end as measure_es,
        whole_count as counted
    from in_order
    union all by name
    select
        relationship.* exclude (year_number),
        'homicide_relationships' as form_code,
        'year' as grain_code,
        'total' as group_code,
        make_date(relationship.year_number, 1, 1) as period_start,
        measure.measure_code,
        measure.measure_en,
        measure.measure_es,
        measure.measure_code = 'partner_or_family'
        and (
            relationship.is_few_victims
            or relationship.known_count < 0.8 * relationship.victim_count
        ) as is_withheld,
        case measure.measure_code
            when 'victims' then relationship.victim_count
            when 'known_relationship' then relationship.known_count
            else relationship.partner_or_family_count
        end as counted
    from {{ ref('stg_xx_city_governance_figures__relationships_checked') }} as relationship
    cross join (values
        ('victims', 'Homicide victims', 'Víctimas de homicidio'),
        ('known_relationship', 'Victims whose relationship to the perpetrator is known',
            'Víctimas cuya relación con el agresor se conoce'),
        ('partner_or_family', 'Victims killed by a partner or relative',
            'Víctimas de una pareja o un familiar')
    ) as measure (measure_code, measure_en, measure_es)
    where {{ in_order(governance_form_rules('homicide_relationships')) }}
),

final as (
    select
        'xx_city_governance_figures' as source_id,
        extract_sha256,
        row_number,
        '1' as methodology_version,
        form_code || '|' || area_id || '|' || grain_code || '|' || period_start || '|' || group_code
            as coverage_scope,
        measure_code || '|' || group_code as local_indicator_code,
        measure_es || case group_code when 'total' then '' else ', ' || group_code end
            as label_local,
        measure_en || case group_code when 'total' then '' else ', ' || group_code end as label_en,
        measure_es || case group_code when 'total' then '' else ', ' || group_code end as label_es,
        area_id,
        'gregorian' as calendar_code,
        grain_code,
        period_start,
        case grain_code
            when 'month' then last_day(period_start)
            else make_date(year(period_start), 12, 31)
        end as period_end,
        'count' as unit_code,
        case when not is_bad_number and not coalesce(is_withheld, false) then counted end as value,
        case when is_bad_number then 'O' when is_withheld then 'Q' else 'A' end as obs_status_code
    from measure
)

{{ canonical_governance_indicators('final') }}
