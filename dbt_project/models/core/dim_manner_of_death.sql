-- One row is one manner of violent death of the health series and how it stands to ICCS: never the
-- node itself, so it feeds none (methods 2 rule 8).
select manner_code, icd10_range, name_en, name_es, iccs_code, relation_code, basis
from {{ ref('manners_of_death') }}
