-- Homicides per 100,000 residents by city and year, newest first, with the 95 % limits of chance
-- variation and what to know of each figure. One row per city, source and year; gaps keep their
-- reason. A SAPS year begins in April. Flags: meta.columns, observation.obs_flag_codes.
select
    city_id, source_id, period_id,
    round(value, 1) as rate, round(ci_low, 1) as low, round(ci_high, 1) as high,
    obs_flag_codes as flags, gap_reason_en
from marts.observation
where
    indicator_id = 'C01' and breakdown_code = 'total' and area_scope = 'city'
    and period_id like '%:year:%'
order by city_id asc, period_start desc, source_id asc
