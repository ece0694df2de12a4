-- One row is one declared correction and one extract that it speaks of, with the rows it meets.
with matched as (
    {{ matched_corrections('co_ponal_offences', ['yearly']) }}
)

{{ canonical_corrections('matched') }}
