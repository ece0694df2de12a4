-- Defects of problems of forms and of the manners of death.

-- dim_manner_of_death: only_none_has_no_code_near
update core.dim_manner_of_death set iccs_code = null where manner_code = 'homicide';

-- dim_manner_of_death: no_manner_equals_a_category
update core.dim_manner_of_death set iccs_code = '0101', relation_code = 'overlap' where
  manner_code = 'suicide';

-- dim_manner_of_death: row_count
delete from core.dim_manner_of_death where manner_code = 'suicide';

-- dim_manner_of_death: in_set(relation_code)
update core.dim_manner_of_death set relation_code = 'equal' where manner_code = 'homicide';

-- dim_manner_of_death: refers_to(iccs_code, core.dim_offence)
update core.dim_manner_of_death set iccs_code = '0199' where manner_code = 'homicide';

-- dim_manner_of_death: filled(name_es)
update core.dim_manner_of_death set name_es = '' where manner_code = 'accident';

-- form_problems: a_problem_is_a_code
update meta.form_problems set problem_code = 'Rosa Ejemplo';

-- form_problems: the_file_is_an_extract_of_its_source
update meta.form_problems set file_name = 'other.csv';

-- form_problems: filled(message_es)
update meta.form_problems set message_es = '';

-- form_problems: between(line_number)
update meta.form_problems set line_number = 1;

-- form_problems: not_null(is_left_out)
update meta.form_problems set is_left_out = null;

-- programme_problems: the_file_is_an_extract_of_its_source
update meta.programme_problems set extract_sha256 = repeat('f', 64);

-- programme_problems: a_problem_is_a_code
update meta.programme_problems set problem_code = '2023-01-01';

-- programme_problems: between(line_number)
update meta.programme_problems set line_number = 0;

-- city_file_problems: lines_are_numbers
update meta.city_file_problems set line_numbers = '4;Rosa Ejemplo';

-- city_file_problems: in_set(effect_code)
update meta.city_file_problems set effect_code = 'ignored';

-- city_file_problems: between(row_count)
update meta.city_file_problems set row_count = 0;

-- city_file_problems: unique(source_id, extract_sha256, column_name, problem_code)
insert into meta.city_file_problems from meta.city_file_problems;

-- city_file_problems: filled(column_name)
update meta.city_file_problems set column_name = ' ';

-- city_file_problems: length(extract_sha256) + the_file_is_an_extract_of_its_source
update meta.city_file_problems set extract_sha256 = 'abc';

-- acceptances: only_floors_of_a_candidate_are_accepted
update meta.acceptances set source_id = 'warehouse';

-- codes: unique(list_code, code)
insert into meta.codes select * from meta.codes where code = 'A';

-- codes: filled(label_es)
update meta.codes set label_es = '' where code = 'B';

-- codes: every_tier_has_its_label
update meta.codes set list_code = 'test_code' where code = 'X';
