"""The command that a chooser shows."""

import pytest

from footlight.desktop.commandline import command_line, without_secrets


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--key", "K", "--to", "x:1"], ["--key", "…", "--to", "x:1"]),
        (["--secret=four words", "--open"], ["--secret=…", "--open"]),
        (["send", "mic:--key", "test"], ["send", "mic:--key", "test"]),
        (["--key"], ["--key"]),
    ],
)
def test_keys_and_secrets_are_not_shown(words: list[str], shown: list[str]) -> None:
    assert without_secrets(words) == shown


@pytest.mark.parametrize(("system", "line"), [("posix", "send 'mic:My Mic'"), ("nt", 'send "mic:My Mic"')])
def test_words_are_quoted_as_the_systems_shell_wants_them(
    system: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlight.desktop.commandline.os.name", system)
    assert command_line(["send", "mic:My Mic"]) == line
