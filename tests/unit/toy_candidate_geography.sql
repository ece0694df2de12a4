-- The toy candidate's geometries, names and overlaps. All invented.

insert into core.dim_area by name
select 'ZAF:police_precinct:TOY' || i as area_id, 'za_ethekwini' as city_id,
  'police_precinct' as area_type_code, 'TOY' || i as area_code, 'Station ' || i as name_local,
  'ZAF:city:ETH' as parent_area_id, date '1900-01-01' as valid_from_date
from range(1, 4) as n (i);

insert into core.fct_population by name
select 'ZAF:police_precinct:TOY' || i as area_id, 'gregorian:year:2022-01-01' as period_id,
  'resident' as denominator_type_code, '0' as sex_code, '0' as age_band_code,
  'census_2022' as vintage, 1000.0 as value_count, 'census' as method_code,
  false as is_rate_base, 'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256
from range(1, 4) as n (i);

insert into core.dim_area by name
select t.*, 'za_ethekwini' as city_id, date '1900-01-01' as valid_from_date
from (values
  ('ZAF:ward:TOY1', 'ward', 'TOY1', 'Ward 1', 'ZAF:city:ETH'),
  ('ZAF:small_area:TOY1', 'small_area', 'TOY1', 'TOY1', 'ZAF:city:ETH'),
) as t (area_id, area_type_code, area_code, name_local, parent_area_id);

insert into core.fct_population by name
select 'ZAF:small_area:TOY1' as area_id, 'gregorian:year:2022-01-01' as period_id,
  'resident' as denominator_type_code, '0' as sex_code, '0' as age_band_code,
  'census_2022' as vintage, 800.0 as value_count, 'census' as method_code,
  false as is_rate_base, 'co_toy_offences' as source_id, repeat('a', 64) as extract_sha256;

create table core.dim_area_geometry as
select t.area_id || '@' || t.vintage as geometry_ref, t.*, 'co_toy_offences' as source_id,
  repeat('a', 64) as extract_sha256
from (values
  ('ZAF:police_precinct:TOY1', 'boundary', 'Polygon', '{"type":"Polygon","coordinates":[[[25,-29]]]}',
   'v2', true, 100.0, 100.5, 1, 1, 5, 0),
  ('ZAF:police_precinct:TOY1', 'station_point', 'Point', '{"type":"Point","coordinates":[25,-29]}',
   'v1', false, null, null, 1, 1, 1, 0),
  ('COL:small_area:05001001', 'boundary', 'MultiPolygon',
   '{"type":"MultiPolygon","coordinates":[[[[-70,4]]]]}', 'v1', true, null, 3.0, 2, 3, 15, 0),
) as t (area_id, geometry_role_code, geometry_type_code, geometry_geojson, vintage, is_current,
        published_km2, computed_km2, polygon_count, ring_count, vertex_count, bad_ring_count);

create table core.dim_area_name as
select t.*, cast(null as date) as valid_from_date, cast(null as date) as valid_to_date,
  'a note' as evidence, 'co_toy_offences' as source_id_list, repeat('a', 64) as extract_sha256_list
from (values
  ('ZAF:police_precinct:TOY1', 'Station 1', 'current'),
  ('ZAF:police_precinct:TOY1', 'Old station', 'former'),
  ('ZAF:police_precinct:TOY2', 'Station-Two', 'as_published'),
) as t (area_id, name_local, name_role_code);

-- Of the 1,000 residents of TOY3 the small area holds 800, all in the city: the fifth outside is no
-- loss.
create table core.bridge_area_overlap as
select t.*, 'census_2022' as weight_vintage, 'co_toy_offences' as source_id,
  repeat('a', 64) as extract_sha256
from (values
  ('ZAF:police_precinct:TOY1', 'ZAF:city:ETH', 'majority_50', 1.0),
  ('ZAF:police_precinct:TOY3', 'ZAF:city:ETH', 'population', 0.8),
  ('ZAF:police_precinct:TOY3', 'ZAF:ward:TOY1', 'population', 0.8),
  ('ZAF:small_area:TOY1', 'ZAF:police_precinct:TOY3', 'area', 1.0),
  ('ZAF:small_area:TOY1', 'ZAF:ward:TOY1', 'area', 1.0),
  ('ZAF:police_precinct:TOY1', 'ZAF:police_precinct:TOY2', 'area', 0.4),
  ('ZAF:police_precinct:TOY1', 'ZAF:police_precinct:TOY3', 'area', 0.6),
) as t (from_area_id, to_area_id, weight_basis_code, overlap_weight);
alter table core.bridge_area_overlap alter overlap_weight type double;
