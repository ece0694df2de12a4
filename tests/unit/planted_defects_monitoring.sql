-- One block per rule of the suite control_chart: what must fail, and the SQL that breaks it.

-- control_chart: limits_hold_the_centre
update marts.control_chart set centre_line = 22 where iccs_code = '0101';

-- control_chart: a_point_beyond_a_limit_is_a_signal
update marts.control_chart set control_signal_code = 'none' where control_signal_code = 'above_limit';

-- control_chart: a_provisional_month_cannot_signal
update marts.control_chart set control_signal_code = 'above_limit' where is_provisional;

-- control_chart: limits_rest_on_their_baseline
update marts.control_chart set baseline_count = 23 where iccs_code = '0101' and value = 30;

-- control_chart: a_baseline_is_24_months_at_least
update marts.control_chart set baseline_end = '2022-11-30' where iccs_code = '0101';

-- control_chart: a_baseline_does_not_cross_a_break
update marts.control_chart set stretch_start = '2021-02-01' where iccs_code = '0101';

-- control_chart: limits_have_a_method
update marts.control_chart set chart_method_code = 'none_short' where indicator_id = 'V05';

-- control_chart: what_is_adjusted_says_so
update marts.control_chart set is_seasonally_adjusted = false where period_id = 'gregorian:month:2021-05-01' and iccs_code = '0101';

-- control_chart: adjusted_is_value_less_season
update marts.control_chart set value = 14 where period_id = 'gregorian:month:2021-05-01' and iccs_code = '0101';

-- control_chart: a_season_needs_36_months
update marts.control_chart set adjustment_code = 'stl', is_seasonally_adjusted = true, adjusted_value = value, seasonal_value = 0, trend_value = value where indicator_id = 'V05';

-- control_chart: one_quantity_per_series
update marts.control_chart set indicator_id = 'C01' where iccs_code = '0501';

-- control_chart: in_set(control_signal_code)
update marts.control_chart set control_signal_code = 'odd' where period_id = 'gregorian:month:2021-05-01' and iccs_code = '0101';
