"""A notebook over the current release: `marimo edit docs/examples/notebook.py`.

It runs as it is on any release, synthetic or real; `SAFERCITIES_HOME` says where.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(app_title="Reading a release")


@app.cell
def open_release():
    import marimo as mo

    from orchestration import analyst

    safer = analyst.connect()
    release_id, is_synthetic = safer.sql(
        "select release_id, is_synthetic from meta.release"
    ).fetchone()
    notice = "**Synthetic data: no number in here is a fact.**" if is_synthetic else ""
    mo.md(f"# Release {release_id}\n\n{notice}")
    return analyst, is_synthetic, mo, release_id, safer


@app.cell
def what_there_is(analyst, mo, safer):
    tables = analyst.list_tables(safer).pl()
    mo.vstack([mo.md("## What there is"), mo.ui.table(tables)])
    return (tables,)


@app.cell
def what_a_city_has(mo, safer):
    available = safer.sql("""
        select city_id, availability_code, count(*) as indicators,
            string_agg(indicator_id, ' ' order by indicator_id) as which
        from marts.indicator_catalogue group by all order by all
    """).pl()
    mo.vstack([
        mo.md("## What a city has, and what is missing\n\nThe reason of each gap: `missing_en`."),
        mo.ui.table(available),
    ])  # fmt: skip
    return (available,)


@app.cell
def homicide(mo, safer):
    rates = safer.sql("""
        select city_id, source_id, year(period_start) as year, round(value, 1) as rate,
            round(ci_low, 1) as low, round(ci_high, 1) as high, obs_flag_codes as flags,
            bar(value, 0, 100, 40) as picture
        from marts.observation
        where indicator_id = 'C01' and breakdown_code = 'total' and area_scope = 'city'
            and period_id like '%:year:%' and value is not null
        order by city_id, source_id, year
    """).pl()
    mo.vstack([
        mo.md("## Homicides per 100,000 residents and year\n\n"
              "With the 95 % limits of chance variation. Sources are not added up."),
        mo.ui.table(rates),
    ])  # fmt: skip
    return (rates,)


@app.cell
def comparable(mo, safer):
    tiers = safer.sql("""
        select indicator_id, city_id_a, city_id_b, tier_code, count(*) as periods
        from marts.comparability_card group by all order by all
    """).pl()
    mo.vstack([
        mo.md("## What may be compared\n\nTiers A and B may be; C fails a test and stands in no "
              "order; X may not. `reasons` says why."),
        mo.ui.table(tiers),
    ])  # fmt: skip
    return (tiers,)


@app.cell
def then_and_now(analyst, mo, safer):
    # One figure as its publisher had stated it at two moments: the state of Querétaro, 2023.
    moments = ("2024-01-31", "2024-12-31")
    stated = {
        moment: analyst.connect(as_of=moment).sql("""
            select sum(value_count) from fct_offence join core.dim_period using (period_id)
            where source_id = 'mx_sesnsp_offences' and area_id = 'MEX:state:22'
                and year(period_start) = 2023
        """).fetchone()[0]
        for moment in moments
    }  # fmt: skip
    restated = safer.sql("select count(*) from marts.revision_log").fetchone()[0]
    mo.md(f"## Then and now\n\nOffences of 2023 in the state of Querétaro as stated by "
          f"{', '.join(f'{moment}: {count}' for moment, count in stated.items())}. "
          f"{restated} indicator values were restated in all.")  # fmt: skip
    return restated, stated


if __name__ == "__main__":
    app.run()
