"""Every bad input of the fault register with what was observed: the registry behind a docs page.

Belongs here: the shape of a case, the cases of parsing, shape, values, volume and revision, and
the page rendered from all of them. The cases of files, archives, workbooks, portals and privacy
stand in `input_cases_files.py`, in a tuple of the same name.
Does not belong here: any assertion; each case names the test that asserts its outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

FILES = "tests.faults.input_cases_files"
DOOR = "tests/faults/test_bad_data.py::test_a_refresh_ends_as_the_registry_says"
INPUT = "tests/faults/test_bad_input.py::"
DRIFT = "tests/faults/test_drift.py::"
TWINS = "tests/faults/test_twins.py::"
BOUNDS = "tests/faults/test_plausibility.py::"
ARCHIVES = "tests/faults/test_archives.py::"


@dataclass(frozen=True)
class InputCase:
    """One provocation of one fault of the register, and what was observed.

    `fault` is the number in the register (`F21`, `S4`), or `DuckDB` and `Python` for the rows of
    its section c; `test` is a pytest node id without parameters; `exit_code` is that of
    `safercities refresh`, None where no refresh is concerned. `door` names how the case is
    provoked in `test_bad_data.py`, which then asserts the exit code and `words` of the message.
    """

    fault: str
    provocation: str
    outcome: str
    exit_code: int | None
    test: str
    door: str = ""
    words: str = ""


def at_the_door(
    fault: str, provocation: str, outcome: str, exit_code: int, door: str, words: str
) -> InputCase:
    """A case that is provoked over a release, at the command."""
    return InputCase(fault, provocation, outcome, exit_code, DOOR, door, words)


PARSING = (
    at_the_door("F20", "UTF-8 bytes where the contract says cp1252", "refused: garbled text", 7,
                "utf-8", "is garbled text (UTF-8 that was read as cp1252"),
    InputCase("F20", "cp1252 lines in a file declared UTF-8",
              "refused: names the line and the encoding that would read it", 7,
              INPUT + "test_wrong_encoding_names_the_line_and_the_encoding_that_would_read_it"),
    InputCase("F20", "one line of another encoding", "that line is quarantined, the rest loads", 0,
              INPUT + "test_one_line_in_another_encoding_is_quarantined"),
    InputCase("F20", "`Ã©` and U+FFFD above a trace", "refused as garbled text", 7,
              INPUT + "test_garbled_text_is_refused"),
    InputCase("F20", "UTF-16", "refused by its name", 7,
              INPUT + "test_utf16_is_refused_by_its_name"),
    InputCase("F21", "BOM, cp1252, delimiter, quoting, gzip, bzip2, zip, order of rows and columns",
              "the same rows and the same content hash as the clean twin", 0,
              TWINS + "test_a_twin_in_another_dress_lands_the_same_rows_and_hash"),
    InputCase("F21", "CRLF, CR, mixed newlines, trailing delimiter", "the same rows and hash", 0,
              TWINS + "test_line_ends_and_trailing_delimiters_change_nothing"),
    InputCase("F21", "split in two", "the same rows", 0,
              TWINS + "test_a_file_split_in_two_lands_the_same_rows"),
    InputCase("F21", ".xlsx and .xls instead of CSV", "the same rows", 0,
              TWINS + "test_a_workbook_twin_lands_the_same_rows"),
    InputCase("F21", "1 and 4 threads", "the same rows and hash", 0,
              TWINS + "test_the_number_of_threads_changes_nothing"),
    at_the_door("F21", "bare CR line ends of a published edition", "nothing new", 0,
                "other line ends", "F38: same rows as extract"),
    InputCase("F22", "a stray quote at line 42 of 1,001", "that line is quarantined with its bytes",
              0, INPUT + "test_broken_quote_costs_one_line"),
    InputCase("F22", "a stray quote that a later one seems to close", "one line is quarantined", 0,
              INPUT + "test_broken_quote_that_a_later_quote_seems_to_close_costs_one_line"),
    at_the_door("F22", "five stray quotes", "refused above the contract's limit", 7,
                "open quotes", "have a quote that opens and does not close"),
    InputCase("F23", "one short row, one long one", "both are quarantined with their bytes", 0,
              INPUT + "test_rows_with_more_or_fewer_fields_are_quarantined_with_their_bytes"),
    InputCase("F23", "one bad row in a file of 20 rows", "quarantined, the rest loads", 0,
              INPUT + "test_one_bad_row_of_a_small_file_is_set_aside_and_the_rest_loads"),
    InputCase("F23", "half of a small file", "refused", 7,
              INPUT + "test_half_of_a_small_file_is_never_set_aside"),
    at_the_door("F23", "wide rows above the limit", "refused: names the first line", 7,
                "wide rows", "have 20 fields instead of 19"),
    at_the_door("F24", "`,` becomes `;`", "refused: names the dialect found", 7,
                "semicolons", "the file looks ';'-separated"),
    InputCase("F25", "the header again at line 101", "counted as header, not data", 0,
              INPUT + "test_repeated_header_is_not_data"),
    InputCase("F25", "declared footers and a total that fits", "counted, compared, not loaded", 0,
              INPUT + "test_total_and_signature_rows_are_declared_and_names_are_not_kept"),
    InputCase("F25", "a total that differs from the sum", "refused: names both figures", 7,
              INPUT + "test_total_that_differs_from_the_sum_is_refused"),
    InputCase("F25", "an undeclared note", "quarantined", 0,
              INPUT + "test_undeclared_signature_rows_are_quarantined_not_loaded"),
    at_the_door("F25", "nine undeclared notes", "refused above the contract's limit", 7,
                "notes", "have an empty required cell and are no declared footer"),
)  # fmt: skip
SHAPE = (
    InputCase("F26", "header and data in another order", "mapped by name", 0,
              INPUT + "test_swapped_columns_load_by_name"),
    at_the_door("F26", "values of two columns exchanged", "held: both columns are named", 7,
                "swapped values", "all are valid values of"),
    InputCase("F26", "only the header's names exchanged", "held", 7,
              DRIFT + "test_swapped_header_names_are_the_same_fault"),
    at_the_door("F27", "one header renamed", "refused: the nearest name and a contract patch", 7,
                "renamed column", "found instead 'Clave Entidad' (same position, same kind"),
    InputCase("F27", "the word that the header row is found by was renamed",
              "refused: names column, candidate, sheet and row", 7,
              DRIFT + "test_header_row_that_lost_the_word_it_is_found_by_is_known_by_its_other"
                      "_columns"),
    InputCase("F27", "several columns renamed and dropped", "one patch for all of them", 7,
              DRIFT + "test_one_diff_names_every_column_that_the_header_lacks"),
    InputCase("F28", "one new column", "kept aside as text, announced once", 7,
              INPUT + "test_new_column_is_kept_aside_and_announced_once"),
    at_the_door("F29", "a required column dropped", "refused", 7,
                "lost column", "required column 'Modalidad' is missing"),
    InputCase("F29", "an optional column dropped", "null, noted", 0,
              INPUT + "test_missing_optional_column_is_null_and_noted"),
    at_the_door("F30", "`12` becomes `12 (p)` in 5 % of a month", "held above the limit", 7,
                "provisional mark", "values of 'Febrero' do not have the declared form integer"),
    InputCase("F30", "counts in a column per year become text", "held above the limit", 7,
              DRIFT + "test_counts_in_a_column_per_year_are_judged"),
    InputCase("F30", "the same below the limit", "lands, counted in the ledger", 0,
              DRIFT + "test_few_faulty_values_land_and_are_counted"),
)  # fmt: skip
VALUES = (
    at_the_door("F31", "`1.234` where the contract says `,`", "held, number format proposed", 7,
                "point groups", "are written with other marks than the contract's number format"),
    InputCase("F31", "`1 234`, `12,5`", "held above the limit", 7,
              DRIFT + "test_values_out_of_their_domain_hold_above_the_share"),
    InputCase("F31", "declared marks, flags and words for `no value`", "loaded without a word", 0,
              DRIFT + "test_declared_formats_flags_and_missing_words_are_no_faults"),
    at_the_door("F32", "negative counts", "held above the limit", 7,
                "negative", "are negative, fractional or out of bounds"),
    InputCase("F32", "two negative counts of 300", "land with a null value and status, counted", 0,
              DRIFT + "test_few_faulty_values_land_and_are_counted"),
    InputCase("F32", "`<5`, `-`, `n/a` that nobody declared", "held above the limit: never zero", 7,
              DRIFT + "test_values_out_of_their_domain_hold_above_the_share"),
    at_the_door("F33", "year 2999", "held above the limit", 7, "year 2999", "are no dates of 2015"),
    InputCase("F33", "year 1 and 9999, 30 February, serials, two-digit years, other zones",
              "held above the limit", 7,
              DRIFT + "test_values_out_of_their_domain_hold_above_the_share"),
    InputCase("F34", "TZ of the host: UTC, Mexico City, Johannesburg, Auckland",
              "the same rows and the same counts per month", 0,
              TWINS + "test_every_zone_of_the_host_gives_the_same_months"),
    at_the_door("F35", "one label renamed", "held, with the crosswalk row it needs", 7,
                "unknown label", "is not in the crosswalk"),
    InputCase("F35", "an unknown title above the table", "held before loading, with both rows"
              " that would admit it", 7,
              DRIFT + "test_an_unknown_title_is_held_before_loading_with_both_rows_that_would_admit"
                      "_it"),
    InputCase("F35", "an unknown code of a code list", "held, the code is proposed", 7,
              DRIFT + "test_changed_code_list_is_held_and_the_code_proposed"),
    InputCase("F36", "lost leading zeros", "landed as published, padded codes counted", 0,
              DRIFT + "test_lost_leading_zeros_are_counted_and_the_raw_code_is_kept"),
    InputCase("F36", "blanks, no-break spaces, decomposed accents, capitals, look-alikes",
              "the match key decides, the raw text stays; accents and letters are significant", 0,
              TWINS + "test_a_label_is_known_by_its_match_key_and_kept_as_published"),
)  # fmt: skip
REVISION = (
    at_the_door("F37", "the same bytes under another name", "known by SHA-256", 0,
                "same bytes", "1 of its files already archived (the last on"),
    at_the_door("F38", "the rows in another order", "known by the hash of the rows", 0,
                "permuted", "F38: same rows as extract"),
    at_the_door("F38", "renamed, recompressed, other line ends", "known by the hash of the rows", 0,
                "all packed", "F38: same rows as extract"),
    InputCase("F38", "the same rows under a later stated cut-off", "another edition: loaded", 0,
              TWINS + "test_the_same_rows_of_another_stated_cut_off_are_another_edition"),
    InputCase("F38", "a return to an earlier state", "news: loaded", 0,
              TWINS + "test_a_return_to_an_earlier_state_is_news"),
    InputCase("F39", "two extracts that share months", "the later one gives them, with revisions",
              0, "tests/faults/test_bad_data.py::"
                 "test_the_later_of_two_overlapping_extracts_gives_the_whole_period"),
    at_the_door("F40", "a tenth of the rows", "held, with the bound", 7,
                "a tenth", "its predecessor has 1,176, bound 941"),
    InputCase("F40", "ten times the rows", "held", 7, BOUNDS + "test_ten_times_the_rows_is_held"),
    InputCase("F40", "four times the rows", "loaded with a warning", 7,
              BOUNDS + "test_four_times_the_rows_is_a_warning"),
    at_the_door("F41", "a month emptied", "refused: a published month is never lost", 7,
                "lost month", "2024-05 was published"),
    at_the_door("F42", "a year deleted", "refused", 7, "lost year", "2023 was published"),
    at_the_door("F42", "a year shrunk by nine tenths", "held, with the bound", 7,
                "shrunk year", "2023 changes by -9"),
    InputCase("F42", "a small revision", "published with its revision rows", 0,
              BOUNDS + "test_a_small_revision_is_published"),
    InputCase("F42", "a year multiplied", "loaded with a warning", 7,
              BOUNDS + "test_a_large_revision_upwards_is_a_warning"),
    at_the_door("F43", "year-to-date sums as months", "held", 7, "cumulated", "cumulative?"),
    at_the_door("F44", "another source's file under our name", "refused: says whose it looks", 7,
                "another source",
                "looks like za_saps_stations_annual, dropped in inbox/mx_sesnsp_offences"),
    InputCase("F44", "a sample of every source in the inbox of every other",
              "each refused: says whose it looks", 7, "tests/faults/test_bad_data.py::"
              "test_a_file_of_any_source_in_the_inbox_of_any_other_is_told_by_its_header"),
    InputCase("F44", "another source's file under an unknown name", "refused: says whose", 7,
              INPUT + "test_file_of_another_source_under_an_unknown_name_is_told_by_its_header"),
    InputCase("F44", "a file that fits nothing", "announced, not read", 7,
              INPUT + "test_file_that_fits_no_layout_is_announced_not_dropped_silently"),
    at_the_door("F16", "an HTML page under a name that fits no layout", "refused as a page", 7,
                "unknown name, page", "got an HTML page titled 'Sesión'"),
    at_the_door("F17", "an empty file under a name that fits no layout", "refused as empty", 7,
                "unknown name, empty", "An empty file is not zero crime"),
    InputCase("F74", "a broken contract", "its last rows stay, the other sources go on", 7,
              "tests/integration/test_refresh.py::"
              "test_a_broken_contract_stops_only_news_of_its_source"),
    InputCase("F74", "a tab, a wrong type, a missing or unknown field",
              "names the file, the line and the field", 7,
              INPUT + "test_a_broken_contract_names_its_file_and_line"),
    InputCase("F74", "a broken contract in the UI", "one failed asset that says why", None,
              "tests/unit/test_definitions.py::"
              "test_a_broken_contract_is_one_failed_asset_that_says_why_and_the_others_load"),
)  # fmt: skip
FORBIDDEN = "tests/faults/test_input_cases.py::test_no_reader_of_the_register_s_traps_is_used"
TRAPS = (
    InputCase("DuckDB", "rows that widen", "own count of fields: quarantined or refused", 7,
              INPUT + "test_ragged_rows_above_the_share_refuse_the_extract"),
    InputCase("DuckDB", "explicit columns with swapped names", "the header decides", 0,
              INPUT + "test_swapped_columns_load_by_name"),
    InputCase("DuckDB", "one open quote under `store_rejects`", "one line is lost to quarantine, "
              "none to nowhere", 0, INPUT + "test_broken_quote_costs_one_line"),
    InputCase("DuckDB", "several errors of one line", "one quarantine row, raw bytes kept", 0,
              INPUT + "test_rows_with_more_or_fewer_fields_are_quarantined_with_their_bytes"),
    InputCase("DuckDB", "`ignore_errors`, `union_by_name`, `read_csv`, bare `unpivot`",
              "not used anywhere", None, FORBIDDEN),
    InputCase("DuckDB", "`1.234`, `1e3`, `1_000`, `0x10` into an integer",
              "tested as text first: held", 7,
              DRIFT + "test_values_out_of_their_domain_hold_above_the_share"),
    InputCase("DuckDB", "cp1252 with curly quotes", "transcoded in Python", 0,
              TWINS + "test_curly_quotes_of_cp1252_are_read"),
    InputCase("DuckDB", "truncated gzip", "refused: the CRC is checked first", 7,
              INPUT + "test_truncated_compressed_file_is_refused"),
    InputCase("DuckDB", "a one-line HTML page", "refused as a page", 7,
              INPUT + "test_html_page_saved_as_csv_is_refused_with_its_title"),
    InputCase("DuckDB", "0 bytes", "refused as empty", 7,
              INPUT + "test_empty_file_is_not_zero_crime"),
    InputCase("DuckDB", "blank lines", "counted", 0,
              "tests/unit/test_csv.py::test_blank_lines_are_counted"),
    InputCase("DuckDB", "mixed newlines", "the same rows as the clean twin", 0,
              TWINS + "test_line_ends_and_trailing_delimiters_change_nothing"),
    InputCase("DuckDB", "`;` read with `,`", "refused: names the dialect", 7,
              INPUT + "test_changed_delimiter_is_named"),
    InputCase("DuckDB", "`03/04/2024`, `20240105`, `…T00:00:00Z` without a declared form", "held",
              7, DRIFT + "test_values_out_of_their_domain_hold_above_the_share"),
    InputCase("DuckDB", "a file name that is a glob or SQL", "only a name", 0,
              ARCHIVES + "test_a_hostile_file_name_is_only_a_name"),
    InputCase("DuckDB", "a header that is SQL", "kept aside as a name", 7,
              INPUT + "test_new_column_is_kept_aside_and_announced_once"),
    InputCase("DuckDB", "NUL bytes", "the line is quarantined with its bytes", 0,
              INPUT + "test_nul_bytes_quarantine_their_line"),
    InputCase("DuckDB", "a line over the limit", "quarantined", 0,
              INPUT + "test_over_long_line_is_quarantined"),
    InputCase("Python", '`csv` without `strict`: `"x"y`, an open quote', "strict: one line", 0,
              INPUT + "test_broken_quote_that_swallows_a_field_costs_one_line"),
    InputCase("Python", "U+2028, form feed, U+0085 in a value", "they end no line", 0,
              "tests/unit/test_csv.py::test_unicode_line_separators_end_no_line"),
    InputCase("Python", "a formula without a stored value (.xlsx)", "refused: names the cell", 7,
              INPUT + "test_formula_without_a_stored_value_names_the_cell"),
    InputCase("Python", "a formula without a stored value (.xls)", "refused: names the cell", 7,
              INPUT + "test_formula_without_a_stored_value_names_the_cell_of_an_old_workbook"),
    InputCase("Python", "codes as floats, dates as cells", "text without losing its form", 0,
              "tests/unit/test_workbook.py::test_cells_become_text_without_losing_their_form"),
    InputCase("Python", "empty rows on top of a sheet", "row numbers are those of the sheet", 0,
              "tests/unit/test_workbook.py::test_row_numbers_are_those_of_the_sheet"),
    InputCase("Python", "hidden sheets", "counted, never read by accident", 0,
              "tests/unit/test_workbook.py::test_other_sheets_are_counted_hidden_ones_too"),
    InputCase("Python", "billion laughs in a sheet", "nothing is expanded", 7,
              INPUT + "test_entities_in_a_sheet_are_not_expanded"),
    InputCase("Python", "`read_xlsx`, `extractall`", "not used anywhere", None, FORBIDDEN),
)  # fmt: skip
CASES: tuple[InputCase, ...] = (*PARSING, *SHAPE, *VALUES, *REVISION, *TRAPS)

#: What the register's sections on input are about, in their order.
SECTIONS = {
    "Crashes while retrieving": ("F01", "F02"),
    "Retrieval": ("F14", "F15", "F16", "F17", "F18", "F19"),
    "Parsing": ("F20", "F21", "F22", "F23", "F24", "F25"),
    "Shape": ("F26", "F27", "F28", "F29", "F30"),
    "Values": ("F31", "F32", "F33", "F34", "F35", "F36"),
    "Volume and revision": ("F37", "F38", "F39", "F40", "F41", "F42", "F43", "F44"),
    "Archives, workbooks, APIs": ("F58", "F59", "F60", "F61"),
    "Privacy of input": ("F62", "F63"),
    "Contracts": ("F74",),
    "Security": ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"),
    "Traps of DuckDB's readers": ("DuckDB",),
    "Traps of Python's readers": ("Python",),
}
_HEAD = """# Bad input, and what was observed

Written by `python -m tests.faults.input_cases` from the registry beside that module; a test fails
when this page and the registry differ, when a number of the register is missing here, and when a
test named here does not exist. Exit codes are those of `safercities refresh`: 0 nothing to read,
7 a finding that is new, and the last good rows stay published; a code that is the night's own.
"""


def every_case() -> tuple[InputCase, ...]:
    """The cases of this module and those of files, archives, workbooks, portals and privacy."""
    if find_spec(FILES) is None:
        return CASES
    return (*CASES, *import_module(FILES).CASES)


def page() -> str:
    """The page `docs/input_cases.md`."""
    cases = every_case()
    parts = [_HEAD]
    for title, faults in SECTIONS.items():
        parts.append(f"\n## {title}\n\n| fault | provoked by | observed | exit | test |\n"
                     "| --- | --- | --- | --- | --- |\n")  # fmt: skip
        for fault in faults:
            parts += [_row(case) for case in cases if case.fault == fault]
    return "".join(parts)


def _row(case: InputCase) -> str:
    """One row of the table."""
    said = f"{case.outcome}: “… {case.words} …”" if case.words else case.outcome
    code = "" if case.exit_code is None else str(case.exit_code)
    test = case.test.partition("::")[2] or case.test
    cells = (case.fault, case.provocation, said, code, f"`{test}`")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    from orchestration.settings import PROJECT_ROOT

    (PROJECT_ROOT / "docs" / "input_cases.md").write_text(page(), encoding="utf-8")
