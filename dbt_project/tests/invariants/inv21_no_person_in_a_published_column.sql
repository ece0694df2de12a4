-- INV21: no published column holds an exact coordinate, an age in years, free text of a case or the
-- record number of a source, and no table of single cases is published, so none has fewer than 5
-- rows alike. The list of published tables is dbt's own; the columns are those of the candidate.
{% set published = [] %}
{% if execute %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' %}
        {% if node.config.get('meta', {}).get('publication') == 'public' %}
            {% do published.append("'" ~ node.schema ~ '.' ~ node.alias ~ "'") %}
        {% endif %}
    {% endfor %}
{% endif %}
select table_schema || '.' || table_name as table_name, column_name
from information_schema.columns
where
    table_catalog = current_database()
    and table_schema || '.' || table_name in ({{ published | sort | join(', ') or "''" }})
    and (
        column_name in (
            'event_id', 'victim_id', 'event_key', 'record_number', 'age_years', 'birth_date',
            'occurred_date', 'occurred_from_at', 'occurred_to_at', 'victim_name', 'officer_name',
            'narrative', 'remarks', 'street_address', 'plate'
        )
        or (
            table_name <> 'dim_area'
            and regexp_matches(column_name, '(^|_)(longitude|latitude|lon|lat|geometry)$')
        )
    )
