-- One row is one request for information as one file tells it. The folio leaves landing as a salted
-- hash only. A row that breaks a rule keeps what could be read and says what broke.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        city.city_id,
        trim(requests.city_id) as city_text,
        trim(requests.request_number) as request_number,
        requests.received_date as received_text,
        requests.due_date as due_text,
        requests.answered_date as answered_text,
        {{ strict_local_date('requests.received_date') }} as received_date,
        {{ strict_local_date('requests.due_date') }} as due_date,
        {{ strict_local_date('requests.answered_date') }} as answered_date,
        trim(requests.outcome_code) as outcome_code,
        lower(trim(requests.is_appealed)) as is_appealed,
        trim(requests.appeal_outcome_code) as appeal_outcome_code,
        extract.data_as_of_date as cutoff_date,
        row_number() over (
            partition by requests._extract_sha256, trim(requests.city_id),
            trim(requests.request_number) order by requests._row_number
        ) as ordinal
    from {{ source('xx_city_information_requests', 'requests') }} as requests
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            requests._source_id = extract.source_id
            and requests._extract_sha256 = extract.extract_sha256
    left join {{ ref('cities') }} as city on trim(requests.city_id) = city.city_id
),

judged as (
    select
        *,
        {{ cell_problems([
            ['city_id', 'missing', is_missing('city_text')],
            ['city_id', 'unknown_city', "city_text <> '' and city_id is null"],
            ['request_number', 'duplicate', 'ordinal > 1'],
            ['received_date', 'missing', is_missing('received_text')],
            ['received_date', 'date_form', is_unread('received_text', 'received_date')],
            ['received_date', 'after_cutoff', 'received_date > cutoff_date'],
            ['due_date', 'missing', is_missing('due_text')],
            ['due_date', 'date_form', is_unread('due_text', 'due_date')],
            ['due_date', 'before_opening', 'due_date < received_date'],
            ['due_date', 'far_limit', is_far_limit('received_date', 'due_date')],
            ['answered_date', 'date_form', is_unread('answered_text', 'answered_date')],
            ['answered_date', 'before_opening', 'answered_date < received_date'],
            ['answered_date', 'after_cutoff', 'answered_date > cutoff_date'],
            ['answered_date', 'missing_for_status',
             "outcome_code in ('full', 'partial', 'denied', 'not_competent', 'non_existent') and "
             ~ is_missing('answered_text')],
            ['answered_date', 'against_status',
             "outcome_code in ('no_answer', 'pending') and trim(answered_text) <> ''"],
            ['outcome_code', 'missing', is_missing('outcome_code')],
            ['outcome_code', 'unknown_code', is_unknown_code('outcome_code', 'information_outcome')],
        ]) }} as left_out_list,
        {{ cell_problems([
            ['is_appealed', 'unknown_optional_code',
             "is_appealed <> '' and is_appealed not in ('yes', 'no')"],
            ['appeal_outcome_code', 'unknown_optional_code',
             is_unknown_code('appeal_outcome_code', 'appeal_outcome')],
            ['appeal_outcome_code', 'without_appeal',
             "appeal_outcome_code <> '' and coalesce(is_appealed, '') <> 'yes'"],
        ]) }} as emptied_list
    from landed
),

staged as (
    select
        'xx_city_information_requests' as source_id,
        extract_sha256,
        row_number,
        {{ city_month_scope('information_requests', 'city_id', 'received_date') }}
            as coverage_scope,
        received_date as period_start,
        coalesce(answered_date, received_date) as period_end,
        city_id,
        {{ salted_id('xx_city_information_requests', 'city_id', 'request_number') }} as request_id,
        received_date,
        due_date,
        answered_date,
        outcome_code,
        case is_appealed when 'yes' then true when 'no' then false end as is_appealed,
        case
            when
                is_appealed = 'yes'
                and not {{ is_unknown_code('appeal_outcome_code', 'appeal_outcome') }}
                then nullif(appeal_outcome_code, '')
        end as appeal_outcome_code,
        left_out_list,
        emptied_list
    from judged
)

{{ canonical_information_requests('staged') }}
