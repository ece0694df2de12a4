{#-
    Declared corrections: `corrections__<source_id>.csv`, one row per correction, never hidden in code.

    Columns (all text):
      correction_id      stable name
      action             set_aside (the rows keep their place and lose their value), override and
                         scale (of `column_name`, by `new_value`), flag (listed, nothing changes)
      layout             landing table that the locator speaks of
      locator            `column=value` terms joined by `;`, all of which must hold. `@name` is a
                         fact of the extract: a captured attribute, @file_name or @data_as_of_date.
                         Compared by match key; `*` stands for any text. No value holds a `;`.
      column_name, new_value   what override and scale change, and to what (scale: the factor)
      what, why, evidence      for a reader
      expect             `rows=74` (in each extract; alternatives `rows=24|8`), `value=12` (every row
                         met still says so) or `extracts=2`: the correction no longer fits on the
                         day the publisher mends the error, and a test says so
      applies_until_date files retrieved from that day on are not corrected
      reported_date, status_code   when it was declared; active or retired
    An override or scale that no longer fits is not applied: the publisher's value stands.
-#}

{#- True when every term of a list holds in a JSON document. -#}
{% macro _terms_hold(terms, document) -%}
    coalesce(len(list_filter(
        {{ terms }},
        lambda term: not coalesce(
            {{ match_key(
                "json_extract_string(" ~ document ~ ", '$.\"' || ltrim(split_part(term, '=', 1), '@') || '\"')"
            ) }}
            like replace(replace(replace(
                {{ match_key("substring(term, strpos(term, '=') + 1)") }}, '%', '\%'
            ), '_', '\_'), '*', '%') escape '\',
            false
        )
    )), 0) = 0
{%- endmacro %}

{#- The terms of a locator that speak of the extract, or (with none) of the row. -#}
{% macro _terms(locator, of_extract) -%}
    list_filter(
        string_split({{ locator }}, ';'),
        lambda term: term <> '' and {{ '' if of_extract else 'not ' }}starts_with(term, '@')
    )
{%- endmacro %}

{#-
    One row per correction of a source and extract that it speaks of, with the rows it meets there
    and whether it still fits; a correction without such an extract has one row without extract.
    `layouts` are the landing tables that the corrections of the source name.
-#}
{% macro matched_corrections(source_id, layouts) -%}
with declared as (
    select
        correction_id, action, layout, locator, column_name, new_value, what, why, evidence,
        expect, applies_until_date, reported_date, status_code,
        {{ _terms('locator', true) }} as extract_terms,
        {{ _terms('locator', false) }} as row_terms,
        split_part(expect, '=', 1) as expect_kind,
        substring(expect, strpos(expect, '=') + 1) as expect_value
    from {{ ref('corrections__' ~ source_id) }}
),

edition as (
    select
        extract_sha256, layout, retrieved_at,
        json_merge_patch(
            coalesce(cast(attributes as json), json_object()),
            json_object('file_name', file_name, 'data_as_of_date', data_as_of_date)
        ) as document
    from {{ source('ledger', 'extracts') }}
    where source_id = '{{ source_id }}' and status = 'loaded'
),

applicable as (
    select declared.*, edition.extract_sha256
    from declared
    inner join edition on declared.layout = edition.layout
    where
        {{ _terms_hold('declared.extract_terms', 'edition.document') }}
        and (
            declared.applies_until_date is null
            or cast(edition.retrieved_at as date)
            < {{ strict_date('declared.applies_until_date') }}
        )
),

landed as (
    {%- for layout in layouts %}
    select '{{ layout }}' as layout, _extract_sha256, {{ row_json('landed_row') }} as document
    from {{ source(source_id, layout) }} as landed_row
    where _extract_sha256 in (select extract_sha256 from applicable)
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

met as (
    select
        applicable.correction_id,
        applicable.extract_sha256,
        count(*) as row_count,
        count(*) filter (where coalesce({{ match_key(
            "json_extract_string(landed.document, '$.\"' || applicable.column_name || '\"')"
        ) }}, '') <> {{ match_key('applicable.expect_value') }}) as other_value_count
    from applicable
    inner join landed
        on
            applicable.extract_sha256 = landed._extract_sha256
            and applicable.layout = landed.layout
    where {{ _terms_hold('applicable.row_terms', 'landed.document') }}
    group by applicable.correction_id, applicable.extract_sha256
),

counted as (
    select
        applicable.correction_id,
        applicable.extract_sha256,
        coalesce(met.row_count, 0) as row_count,
        coalesce(met.other_value_count, 0) as other_value_count,
        count(*) over (partition by applicable.correction_id) as extract_count
    from applicable
    left join met
        on
            applicable.correction_id = met.correction_id
            and applicable.extract_sha256 = met.extract_sha256
)

select
    '{{ source_id }}' as source_id,
    declared.correction_id,
    declared.action as action_code,
    declared.layout,
    declared.locator,
    declared.column_name,
    declared.new_value,
    declared.what,
    declared.why,
    declared.evidence,
    declared.expect,
    {{ strict_date('declared.reported_date') }} as reported_date,
    declared.status_code,
    counted.extract_sha256,
    coalesce(counted.row_count, 0) as row_count,
    case
        when counted.extract_sha256 is null then true
        when declared.expect_kind = 'rows'
            then list_contains(
                string_split(declared.expect_value, '|'), cast(counted.row_count as varchar)
            )
        when declared.expect_kind = 'value'
            then counted.row_count > 0 and counted.other_value_count = 0
        when declared.expect_kind = 'extracts'
            then declared.expect_value = cast(counted.extract_count as varchar)
        else false
    end as is_fit
from declared
left join counted on declared.correction_id = counted.correction_id
{%- endmacro %}

{#-
    A landing relation with its declared corrections applied: `columns` (text, as published) with
    overrides and factors, `correction_ids` (null where none applies) and `is_set_aside`. Lineage
    stays; the staging model decides what a row that is set aside may still say.
-#}
{% macro apply_corrections(relation, source_id, layout, columns=[]) -%}
select
    landed_row.*
    {%- if columns %} replace (
        {%- for column in columns %}
        case
            when hit.{{ column }}_override is not null then hit.{{ column }}_override
            when hit.{{ column }}_factor is not null then {{ _scaled(column) }}
            else landed_row.{{ column }}
        end as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    {%- endif %},
    hit.correction_ids,
    coalesce(hit.is_set_aside, false) as is_set_aside
from {{ relation }} as landed_row
left join (
    select
        document._extract_sha256,
        document._row_number,
        string_agg(correction.correction_id, ';' order by correction.correction_id)
            as correction_ids,
        bool_or(correction.action_code = 'set_aside') as is_set_aside
        {%- for column in columns %},
        max(correction.new_value) filter (
            where correction.action_code = 'override' and correction.column_name = '{{ column }}'
        ) as {{ column }}_override,
        max({{ strict_decimal('correction.new_value') }}) filter (
            where correction.action_code = 'scale' and correction.column_name = '{{ column }}'
        ) as {{ column }}_factor
        {%- endfor %}
    from (
        select _extract_sha256, _row_number, {{ row_json('landed_row') }} as row_document
        from {{ relation }} as landed_row
        where _extract_sha256 in (
            select extract_sha256 from {{ ref('stg_' ~ source_id ~ '__corrections') }}
        )
    ) as document
    inner join {{ ref('stg_' ~ source_id ~ '__corrections') }} as correction
        on document._extract_sha256 = correction.extract_sha256
    where
        correction.layout = '{{ layout }}'
        and correction.status_code = 'active'
        and (correction.is_fit or correction.action_code in ('set_aside', 'flag'))
        and {{ _terms_hold(_terms('correction.locator', false), 'document.row_document') }}
    group by document._extract_sha256, document._row_number
) as hit
    on
        landed_row._extract_sha256 = hit._extract_sha256
        and landed_row._row_number = hit._row_number
{%- endmacro %}

{#- A published number times the factor, again as text; whole numbers stay whole. -#}
{% macro _scaled(column) -%}
    {%- set product = strict_decimal('landed_row.' ~ column) ~ ' * hit.' ~ column ~ '_factor' -%}
    case
        when {{ product }} = round({{ product }}) then cast(cast({{ product }} as bigint) as varchar)
        else cast({{ product }} as varchar)
    end
{%- endmacro %}
