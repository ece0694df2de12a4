-- Two marts tell of the victims of homicide: where both show a figure, it is one figure.
select homicide.source_id, homicide.area_id, homicide.period_id
from {{ ref('homicide_victims_by_city_year') }} as homicide
inner join {{ ref('victims_by_city_year') }} as victims
    on
        homicide.source_id = victims.source_id
        and homicide.area_id = victims.area_id
        and homicide.period_id = victims.period_id
        and victims.iccs_code = '0101'
        and victims.counting_unit_code = 'victim'
where
    homicide.victim_count <> victims.total_count
    or (
        victims.tag_code = 'SV'
        and abs(homicide.sex_completeness_pct - victims.completeness_pct) > 1e-9
    )
    or (
        victims.tag_code = 'We'
        and abs(homicide.means_completeness_pct - victims.completeness_pct) > 1e-9
    )
    or (
        victims.tag_code = 'SV' and victims.value_code = '2' and victims.is_shown
        and homicide.female_count <> victims.victim_count
    )
    or (
        victims.tag_code = 'We' and victims.value_code = '1' and victims.is_shown
        and (
            homicide.firearm_count <> victims.victim_count
            or abs(homicide.firearm_share_pct - victims.share_pct) > 1e-9
        )
    )
