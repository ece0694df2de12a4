-- One row is one declared correction and one extract that it speaks of, with the rows it meets.
with matched as (
    {{ matched_corrections('mx_sesnsp_offences', ['state_month_csv']) }}
)

{{ canonical_corrections('matched') }}
