-- INV21: no published column holds an exact coordinate, an age in years, free text of a case or the
-- record number of a source, and no table of single cases is published, so none has fewer than 5
-- rows alike. A column of a published table is one that its model documents as public, or as a
-- quasi-identifier, whose cells the disclosure audit bounds (the classification of `meta.columns`),
-- and whose name is not one that such attributes go by. The list of published tables is dbt's own;
-- the columns are those of the candidate. A published table that is not there when this is asked
-- is a row too: without its name below, dbt could ask before the table is built and find nothing
-- wrong.
{% set asked_of = [
    'acceptances', 'bridge_area_overlap', 'city_file_problems', 'codes', 'comparability_card',
    'control_chart', 'corrections', 'crosswalk', 'dim_area', 'dim_area_geometry', 'dim_area_name',
    'dim_city', 'dim_manner_of_death', 'dim_node_status', 'dim_offence', 'dim_period',
    'dim_programme', 'dim_series_break', 'dim_source', 'dim_source_category', 'editions',
    'extracts', 'fct_audit', 'fct_budget', 'fct_governance_indicator', 'fct_offence_open',
    'fct_participation', 'fct_population', 'fct_programme_activity', 'fct_programme_effect',
    'fct_source_coverage', 'fct_survey_estimate', 'form_problems', 'funnel',
    'headline_by_city_year', 'homicide_deaths_by_area_year', 'homicide_registration_triangle',
    'homicide_victims_by_city_year', 'indicator_catalogue', 'maturity_score', 'observation',
    'offence_rate_by_city_year', 'programme_problems', 'ranking', 'recorded_crime_by_city_month',
    'recorded_crime_by_city_year', 'revision_log', 'revisions', 'source_coverage', 'sources',
    'unmapped', 'victims_by_city_year'
] %}
{% for name in asked_of %}{% do ref(name) %}{% endfor %}
{% set published, documented, unnamed = [], [], [] %}
{% if execute %}
    {% for node in graph.nodes.values() if node.resource_type == 'model' %}
        {% if node.config.get('meta', {}).get('publication') == 'public' %}
            {% set name = node.schema ~ '.' ~ node.alias %}
            {% do published.append("'" ~ name ~ "'") %}
            {% if node.name not in asked_of %}{% do unnamed.append("'" ~ name ~ "'") %}{% endif %}
            {% for column in node.columns.values() %}
                {% set class = column.get('config', {}).get('meta', {}).get('classification') %}
                {% if class in ['public', 'quasi_identifier'] %}
                    {% do documented.append("'" ~ name ~ '.' ~ column.name ~ "'") %}
                {% endif %}
            {% endfor %}
        {% endif %}
    {% endfor %}
{% endif %}
{% set tell_tale = [
    '(event|victim|person|request|contract|case|docket|record|report)_(id|key|number)',
    'age_years?', '(victim|person|offender|suspect)_age', 'age', 'birth.*', '(dob|curp|cedula|passport)',
    '(victim|officer|person|offender|suspect|complainant|requester)_names?',
    'occurred_(date|at)', 'occurred_(from|to)_at', 'narrative', 'remarks', 'street.*', '.*address',
    '.*(plate|phone|email)',
] %}
select table_schema || '.' || table_name as table_name, column_name
from information_schema.columns
where
    table_catalog = current_database()
    and table_schema || '.' || table_name in ({{ published | sort | join(', ') or "''" }})
    and (
        table_schema || '.' || table_name || '.' || column_name
        not in ({{ documented | sort | join(', ') or "''" }})
        or regexp_full_match(column_name, '({{ tell_tale | join("|") }})')
        or (
            table_name <> 'dim_area'
            and regexp_matches(column_name, '(^|_)(longitude|latitude|lon|lat|geometry)$')
        )
    )
union all
select published.table_name, 'not built, or not named above' as column_name
from (select unnest([{{ published | sort | join(', ') }}]) as table_name) as published
where
    published.table_name not in (
        select there.table_schema || '.' || there.table_name
        from information_schema.columns as there
        where there.table_catalog = current_database()
    )
    or published.table_name in ({{ unnamed | sort | join(', ') or "''" }})
