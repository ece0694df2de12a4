-- One row is one label tuple with the crosswalk row it meets, if any. Match order per level: the
-- exact label, then `<blank>` (the column is empty or absent), then `*` (methods 3.1). An empty
-- crosswalk cell means that the source has no such level, so the label must be absent.
{% set levels = ['label_group', 'label_type', 'label_subtype', 'label_modality'] %}
with crosswalk as (
    {{ union_crosswalks() }}
),

scored as (
    select
        label.source_category_id,
        {%- for level in levels %}
        crosswalk.{{ level }} as crosswalk_{{ level }},
        case
            when {{ match_key('crosswalk.' ~ level) }} = {{ match_key('label.' ~ level) }} then 3
            when coalesce(trim(crosswalk.{{ level }}), '') in ('', '<blank>')
                and coalesce(trim(label.{{ level }}), '') = '' then 2
            when trim(crosswalk.{{ level }}) = '*' then 1
            else 0
        end as score_{{ level }},
        {%- endfor %}
        crosswalk.* exclude (source_id, label_group, label_type, label_subtype, label_modality)
    from {{ ref('int_label') }} as label
    inner join crosswalk on label.source_id = crosswalk.source_id
),

ranked as (
    select
        *,
        rank() over (
            partition by source_category_id
            order by
                {%- for level in levels %}
                score_{{ level }} desc{% if not loop.last %},{% endif %}
                {%- endfor %}
        ) as match_rank
    from scored
    where
        {%- for level in levels %}
        {% if not loop.first %}and {% endif %}score_{{ level }} > 0
        {%- endfor %}
)

select
    ranked.* exclude (iccs_code, safe_rollup_code, match_rank),
    coalesce(resolved_iccs.iccs_code, ranked.iccs_code) as iccs_code,
    coalesce(resolved_safe.iccs_code, ranked.safe_rollup_code) as safe_rollup_code
from ranked
left join {{ ref('iccs') }} as resolved_iccs on ranked.iccs_code = resolved_iccs.alternate_code
left join {{ ref('iccs') }} as resolved_safe
    on ranked.safe_rollup_code = resolved_safe.alternate_code
where ranked.match_rank = 1
