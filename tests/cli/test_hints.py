"""An error says in the library's words what is wrong, and a command adds what to type."""

import pytest
from typer.testing import CliRunner

from footlight.cli.hints import hint, with_token_hint
from footlight.cli.main import app
from footlight.errors import FootlightError, KeyInvalidError, PictureSizeError, SignInNeededError, StreamClosedError


@pytest.mark.parametrize(
    ("error", "options", "words"),
    [
        (KeyInvalidError("no"), {"--key"}, " (--key, or FOOTLIGHT_KEY)"),
        (PictureSizeError("no"), {"--key", "--size"}, " (--size WxH)"),
        (PictureSizeError("no"), {"--key"}, ""),
        (StreamClosedError("no"), {"--key"}, ""),
    ],
)
def test_an_option_is_told_where_the_command_has_it(error: FootlightError, options: set[str], words: str) -> None:
    assert hint(error, options) == words


def test_a_command_adds_it_before_the_code() -> None:
    said = CliRunner().invoke(app, ["send", "test", "--to", "http://127.0.0.1:1/lobby", "--key", ""]).stderr
    assert said == (
        "footlight: sending to a server's channel needs its stream key, or a token of who may send to it"
        " (--key, FOOTLIGHT_KEY, or FOOTLIGHT_TOKEN) [key_missing]\n"
    )


def test_a_token_is_told_where_it_mends_something() -> None:
    told = with_token_hint(SignInNeededError("no"))
    assert (type(told), str(told)) == (SignInNeededError, "no (show a token as FOOTLIGHT_TOKEN)")
    other = KeyInvalidError("no")
    assert with_token_hint(other) is other
