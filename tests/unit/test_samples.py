"""The synthetic samples: same seed same bytes, the publishers' formats, nobody's real figures.

Belongs here: claims about the generated files themselves. Does not belong here: loading them
(tests/integration).
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.samples import DEFAULT_SEED, generator, source_ids, write_samples
from tests.samples.kit import MARK, xls_bytes, xlsx_bytes

REPOSITORY = Path(__file__).resolve().parents[2]
REAL = REPOSITORY.parent / "shared" / "extracts"
WITH_REAL = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real extracts do not lie beside the repository"
)
#: 35 sources; what the whole set may weigh so that `make demo` stays a matter of a minute.
MAXIMUM_BYTES = 4_000_000


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples of the default seed."""
    folder = tmp_path_factory.mktemp("samples")
    write_samples(folder)
    return folder


def content(path: Path) -> bytes:
    """The bytes of an extract: gzip is transport only."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def csv_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if ".csv" in path.suffixes)


def encoding_of(source_id: str) -> str:
    if source_id == "mx_sesnsp_municipal":  # excerpts that others saved
        return "utf-8"
    return "cp1252" if source_id.startswith("mx_sesnsp") else "utf-8"


def table(path: Path, *, delimiter: str = ",") -> list[dict[str, str]]:
    text = content(path).decode(encoding_of(path.parent.name))
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def sheet(path: Path, name: str | None = None) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(path)))
    chosen = book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
    return chosen.to_python(skip_empty_area=False)


# --- the set as a whole ---------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process(inbox: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.samples", "--out", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    assert hashes(tmp_path) == hashes(inbox)


def test_another_seed_gives_other_figures_under_the_same_names(inbox: Path, tmp_path: Path) -> None:
    write_samples(tmp_path, DEFAULT_SEED + 1)
    first, second = hashes(inbox), hashes(tmp_path)
    assert first.keys() == second.keys()
    assert sum(first[name] != second[name] for name in first) > len(first) * 0.9


def test_every_file_name_says_synthetic(inbox: Path) -> None:
    names = [path.name for path in inbox.rglob("*") if path.is_file()]
    assert names
    assert [name for name in names if MARK not in name] == []


def test_every_source_has_files_and_known_totals(inbox: Path) -> None:
    assert {path.name for path in inbox.iterdir()} == set(source_ids())
    for source_id in source_ids():
        assert generator(source_id).EXPECTED
        assert any((inbox / source_id).rglob(f"*{MARK}*"))


def test_the_set_stays_small(inbox: Path) -> None:
    assert sum(path.stat().st_size for path in inbox.rglob("*") if path.is_file()) < MAXIMUM_BYTES


def test_workbooks_say_synthetic_wherever_the_publisher_puts_names(inbox: Path) -> None:
    for path in (inbox / "co_ponal_offences").rglob("*.xls*"):
        cells = [str(cell) for row in sheet(path) for cell in row]
        signed = [c for c in cells if c.startswith(("Elaborado", "Revisado", "Autorizado"))]
        assert signed, path.name
        assert all(text.endswith(MARK) for text in signed), path.name
        assert all(MARK in text for text in cells if text.startswith("FUENTE")), path.name


def test_workbook_writers_refuse_nothing_and_keep_text_codes_as_text() -> None:
    from tests.samples.kit import Sheet

    page = [Sheet("a", [["05001000", 5001000, None, " ", "x"]])]
    for written in (xlsx_bytes(page), xls_bytes(page)):
        book = CalamineWorkbook.from_filelike(io.BytesIO(written))
        row = book.get_sheet_by_index(0).to_python(skip_empty_area=False)[0]
        assert row[:2] == ["05001000", 5001000]


# --- formats --------------------------------------------------------------------------------------

# file name pattern below the source -> (encoding, line end, last line ends)
FORMATS = {
    "co_dijin_2014/*.csv.gz": ("utf-8", b"\r\n", False),
    "co_dane_population/DL_*.csv": ("utf-8", b"\n", True),
    "co_medata_homicides/*.csv": ("utf-8", b"\n", True),
    "co_medata_monthly_counts/*.csv": ("utf-8", b"\n", True),
    "mx_conapo_population/*.csv": ("utf-8", b"\n", True),
    "co_medellin_geography/*.csv": ("utf-8-sig", b"\n", True),
    "mx_inegi_geography/*.csv": ("utf-8-sig", b"\r\n", True),
    "za_saps_geography/*.csv": ("utf-8", b"\n", True),
    "mx_inegi_ensu_microdata/**/conjunto_de_datos_cb*.csv": ("utf-8-sig", b"\n", True),
    "mx_inegi_ensu_microdata/viv_3t2018*.csv": ("utf-8-sig", b"\n", True),
    "mx_inegi_ensu_microdata/viv_1t2020*.csv": ("utf-8", b"\r", False),
    "mx_inegi_mortality/*.csv": ("cp1252", b"\r\n", True),
    "mx_sesnsp_legacy/*.csv.gz": ("cp1252", b"\r\n", True),
    "mx_sesnsp_municipal/*.csv": ("utf-8", b"\n", True),
    "mx_sesnsp_offences/*.csv*": ("cp1252", b"\r\n", True),
    "mx_sesnsp_rnid/*.csv": ("cp1252", b"\n", True),
    "xx_city_governance_figures/*.csv": ("utf-8", b"\n", True),
    "xx_city_programme_registry/*.csv": ("utf-8", b"\n", True),
    "xx_city_service_requests/*.csv": ("utf-8", b"\n", True),
    "xx_city_information_requests/*.csv": ("utf-8", b"\n", True),
    "xx_city_contracts/*.csv": ("utf-8", b"\n", True),
    "xx_city_survey_estimates/*.csv": ("utf-8", b"\n", True),
    "za_saps_province/*.csv": ("utf-8-sig", b"\n", True),
    "za_saps_quarterly/*.csv": ("utf-8", b"\n", False),
    "za_saps_release_2013/*source*.csv": ("utf-8", b"\n", True),
    "za_saps_release_2013/*wide*.csv": ("utf-8", b"\r\n", True),
    "za_saps_stations_annual/*.csv": ("utf-8", b"\n", False),
    "za_statssa_police_districts/*.csv": ("utf-8", b"\n", True),
    "za_statssa_population/precinct*.csv": ("utf-8", b"\r\n", True),
    "za_statssa_population/sal_*.csv": ("utf-8", b"\n", True),
    "za_treasury_municipal_money/*.csv": ("utf-8", b"\n", True),
    "za_treasury_municipal_money/labels/amount_type_v2*.csv": ("utf-8", b"\n", False),
}
HEADERLESS = {"za_saps_quarterly/*.csv", "za_treasury_municipal_money/*.csv"}
"""Files whose first line is no header."""
OWN_FORMS = {
    "xx_city_governance_figures/*.csv", "xx_city_programme_registry/*.csv",
    "xx_city_survey_estimates/*.csv", "xx_city_service_requests/*.csv",
    "xx_city_information_requests/*.csv", "xx_city_contracts/*.csv",
}  # fmt: skip
"""Files that are ours to define: no publisher has one to compare with."""


def line_end_of(data: bytes) -> bytes:
    return next((end for end in (b"\r\n", b"\n") if end in data), b"\r")


@pytest.mark.parametrize("pattern", FORMATS)
def test_text_files_have_the_declared_encoding_and_line_ends(inbox: Path, pattern: str) -> None:
    encoding, line_end, ends = FORMATS[pattern]
    files = sorted(inbox.glob(pattern))
    assert files
    for path in files:
        data = content(path)
        data.decode(encoding)
        if encoding == "cp1252":
            with pytest.raises(UnicodeDecodeError):
                data.decode("utf-8")
        assert line_end_of(data) == line_end, path.name
        assert line_end == b"\r" or data.count(b"\n") == data.count(line_end), path.name
        assert data.endswith(b"\n") == ends, path.name


def test_every_text_file_has_a_declared_format(inbox: Path) -> None:
    declared = {path for pattern in FORMATS for path in inbox.glob(pattern)}
    assert set(csv_files(inbox)) == declared


@WITH_REAL
@pytest.mark.real
@pytest.mark.parametrize("pattern", sorted(FORMATS.keys() - OWN_FORMS))
def test_the_declared_formats_are_those_of_the_real_files(pattern: str) -> None:
    encoding, line_end, ends = FORMATS[pattern]
    files = sorted(REAL.glob(pattern))
    assert files
    for path in files:
        data = content(path)
        data.decode(encoding)
        assert line_end_of(data) == line_end, path.name
        assert data.endswith(b"\n") == ends, path.name


@WITH_REAL
@pytest.mark.real
@pytest.mark.parametrize("pattern", sorted(FORMATS.keys() - HEADERLESS - OWN_FORMS))
def test_header_lines_are_the_publishers_to_the_byte(inbox: Path, pattern: str) -> None:
    line_end = FORMATS[pattern][1]
    real = {content(path).split(line_end)[0] for path in REAL.glob(pattern)}
    assert {content(path).split(line_end)[0] for path in inbox.glob(pattern)} <= real


# --- nobody's real figures ------------------------------------------------------------------------

# Leading cells of a line that are labels or keys; what follows are figures.
LABEL_CELLS = {
    "co_dane_population": 5,
    "co_medata_homicides": 0,
    "co_medata_monthly_counts": 2,
    "mx_conapo_population": 3,
    "mx_sesnsp_legacy": 6,
    "mx_sesnsp_municipal": 9,
    "mx_sesnsp_offences": 7,
    "mx_sesnsp_rnid": 7,
    "za_saps_release_2013": 1,
    "za_saps_stations_annual": 2,
    "za_statssa_police_districts": 5,
}
# A line with fewer digits in its figures than this says too little to be anybody's: `0,0,1,0` of a
# rare offence meets its like in every year. One figure a line is all that monthly counts have.
MINIMUM_DIGITS = defaultdict(lambda: 6, {"co_medata_monthly_counts": 1, "co_dane_population": 1})


def records(source_id: str, path: Path) -> Iterator[tuple[str, ...]]:
    """The data of a file in the units that could be copied: lines, or whole years of a station."""
    text = content(path).decode(encoding_of(source_id))
    delimiter = ";" if source_id == "co_medata_homicides" else ","
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    if source_id == "za_saps_stations_annual":
        # one value a line: the year of a station is the smallest thing that is its own
        years: dict[str, list[str]] = defaultdict(list)
        for year, _, value in lines:
            years[year].append(value)
        station = path.stem.split("__")[0]
        yield from ((station, year, *values) for year, values in years.items())
        return
    for line in lines:
        cells = line[LABEL_CELLS[source_id] :]
        figures = "".join(cell for cell in cells if not any(map(str.isalpha, cell)))
        digits = "".join(filter(str.isdigit, figures))
        if len(digits.replace("0", "")) >= MINIMUM_DIGITS[source_id]:
            yield tuple(line)


@WITH_REAL
@pytest.mark.real
def test_no_sample_is_a_real_extract(inbox: Path) -> None:
    def digests(folder: Path) -> set[str]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {
            hashlib.sha256(data).hexdigest()
            for path in files
            for data in (path.read_bytes(), content(path))
        }

    assert len(digests(inbox) & digests(REAL)) == 0


@WITH_REAL
@pytest.mark.real
@pytest.mark.parametrize("source_id", LABEL_CELLS)
def test_no_data_line_of_a_sample_stands_in_a_real_extract(inbox: Path, source_id: str) -> None:
    invented = {r for path in csv_files(inbox / source_id) for r in records(source_id, path)}
    assert len(invented) > 0
    real = {r for path in csv_files(REAL / source_id) for r in records(source_id, path)}
    shared = len(invented & real)  # a number: a failing test prints nobody's row
    assert shared == 0


# --- known totals ---------------------------------------------------------------------------------


def police_rows(path: Path) -> list[dict[str, object]]:
    """The data rows of a police workbook by header, without `_`, `*` and outer blanks."""
    rows = sheet(path)
    start = next(i for i, row in enumerate(rows) if any("FECHA" in str(cell) for cell in row))
    names = [str(cell).replace("_", " ").strip("* ").upper() for cell in rows[start]]
    after = [dict(zip(names, row, strict=True)) for row in rows[start + 1 :]]
    filled = [row for row in after if row["DEPARTAMENTO"] and row["CANTIDAD"] != ""]
    return [row for row in filled if not str(row["DEPARTAMENTO"]).startswith("TOTAL")]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("trimmed/2024_Homicidios_*.xlsx", "homicidio_{}_2024"),
        ("trimmed/2023_Delitos_sexuales_*.xlsx", "sexuales_{}_2023"),
        ("trimmed/2018_Delitos_sexuales_*.xlsx", "sexuales_{}_2018"),
        ("trimmed/2020_Terrorismo_*_1.xls", "terrorismo_{}_2020"),
        ("trimmed/2025_Homicidios_*.xlsx", "homicidio_{}_2025"),
        ("vintages/homicidios_2018_*.xlsx", "homicidio_{}_2018_20200715"),
        ("vintages/homicidios_2024_*.xls.gz", "homicidio_{}_2024_20250107"),
    ],
)
def test_police_workbooks_add_up_to_the_known_totals(inbox: Path, name: str, key: str) -> None:
    (path,) = (inbox / "co_ponal_offences").glob(name)
    sums: Counter[str] = Counter()
    for row in police_rows(path):
        code = row["CODIGO DANE"]
        digits = code if isinstance(code, str) else f"{int(str(code).split('.')[0]):08}"
        sums[digits[:5]] += int(str(row["CANTIDAD"]).split(".")[0])
    expected = generator("co_ponal_offences").EXPECTED
    for municipality in ("05001", "13001"):
        assert sums[municipality] == expected[key.format(municipality)]


def test_complete_police_workbooks_add_up_to_their_total_and_trimmed_ones_do_not(
    inbox: Path,
) -> None:
    for path in (inbox / "co_ponal_offences" / "national").iterdir():
        (total,) = [row[-1] for row in sheet(path) if str(row[0]).startswith("TOTAL")]
        rows = [row for row in police_rows(path) if row.get("MUNICIPIO")]
        assert sum(float(str(row["CANTIDAD"])) for row in rows) == total
        (twin,) = (inbox / "co_ponal_offences" / "trimmed").glob(path.name.removesuffix(".gz"))
        assert len(police_rows(twin)) < len(rows)


def test_one_police_row_has_neither_municipality_nor_code(inbox: Path) -> None:
    nameless = [
        path.name
        for path in (inbox / "co_ponal_offences" / "trimmed").iterdir()
        for row in police_rows(path)
        if not row.get("MUNICIPIO", row.get("MUNICIPO"))
    ]
    assert len(nameless) == generator("co_ponal_offences").EXPECTED["rows_without_code"]


@pytest.mark.parametrize(
    ("edition", "year", "total", "homicides"),
    [
        ("dic2023__", "2023", "all_22_2023_dic2023", "homicidio_doloso_22_2023_dic2023"),
        ("nov2024__", "2022", "all_22_2022", "homicidio_doloso_22_2022"),
        ("nov2024__", "2023", "all_22_2023", "homicidio_doloso_22_2023"),
        ("nov2024__", "2024", "all_22_2024", "homicidio_doloso_22_2024"),
        ("feb2024__S", "2024", "all_22_2024_feb2024", None),
        ("feb2024__full", "2024", "all_22_2024_feb2024", None),
    ],
)
def test_state_offences_add_up_to_the_known_totals(
    inbox: Path, edition: str, year: str, total: str, homicides: str | None
) -> None:
    (path,) = (inbox / "mx_sesnsp_offences").glob(f"IDEFC_NM_{edition}*")
    expected = generator("mx_sesnsp_offences").EXPECTED
    rows = [row for row in table(path) if (row["Año"], row["Clave_Ent"]) == (year, "22")]
    assert len(rows) == 98

    def count(selected: list[dict[str, str]]) -> int:
        months = [list(row.values())[7:] for row in selected]
        return sum(int(cell.replace(",", "")) for cells in months for cell in cells if cell)

    assert count(rows) == expected[total]
    if homicides:
        doloso = [row for row in rows if row["Subtipo de delito"] == "Homicidio doloso"]
        assert count(doloso) == expected[homicides]


def test_only_the_february_edition_groups_thousands_and_only_in_february(inbox: Path) -> None:
    for path in csv_files(inbox / "mx_sesnsp_offences"):
        grouped = {
            (row["Año"], month)
            for row in table(path)
            for month, cell in list(row.items())[7:]
            if "," in cell
        }
        assert grouped == ({("2024", "Febrero")} if "feb2024" in path.name else set())


def test_the_old_state_series_agrees_with_the_new_one_where_they_overlap(inbox: Path) -> None:
    old, new = generator("mx_sesnsp_legacy").EXPECTED, generator("mx_sesnsp_offences").EXPECTED
    (path,) = csv_files(inbox / "mx_sesnsp_legacy")
    rows = table(path)
    assert len(rows) == old["rows"]
    for year in ("2015", "2016", "2017"):
        here = [row for row in rows if (row["AÑO"], row["INEGI"]) == (year, "22")]
        total = sum(int(cell) for row in here for cell in list(row.values())[6:])
        assert total == old[f"all_22_{year}"] == new[f"all_22_{year}"]


def test_rnid_editions_add_up_and_only_another_state_was_revised(inbox: Path) -> None:
    expected = generator("mx_sesnsp_rnid").EXPECTED
    january, february = (
        table(next((inbox / "mx_sesnsp_rnid").glob(f"*{month}2026*"))) for month in ("ene", "feb")
    )
    assert len(january) == len(february) == expected["rows"]
    of_state = [row for row in february if row["Clave_Ent"] == "22"]
    assert (
        sum(int(row["Enero"]) + int(row["Febrero"]) for row in of_state)
        == expected["all_22_2026_feb2026"]
    )
    revised = [
        before["Clave_Ent"]
        for before, after in zip(january, february, strict=True)
        if before["Enero"] != after["Enero"]
    ]
    assert revised == ["09"] * expected["revised_cells"]


def test_station_files_carry_the_planted_quirks_and_the_known_totals(inbox: Path) -> None:
    expected = generator("za_saps_stations_annual").EXPECTED
    stations = {
        path.name.split("__")[0]: table(path)
        for path in csv_files(inbox / "za_saps_stations_annual")
    }
    assert len(stations) == 44
    assert sum(map(len, stations.values())) == expected["rows"]
    murders = Counter[str]()
    for rows in stations.values():
        for row in rows:
            if row["category"] == "Murder":
                murders[row["year"]] += int(row["value"])
    assert {f"murder_44_{year}": n for year, n in murders.items()}.items() <= expected.items()
    years = Counter((name, row["year"]) for name, rows in stations.items() for row in rows)
    assert years["Amanzimtoti", "2024"] == expected["rows_amanzimtoti_2024"]
    assert years["Isipingo", "2024"] == expected["rows_isipingo_2024"]
    negative = [row for rows in stations.values() for row in rows if int(row["value"]) < 0]
    assert len(negative) == expected["negative_values"]


def test_the_province_of_the_report_is_the_sum_of_its_stations(inbox: Path) -> None:
    expected = generator("za_saps_release_2013").EXPECTED
    report, wide = (
        next((inbox / "za_saps_release_2013").glob(f"*{kind}*")) for kind in ("source", "wide")
    )
    lines = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8"))))
    murder_lines = [line for line in lines if line[0] == "Murder"]
    assert len(murder_lines) == expected["blocks"]
    province = dict(zip(range(2003, 2013), map(int, murder_lines[0][1:]), strict=True))
    by_station = [row for row in table(wide) if row["crime"] == "Murder"]
    for year, murders in province.items():
        assert murders == expected[f"murder_KZN_{year}"]
        assert murders == sum(int(row[str(year)]) for row in by_station)


def test_homicide_points_agree_with_the_monthly_counts_by_local_year(inbox: Path) -> None:
    expected = generator("co_medata_homicides").EXPECTED
    (points,) = csv_files(inbox / "co_medata_homicides")
    (counts,) = csv_files(inbox / "co_medata_monthly_counts")
    rows = table(points, delimiter=";")
    assert len(rows) == expected["rows"]
    assert sum(row["longitud"] == "NA" for row in rows) == expected["without_coordinates"]
    copies = sum(n - 1 for n in Counter(tuple(row.values()) for row in rows).values())
    assert copies == expected["exact_copies"]
    by_year: Counter[str] = Counter()
    for row in table(counts):
        if row["Modalidad"] == "Homicidio":
            by_year[row["año"]] += int(row["Cantidad_casos"])
    for year in range(2010, 2020):
        assert by_year[str(year)] == expected[f"homicide_05001_{year}"]


def test_populations_are_the_known_ones(inbox: Path) -> None:
    dane = generator("co_dane_population").EXPECTED
    folder = inbox / "co_dane_population"
    (old,) = folder.glob("poblacion_2003_2017*")
    rows = sheet(old, "Municipios")
    header = next(row for row in rows if row[0] == "DP")
    medellin = next(row for row in rows if row[2] == "05001")
    assert medellin[header.index(2017)] == dane["05001_2017_base2005"]
    (new,) = folder.glob("poblacion_2018_2023*")
    long = {(row[2], row[4]): row[5] for row in sheet(new)[1:]}
    assert long["13001", 2024] == dane["13001_2024_base2018"]
    conapo = generator("mx_conapo_population").EXPECTED
    (path,) = csv_files(inbox / "mx_conapo_population")
    state = [int(row["2024"]) for row in table(path) if row["CVE"].startswith("22")]
    assert sum(state) == conapo["state_22_2024"]
    districts = generator("za_statssa_police_districts").EXPECTED
    (path,) = csv_files(inbox / "za_statssa_police_districts")
    of_city = [int(row["population"]) for row in table(path) if row["muni_code"] == "ETH"]
    assert len(of_city) == districts["districts_ETH"]
    assert sum(of_city) == districts["population_ETH"]
