-- Defects planted into the health series of the toy candidate.

-- fct_death: a_death_stands_once + sexes_are_never_more_than_all + knowledge_does_not_overlap
insert into core.fct_death select * from core.fct_death where victim_sex_code = '2';
insert into core.fct_death select * from core.fct_death where victim_sex_code = '2';
insert into core.fct_death select * from core.fct_death where victim_sex_code = '2';

-- fct_death: nobody_is_registered_before_the_death
update core.fct_death set occurrence_year = 2023 where registered_period_id = 'gregorian:year:2022-01-01';

-- fct_death: sexes_are_never_more_than_all
update core.fct_death set value_count = 31 where victim_sex_code = '2';

-- fct_death: in_set(counting_unit_code)
update core.fct_death set counting_unit_code = 'victim' where occurrence_year is null;

-- fct_death: in_set(manner_code)
update core.fct_death set manner_code = 'unknown' where occurrence_year is null;

-- homicide_registration_triangle: registers_add_up
update marts.homicide_registration_triangle set death_count = 2 where lag_years = 1;

-- homicide_registration_triangle: between(registered_share_pct)
update marts.homicide_registration_triangle set registered_share_pct = 101 where lag_years = 1;

-- homicide_registration_triangle: scope_is_the_area_type
update marts.homicide_registration_triangle set area_id = 'MEX:state:22';

-- homicide_deaths_by_area_year: sexes_of_a_year_are_never_more_than_all
update marts.homicide_deaths_by_area_year set female_count = 5 where followed_years = 0;

-- homicide_deaths_by_area_year: a_year_just_registered_is_provisional
update marts.homicide_deaths_by_area_year set obs_flag_codes = 'D' where followed_years = 0;

-- homicide_deaths_by_area_year: undated_deaths_are_said
update marts.homicide_deaths_by_area_year set obs_flag_codes = 'P', obs_status_code = 'P' where followed_years = 0;

-- homicide_deaths_by_area_year: the_rate_is_the_count_by_its_base
update marts.homicide_deaths_by_area_year set population = 500000 where followed_years = 0;
