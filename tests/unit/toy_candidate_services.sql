-- The toy candidate's service requests, requests for information and contracts. All invented.

create table core.fct_service_request as
select repeat(t.key, 64) as request_id, 'co_medellin' as city_id, t.area_id,
  'Luminaria' as category_local, 'lighting' as category_code, 'web' as channel_code,
  t.opened_at, t.due_at, t.closed_at, t.status_code, 'co_toy_offences' as source_id,
  'service_requests|co_medellin|2023-01' as coverage_scope, repeat('a', 64) as extract_sha256,
  t.known_from_at, t.known_to_at
from (values
  ('1', 'COL:small_area:05001001', timestamp '2023-01-02 15:00:00', timestamp '2023-01-18 04:59:59',
   null, 'open', timestamp '2023-01-31', timestamp '2023-02-28'),
  ('1', 'COL:small_area:05001001', timestamp '2023-01-02 15:00:00', timestamp '2023-01-18 04:59:59',
   timestamp '2023-02-10 15:00:00', 'closed', timestamp '2023-02-28', null),
  ('2', null, timestamp '2023-01-05 15:00:00', null, timestamp '2023-01-06 15:00:00', 'rejected',
   timestamp '2023-01-31', null),
) as t (key, area_id, opened_at, due_at, closed_at, status_code, known_from_at, known_to_at);

create table core.fct_information_request as
select repeat(t.key, 64) as request_id, 'co_medellin' as city_id,
  date '2023-01-02' as received_date, date '2023-01-22' as due_date, t.answered_date,
  t.outcome_code, t.is_appealed, t.appeal_outcome_code, 'co_toy_offences' as source_id,
  'information_requests|co_medellin|2023-01' as coverage_scope, repeat('a', 64) as extract_sha256,
  timestamp '2023-02-28' as known_from_at, cast(null as timestamp) as known_to_at
from (values
  ('1', date '2023-01-20', 'denied', true, 'upheld'), ('2', null, 'pending', false, null),
) as t (key, answered_date, outcome_code, is_appealed, appeal_outcome_code);

create table core.fct_contract as
select 'co_medellin:' || t.key as contract_id, 'co_medellin' as city_id, t.method_local,
  t.method_code, cast(t.bidder_count as int) as bidder_count,
  cast(t.amount as decimal(20, 2)) as amount, 'COP' as currency_code,
  date '2023-01-10' as award_date, repeat('9', 64) as supplier_id, '03' as cofog_code,
  'co_toy_offences' as source_id, 'contracts|co_medellin|2023-01' as coverage_scope,
  repeat('a', 64) as extract_sha256, timestamp '2023-02-28' as known_from_at,
  cast(null as timestamp) as known_to_at
from (values
  ('A', 'Contratación directa', 'direct', 1, 100), ('B', 'Licitación pública', 'open', 4, 900),
  ('C', 'Licitación pública', 'open', null, 500),
) as t (key, method_local, method_code, bidder_count, amount);
