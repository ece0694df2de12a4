-- One row is the female residents of one area at the middle of one year, by the rules of
-- int_denominator, wherever a source counts female homicide victims and any file or form gives the
-- female residents (C03; ruling 13: no file of the first sources does).
{{ mid_period_population('2', [ref('homicide_victims_by_city_year')]) }}
