-- INV04: no category of completed or attempted homicide, or of 0103, carries the tag of
-- attempts: an attempt is a category of its own (0102).
select source_category_id
from {{ ref('crosswalk') }}
cross join unnest(string_split(coalesce(tags, ''), ';')) as tag (tag_text)
where
    trim(tag.tag_text) like 'At=%'
    and coalesce(safe_rollup_code, iccs_code, '') in ('0101', '0102', '0103')
union all
select iccs_code as source_category_id
from {{ ref('dim_offence') }}
where is_attempt_tag_allowed and iccs_code in ('0101', '0102', '0103')
