"""docs/errors.md is the whole list of error codes, and tells their exit statuses truly."""

from footlight.errors import BY_CODE
from tests.docs.pages import rows


def test_every_error_code_has_a_row_with_its_exit_status_and_no_row_is_left_over() -> None:
    documented = {cells[0]: cells[1] for cells in rows("docs/errors.md") if cells[0] != "code"}

    assert documented == {code: str(error.exit_status) for code, error in BY_CODE.items()}


def test_every_row_says_what_to_do() -> None:
    assert [cells for cells in rows("docs/errors.md") if len(cells) != 4 or not all(cells)] == []
