-- One row is one row of the form in its current edition, cells as text, with the file it stands in.
with staged as (
    {{ union_domain('programme_activities') }}
)

select staged.*, edition.file_name, edition.known_from_at
from staged
inner join {{ ref('int_edition') }} as edition
    on
        staged.source_id = edition.source_id
        and staged.coverage_scope = edition.coverage_scope
        and staged.extract_sha256 = edition.extract_sha256
        and edition.is_current
