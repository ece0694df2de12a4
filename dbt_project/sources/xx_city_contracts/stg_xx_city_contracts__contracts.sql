-- One row is one award as one file tells it. The supplier's number leaves landing as a salted hash
-- only. The modality is matched to the seed contract_methods, that of the city's country first.
with landed as (
    select
        _extract_sha256 as extract_sha256,
        _row_number as row_number,
        city.city_id,
        city.country_code,
        city.currency_code as city_currency_code,
        trim(awards.city_id) as city_text,
        trim(awards.contract_number) as contract_number,
        trim(awards.method_local) as method_local,
        awards.bidder_count as bidder_text,
        awards.amount as amount_text,
        awards.award_date as award_text,
        trim(awards.currency_code) as currency_text,
        trim(awards.supplier_number) as supplier_number,
        trim(awards.cofog_code) as cofog_text,
        {{ strict_integer('awards.bidder_count') }} as bidder_count,
        {{ strict_decimal('awards.amount') }} as amount_read,
        case
            when {{ strict_decimal('awards.amount') }} >= 0
                then try_cast(trim(awards.amount) as decimal(20, 2))
        end as amount,
        {{ strict_local_date('awards.award_date') }} as award_date,
        extract.data_as_of_date as cutoff_date,
        row_number() over (
            partition by awards._extract_sha256, trim(awards.city_id),
            trim(awards.contract_number) order by awards._row_number
        ) as ordinal
    from {{ source('xx_city_contracts', 'awards') }} as awards
    inner join {{ source('ledger', 'extracts') }} as extract
        on
            awards._source_id = extract.source_id
            and awards._extract_sha256 = extract.extract_sha256
    left join {{ ref('cities') }} as city on trim(awards.city_id) = city.city_id
),

mapped as (
    select
        landed.*,
        coalesce(national.method_code, anywhere.method_code) as method_code
    from landed
    left join {{ ref('contract_methods') }} as national
        on
            landed.country_code = national.country_code
            and {{ match_key('landed.method_local') }} = {{ match_key('national.method_local') }}
    left join {{ ref('contract_methods') }} as anywhere
        on
            anywhere.country_code = '*'
            and {{ match_key('landed.method_local') }} = {{ match_key('anywhere.method_local') }}
),

judged as (
    select
        *,
        {{ cell_problems([
            ['city_id', 'missing', is_missing('city_text')],
            ['city_id', 'unknown_city', "city_text <> '' and city_id is null"],
            ['contract_number', 'duplicate', 'ordinal > 1'],
            ['method_local', 'missing', is_missing('method_local')],
            ['method_local', 'unknown_method',
             "method_local <> '' and method_code is null and city_id is not null"],
            ['amount', 'missing', is_missing('amount_text')],
            ['amount', 'number_form',
             "trim(amount_text) <> '' and (amount_read is null or (amount_read >= 0 and amount is null))"],
            ['amount', 'negative', 'amount_read < 0'],
            ['currency_code', 'currency', "currency_text <> '' and currency_text <> city_currency_code"],
            ['award_date', 'missing', is_missing('award_text')],
            ['award_date', 'date_form', is_unread('award_text', 'award_date')],
            ['award_date', 'after_cutoff', 'award_date > cutoff_date'],
        ]) }} as left_out_list,
        {{ cell_problems([
            ['bidder_count', 'count_form',
             "trim(bidder_text) <> '' and coalesce(bidder_count not between 0 and 100000, true)"],
            ['cofog_code', 'unknown_optional_code',
             "cofog_text <> '' and not "
             ~ full_match('cofog_text', '(0[1-9]|10)([.][1-9]([.][1-9])?)?')],
        ]) }} as emptied_list
    from mapped
),

staged as (
    select
        'xx_city_contracts' as source_id,
        extract_sha256,
        row_number,
        {{ city_month_scope('contracts', 'city_id', 'award_date') }} as coverage_scope,
        award_date as period_start,
        award_date as period_end,
        city_id,
        coalesce(city_id, '') || ':' || contract_number as contract_id,
        method_local,
        method_code,
        case when bidder_count between 0 and 100000 then bidder_count end as bidder_count,
        amount,
        city_currency_code as currency_code,
        award_date,
        case
            when supplier_number <> ''
                then {{ salted_id('xx_city_contracts', 'country_code', 'supplier_number') }}
        end as supplier_id,
        case
            when {{ full_match('cofog_text', '(0[1-9]|10)([.][1-9]([.][1-9])?)?') }} then cofog_text
        end as cofog_code,
        left_out_list,
        emptied_list
    from judged
)

{{ canonical_contracts('staged') }}
