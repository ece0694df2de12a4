-- INV01: every value or bound of marts.observation leads back to extracts of its own source; those
-- of two sources (D01, V10) to extracts of either (INV05).
select figure.indicator_id, figure.area_id, figure.period_id, figure.source_id
from {{ ref('observation') }} as figure
where
    coalesce(figure.value, figure.value_low, figure.value_high) is not null
    and figure.extract_sha256_list is null
union all
select figure.indicator_id, figure.area_id, figure.period_id, figure.source_id
from {{ ref('observation') }} as figure
cross join unnest(string_split(figure.extract_sha256_list, ';')) as listed (extract_sha256)
anti join {{ ref('extracts') }} as extract
    on
        (figure.source_id = extract.source_id or figure.indicator_id in ('D01', 'V10'))
        and listed.extract_sha256 = extract.extract_sha256
