-- One row is one service request as one file tells it. The number leaves landing as a salted hash
-- only. A row that breaks a rule keeps what could be read and says what broke (left_out_list); core
-- takes it no further. Times are the city's civil time here and UTC in what goes out.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        city.city_id,
        city.timezone,
        trim(requests.city_id) as city_text,
        trim(requests.request_number) as request_number,
        requests.area_id,
        requests.category_local,
        requests.category_code,
        requests.channel_code,
        requests.status_code,
        requests.opened_at as opened_text,
        requests.due_at as due_text,
        requests.closed_at as closed_text,
        {{ strict_local_timestamp('requests.opened_at') }} as opened_local,
        -- A limit without a time is the end of its day.
        {{ strict_local_timestamp('requests.due_at', '23:59:59') }} as due_local,
        {{ strict_local_timestamp('requests.closed_at') }} as closed_read,
        extract.data_as_of_date as cutoff_date,
        row_number() over (
            partition by requests._extract_sha256, trim(requests.city_id),
            trim(requests.request_number) order by requests._row_number
        ) as ordinal
    from {{ source('xx_city_service_requests', 'requests') }} as requests
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            requests._source_id = extract.source_id
            and requests._extract_sha256 = extract.extract_sha256
    left join {{ ref('cities') }} as city on trim(requests.city_id) = city.city_id
),

-- A closing without a time, on the day of the opening, is not before the opening.
read as (
    select
        *,
        case
            when
                {{ is_date_only('closed_text') }}
                and cast(closed_read as date) = cast(opened_local as date)
                then opened_local
            else closed_read
        end as closed_local
    from landed
),

judged as (
    select
        *,
        {{ cell_problems([
            ['city_id', 'missing', is_missing('city_text')],
            ['city_id', 'unknown_city', "city_text <> '' and city_id is null"],
            ['request_number', 'duplicate', 'ordinal > 1'],
            ['status_code', 'missing', is_missing('status_code')],
            ['status_code', 'unknown_code', is_unknown_code('status_code', 'service_status')],
            ['category_local', 'missing', is_missing('category_local')],
            ['opened_at', 'missing', is_missing('opened_text')],
            ['opened_at', 'date_form', is_unread('opened_text', 'opened_local')],
            ['opened_at', 'after_cutoff', 'cast(opened_local as date) > cutoff_date'],
            ['due_at', 'date_form', is_unread('due_text', 'due_local')],
            ['due_at', 'before_opening', 'due_local < opened_local'],
            ['due_at', 'far_limit', is_far_limit('opened_local', 'due_local')],
            ['closed_at', 'date_form', is_unread('closed_text', 'closed_read')],
            ['closed_at', 'before_opening', 'closed_local < opened_local'],
            ['closed_at', 'after_cutoff', 'cast(closed_local as date) > cutoff_date'],
            ['closed_at', 'missing_for_status',
             "trim(status_code) in ('closed', 'rejected') and " ~ is_missing('closed_text')],
            ['closed_at', 'against_status', "trim(status_code) = 'open' and trim(closed_text) <> ''"],
        ]) }} as left_out_list,
        {{ cell_problems([
            ['due_at', 'without_limit', is_missing('due_text')],
            ['category_code', 'unknown_optional_code',
             is_unknown_code('category_code', 'service_category')],
            ['channel_code', 'unknown_optional_code',
             is_unknown_code('channel_code', 'service_channel')],
        ]) }} as emptied_list
    from read
),

staged as (
    select
        'xx_city_service_requests' as source_id,
        extract_sha256,
        row_number,
        {{ city_month_scope('service_requests', 'city_id', 'opened_local') }} as coverage_scope,
        cast(opened_local as date) as period_start,
        cast(coalesce(closed_local, opened_local) as date) as period_end,
        city_id,
        {{ salted_id('xx_city_service_requests', 'city_id', 'request_number') }} as request_id,
        nullif(trim(area_id), '') as area_id,
        trim(category_local) as category_local,
        case
            when not {{ is_unknown_code('category_code', 'service_category') }}
                then nullif(trim(category_code), '')
        end as category_code,
        case
            when not {{ is_unknown_code('channel_code', 'service_channel') }}
                then nullif(trim(channel_code), '')
        end as channel_code,
        {{ local_to_utc('opened_local', 'timezone') }} as opened_at,
        {{ local_to_utc('due_local', 'timezone') }} as due_at,
        {{ local_to_utc('closed_local', 'timezone') }} as closed_at,
        cast(due_local as date) as due_date,
        trim(status_code) as status_code,
        left_out_list,
        emptied_list
    from judged
)

{{ canonical_service_requests('staged') }}
