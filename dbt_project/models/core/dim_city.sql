-- One row is one city. In a synthetic release the names say so: invented figures never look real.
{% set mark = " (SYNTHETIC)" if var('is_synthetic') else "" %}
select
    city_id,
    name_en || '{{ mark }}' as name_en,
    name_local || '{{ mark }}' as name_local,
    country_code,
    admin_system_code,
    admin_code,
    timezone,
    currency_code,
    fiscal_year_start_mmdd
from {{ ref('cities') }}
