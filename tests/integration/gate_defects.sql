-- Defects of single staging tables, which only dbt's own tests look at, planted into a candidate of
-- the samples. One block: the test that must fail, of the whole gate no other may, then the SQL.

-- codes_in_stg_za_iec_turnout__participation_A__L__O__obs_status_code
update staging.stg_za_iec_turnout__participation set obs_status_code = 'E'
where rowid = (select min(rowid) from staging.stg_za_iec_turnout__participation);

-- share_below_contract_stg_za_iec_turnout__participation_obs_status_code_O___value_fault_share__za_iec_turnout
update staging.stg_za_iec_turnout__participation set obs_status_code = 'O';

-- has_rows_stg_mx_sesnsp_rnid__coverage_
delete from staging.stg_mx_sesnsp_rnid__coverage;

-- every_extract_states_something_stg_za_iec_turnout__participation_za_iec_turnout
update staging.stg_za_iec_turnout__participation set extract_sha256 = repeat('0', 64)
where extract_sha256 = (select min(extract_sha256) from staging.stg_za_iec_turnout__participation);

-- cutoff_is_last_filled_month_stg_mx_sesnsp_rnid__offences_mx_sesnsp_rnid
update staging.stg_mx_sesnsp_rnid__offences set value_count = null, obs_status_code = 'L'
where (extract_sha256, period_end) in (
  select (extract_sha256, max(period_end)) from staging.stg_mx_sesnsp_rnid__offences
  where value_count is not null group by extract_sha256
);

-- no_rows_where_stg_mx_sesnsp_rnid__offences__value_count_is_null_obs_status_code_A_
update staging.stg_mx_sesnsp_rnid__offences set value_count = null
where rowid = (select min(rowid) from staging.stg_mx_sesnsp_rnid__offences
  where value_count is not null);

-- correction_still_fits_stg_za_saps_stations_annual__corrections_set_aside__override__scale
update staging.stg_za_saps_stations_annual__corrections set is_fit = false;

-- rows_are_in_order_stg_xx_city_contracts__contracts_xx_city_contracts
update staging.stg_xx_city_contracts__contracts set left_out_list = 'amount';

-- rows_per_group_stg_za_saps_province__offences_extract_sha256__area_id__period_start__7
delete from staging.stg_za_saps_province__offences
where rowid = (select min(rowid) from staging.stg_za_saps_province__offences);

-- labels_are_mapped_stg_co_dijin_2014__offence_events_co_dijin_2014
insert into meta.unmapped by name select 'x' as source_category_id, 'co_dijin_2014' as source_id,
  'label' as label_type, 1 as row_count, 0.5 as unit_share;

-- no_nulls_stg_xx_city_governance_figures__participation_area_id__period_start__mechanism_code__evaluator_code__label_en__label_es
update staging.stg_xx_city_governance_figures__participation set label_es = null;

-- unique_key_stg_xx_city_governance_figures__counts_checked_extract_sha256__row_number
insert into staging.stg_xx_city_governance_figures__counts_checked
from staging.stg_xx_city_governance_figures__counts_checked;
