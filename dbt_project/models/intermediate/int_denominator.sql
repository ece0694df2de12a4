-- One row is the resident population of one area at the middle of one period: the official figure
-- where one stands within a month of the middle, else interpolated geometrically between two
-- official points, or carried at most two years beyond the last: E. Only a census count is carried
-- back as well; a projection says nothing before its first year (ruling 13).
{{ mid_period_population('0', [
    ref('recorded_crime_by_city_year'), ref('int_node_rolling'), ref('int_figure_period'),
]) }}
