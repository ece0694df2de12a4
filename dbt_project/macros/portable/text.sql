{#-
    Match key of a label (methods, section 14): Unicode NFC, inner blanks collapsed, trimmed, case
    folded. Accents stay: they are significant. The no-break space counts as a blank.
-#}
{% macro match_key(expr) -%}
    lower(trim(regexp_replace(nfc_normalize({{ expr }}), '[\s\x{00A0}]+', ' ', 'g')))
{%- endmacro %}

{#- The text as published, or null where the cell holds nothing but blanks. -#}
{% macro blank_to_null(expr) -%}
    case when trim({{ expr }}) <> '' then {{ expr }} end
{%- endmacro %}

{#- Hash of a text, 64 hex digits. -#}
{% macro sha256_hex(expression) -%}
    sha256({{ expression }})
{%- endmacro %}

{#- A text without the carriage returns that a publisher writes into its quotes, and trimmed. -#}
{% macro without_return(expr) -%}
    trim(replace({{ expr }}, chr(13), ''))
{%- endmacro %}
