-- One row is one station name of the register as a match key (a hyphen counts as a blank), with its
-- police district: how station files and reports that print names only find their area.
select
    {{ station_key('name_local') }} as station_key,
    max(area_code) as district_code,
    max(area_id) as area_id
from {{ ref('stg_za_statssa_police_districts__areas') }}
group by 1
