"""The command line of dbt: everything is given, nothing is left to the machine."""

import json
from pathlib import Path

import pytest

from orchestration.warehouse.dbt import build_arguments
from orchestration.warehouse.nodes import source_of_path, without_cells


def arguments(command="build", **more):
    return build_arguments(
        command, project=Path("p"), target=Path("t"), variables={"is_synthetic": True}, **more
    )


def test_nothing_is_written_into_the_project():
    given = arguments()

    assert given[given.index("--target-path") + 1] == "t"
    assert Path(given[given.index("--log-path") + 1]).parts[0] == "t"


def test_unit_tests_are_for_developers_and_not_for_the_night():
    given = arguments()

    assert given[given.index("--exclude-resource-type") + 1] == "unit_test"
    assert "--exclude-resource-type" not in arguments("parse")


def test_what_is_not_to_be_judged_is_built_without_its_tests():
    assert "test" not in arguments()
    assert arguments(data_tests=False)[-2:] == ["unit_test", "test"]


def test_a_new_source_is_never_missed_by_partial_parsing():
    assert "--no-partial-parse" in arguments()


def test_variables_arrive_as_they_were_given():
    given = arguments()

    assert json.loads(given[given.index("--vars") + 1]) == {"is_synthetic": True}


@pytest.mark.parametrize(
    ("path", "source_id"),
    [
        ("sources/co_ponal_offences/models.yml", "co_ponal_offences"),
        ("sources/co_ponal_offences/stg_x.sql", "co_ponal_offences"),
        ("models/core/fct_offence.sql", None),
        ("sources/loose.yml", None),
    ],
)
def test_a_node_belongs_to_the_source_in_whose_folder_it_lies(path, source_id):
    assert source_of_path(path) == source_id


@pytest.mark.parametrize(
    "message",
    [
        "Runtime Error in model stg_x (sources/co_x_y/stg_x.sql)\n"
        "  Conversion Error: Could not convert string 'Canaria Peñálvez' to INT32",
        "Runtime Error in model stg_x\n  Invalid Input Error: Canaria Peñálvez",
        "Canaria Peñálvez",
    ],
)
def test_an_error_that_may_quote_a_cell_is_told_by_its_kind_only(message):
    """S13: adapter errors carry values."""
    assert "Canaria" not in without_cells(message)


def test_an_error_that_only_names_objects_is_told():
    message = (
        "Runtime Error in model stg_x (sources/co_x_y/stg_x.sql)\n"
        '  Binder Error: Referenced column "ano" not found'
    )

    assert without_cells(message) == (
        'Binder Error: Referenced column "ano" not found (sources/co_x_y/stg_x.sql)'
    )
