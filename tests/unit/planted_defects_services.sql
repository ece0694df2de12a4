-- Defects in the rows of a city's own files (see planted_defects.sql).

-- fct_service_request: limit_and_closing_follow_the_opening
update core.fct_service_request set closed_at = timestamp '2023-01-01' where status_code = 'rejected';

-- fct_service_request: a_status_fits_its_closing
update core.fct_service_request set closed_at = null where status_code = 'closed';

-- fct_service_request: nothing_happens_after_the_cut_off
update core.fct_service_request set closed_at = timestamp '2023-03-05' where status_code = 'closed';

-- fct_service_request: an_area_lies_in_the_requests_city
update core.fct_service_request set area_id = 'ZAF:city:ETH' where status_code = 'closed';

-- fct_service_request: refers_to(area_id, core.dim_area)
update core.fct_service_request set area_id = 'COL:comuna:99' where status_code = 'closed';

-- fct_service_request: in_set(status_code)
update core.fct_service_request set status_code = 'solved' where status_code = 'closed';

-- fct_service_request: length(request_id)
update core.fct_service_request set request_id = 'R-2023-1' where status_code = 'rejected';

-- fct_service_request: filled(category_local)
update core.fct_service_request set category_local = ' ' where status_code = 'rejected';

-- fct_service_request: knowledge_does_not_overlap
update core.fct_service_request set known_to_at = null where status_code = 'open';

-- fct_information_request: term_and_answer_follow_the_request
update core.fct_information_request set due_date = date '2023-01-01' where outcome_code = 'pending';

-- fct_information_request: an_outcome_fits_its_answer
update core.fct_information_request set answered_date = date '2023-01-09' where outcome_code =
  'pending';

-- fct_information_request: no_answer_lies_after_the_cut_off
update core.fct_information_request set answered_date = date '2023-03-01' where outcome_code =
  'denied';

-- fct_information_request: an_appeal_comes_before_its_outcome
update core.fct_information_request set is_appealed = false;

-- fct_information_request: in_set(outcome_code)
update core.fct_information_request set outcome_code = 'refused' where outcome_code = 'denied';

-- fct_contract: between(amount)
update core.fct_contract set amount = -1 where method_code = 'direct';

-- fct_contract: in_set(method_code)
update core.fct_contract set method_code = 'auction' where method_code = 'direct';

-- fct_contract: an_award_is_in_the_citys_currency
update core.fct_contract set currency_code = 'USD' where method_code = 'direct';

-- fct_contract: no_award_lies_after_the_cut_off
update core.fct_contract set award_date = date '2023-03-01' where method_code = 'direct';

-- fct_contract: a_modality_has_one_method
update core.fct_contract set method_code = 'other' where bidder_count is null;

-- fct_contract: filled(method_local)
update core.fct_contract set method_local = '' where method_code = 'direct';

-- fct_contract: length(supplier_id)
update core.fct_contract set supplier_id = '900123456' where method_code = 'direct';
