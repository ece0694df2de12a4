{#-
    An active declared correction meets what it expects in every extract it speaks of; on the day the
    publisher mends the error it does not, and somebody has to look: date it (`applies_until_date`)
    or retire it. `actions` limits the test, so that a `flag`, which changes nothing, only warns.
    Flags count what was published: they are not held against invented samples.
-#}
{% test correction_still_fits(model, actions) %}
select correction_id, extract_sha256
from {{ model }}
where
    not is_fit
    and status_code = 'active'
    and action_code in ({% for action in actions %}'{{ action }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- if var('is_synthetic') %}
    and action_code <> 'flag'
    {%- endif %}
{% endtest %}
