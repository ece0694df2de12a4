-- One row is what one extract states in one coverage scope beside the counts of offences: scores,
-- turnout, budgets, audits. Its editions are ordered like those of the counts.
with stated as (
    {{ union_statements([
        'governance_indicators', 'participation', 'budgets', 'audits', 'programmes',
        'programme_activities', 'programme_outcomes', 'deaths',
        'service_requests', 'information_requests', 'contracts',
    ]) }}
)

select
    source_id,
    coverage_scope,
    extract_sha256,
    min(period_start) as covers_from_date,
    max(period_end) as covers_to_date
from stated
group by all
