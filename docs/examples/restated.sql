-- What publishers restated most: indicator values of years, the change in events, and since when.
select
    indicator_id, area_id, period_id, breakdown_code, source_id,
    changed_at, old_numerator, new_numerator, new_numerator - old_numerator as change,
    reason_en
from marts.revision_log
where period_id like '%:year:%'
order by abs(change) desc, area_id asc, period_id asc, indicator_id asc, changed_at asc
limit 20
