-- A reviewed judgement does not stand against what the warehouse measures: "all categories" needs a
-- unit for all of them, "some" for some, "dated files" a stated cut-off in every file.
select source_id, component_code, level, measured_value
from {{ ref('maturity_score') }}
where
    basis_code = 'judged'
    and measured_value is not null
    and (
        (component_code = 'counting_unit' and level >= 3 and measured_value < 100)
        or (component_code = 'counting_unit' and level = 2 and measured_value = 0)
        or (component_code = 'revision_policy' and level >= 2 and measured_value < 100)
    )
