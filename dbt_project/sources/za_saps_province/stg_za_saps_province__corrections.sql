-- One row is one declared correction and one extract that it speaks of, with the rows it meets.
with matched as (
    {{ matched_corrections('za_saps_province', ['province_group_year']) }}
)

{{ canonical_corrections('matched') }}
