{#-
    One row is one victim of one staged event, only where a row of the publisher is a person (ruling
    5). `event_key` is that of the event in `stg_<source_id>__offence_events`; an age in years stays
    in the restricted layer, and core makes the band of it. What a source does not know is null.
-#}
{% macro canonical_victims(relation) -%}
select
    cast(source_id as varchar) as source_id,
    cast(extract_sha256 as varchar) as extract_sha256,
    cast(row_number as bigint) as row_number,
    cast(coverage_scope as varchar) as coverage_scope,
    cast(event_key as varchar) as event_key,
    cast(victim_ordinal as integer) as victim_ordinal,
    cast(sv_code as varchar) as sv_code,
    cast(av_code as varchar) as av_code,
    cast(age_years as integer) as age_years,
    cast(stv_code as varchar) as stv_code,
    cast(vip_code as varchar) as vip_code,
    cast(cit_code as varchar) as cit_code,
    cast(ls_code as varchar) as ls_code
from {{ relation }}
{%- endmacro %}
