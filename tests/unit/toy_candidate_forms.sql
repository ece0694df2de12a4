-- The toy candidate's problems of forms and manners of death. All invented but the code list.

create table core.dim_manner_of_death as
select t.manner_code, t.icd10_range, t.manner_code as name_en, t.manner_code as name_es,
  t.iccs_code, t.relation_code, 'methods 2 rule 8' as basis
from (values
  ('accident', 'V01-X59', null, 'none'), ('homicide', 'X85-Y09', '0101', 'overlap'),
  ('suicide', 'X60-X84', null, 'none'), ('undetermined', 'Y10-Y34', null, 'none'),
) as t (manner_code, icd10_range, iccs_code, relation_code);

create table meta.form_problems as
select 'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256, 'toy.csv' as file_name,
  'survey_estimates' as form_code, 4 as line_number, 'estimate_pct' as column_name,
  'not_a_percentage' as problem_code, false as is_left_out,
  'Write a number from 0 to 100.' as message_en, 'Escriba un número de 0 a 100.' as message_es;

create table meta.programme_problems as
select source_id, extract_sha256, file_name, 'programmes' as form_code, line_number,
  'start_date' as column_name, 'no_start' as problem_code, 'Write the day it began.' as message_en,
  'Escriba el día en que empezó.' as message_es
from meta.form_problems;

create table meta.city_file_problems as
select source_id, extract_sha256, file_name, 'service_requests' as form_code,
  'closed_at' as column_name, 'closed_before_opened' as problem_code,
  'value_emptied' as effect_code, 2 as row_count, '4;17' as line_numbers,
  'Write the moment it was closed.' as message_en, 'Escriba cuándo se cerró.' as message_es
from meta.form_problems;

create table meta.codes as
select 'tier_code' as list_code, tier.code, 'Tier ' || tier.code as label_en,
  'Nivel ' || tier.code as label_es
from (values ('A'), ('B'), ('C'), ('X')) as tier (code);
