-- Defects planted into the geometries, names and overlaps of the toy candidate.

-- dim_area_geometry: every_ring_closes
update core.dim_area_geometry set bad_ring_count = 1 where geometry_type_code = 'MultiPolygon';

-- dim_area_geometry: begins_in_its_country
update core.dim_area_geometry set geometry_geojson = '{"type":"MultiPolygon","coordinates":[[[[4,-70]]]]}' where area_id like 'COL%';

-- dim_area_geometry: the_printed_area_is_that_of_the_boundary
update core.dim_area_geometry set published_km2 = computed_km2 * 1.018 where published_km2 is not null;

-- dim_area_geometry: one_geometry_stands_for_an_area
update core.dim_area_geometry set is_current = true where geometry_type_code = 'Point';

-- dim_area_geometry: refers_to(area_id, core.dim_area)
update core.dim_area_geometry set area_id = 'COL:comuna:99' where area_id like 'COL%';

-- dim_area_geometry: in_set(geometry_type_code) + begins_in_its_country
update core.dim_area_geometry set geometry_type_code = 'LineString' where area_id like 'COL%';

-- dim_area_geometry: in_set(geometry_role_code)
update core.dim_area_geometry set geometry_role_code = 'event_point' where area_id like 'COL%';

-- dim_area_name: the_current_name_is_that_of_the_area
update core.dim_area_name set name_role_code = 'former' where name_role_code = 'current';

-- dim_area_name: a_name_ends_after_it_began
update core.dim_area_name set valid_from_date = date '2020-01-01', valid_to_date = date '2019-12-31' where name_role_code = 'former';

-- dim_area_name: filled(name_local)
update core.dim_area_name set name_local = ' ' where name_role_code = 'former';

-- dim_area_name: in_set(name_role_code)
update core.dim_area_name set name_role_code = 'nickname' where name_role_code = 'former';

-- bridge_area_overlap: inv09_weights_sum_to_one_at_most + inv09_population_is_conserved
update core.bridge_area_overlap set overlap_weight = 0.7 where overlap_weight = 0.4;

-- bridge_area_overlap: inv09_weights_sum_to_one_at_most
update core.bridge_area_overlap set overlap_weight = 0.4000001 where overlap_weight = 0.4;

-- bridge_area_overlap: inv09_population_is_conserved
update core.bridge_area_overlap set overlap_weight = 0.39 where overlap_weight = 0.4;

-- bridge_area_overlap: inv09_population_is_conserved
update core.bridge_area_overlap set overlap_weight = 1 where from_area_id = 'ZAF:police_precinct:TOY3';

-- bridge_area_overlap: inv09_population_is_conserved
update core.bridge_area_overlap set overlap_weight = 0.4
where from_area_id = 'ZAF:police_precinct:TOY3' and to_area_id = 'ZAF:city:ETH';

-- bridge_area_overlap: a_weight_is_a_share
insert into core.bridge_area_overlap select * replace ('ZAF:city:ETH' as to_area_id, 0.0 as overlap_weight)
  from core.bridge_area_overlap where overlap_weight = 0.4;
delete from core.fct_population where area_id = 'ZAF:police_precinct:TOY1';

-- bridge_area_overlap: no_area_overlaps_itself
update core.bridge_area_overlap set to_area_id = from_area_id where overlap_weight = 0.4;

-- bridge_area_overlap: in_set(weight_basis_code)
update core.bridge_area_overlap set weight_basis_code = 'guess' where weight_basis_code = 'majority_50';

-- bridge_area_overlap: refers_to(to_area_id, core.dim_area)
update core.bridge_area_overlap set to_area_id = 'ZAF:city:ZZZ' where weight_basis_code = 'majority_50';
