-- One row is one municipality as the yearly files write it, with its five-digit code: the way to
-- give a code to the workbook of 2003-2010, which prints names only. Department and name must both
-- be equal (match key), never begin alike: `Cartagena (CT)` is not `Cartagena del Chairá`. A pair
-- that stands for several codes (Leticia, three) is left out.
with named as (
    select distinct
        {{ match_key('departamento') }} as department_key,
        {{ match_key('municipio') }} as municipality_key,
        substring(lpad(trim(codigo_dane), 8, '0'), 1, 5) as municipality_code
    from {{ source('co_ponal_offences', 'yearly') }}
    where {{ full_match('trim(codigo_dane)', '[0-9]{7,8}') }}
)

select
    department_key,
    municipality_key,
    min(municipality_code) as municipality_code
from named
where department_key <> '' and municipality_key <> ''
group by department_key, municipality_key
having count(*) = 1
