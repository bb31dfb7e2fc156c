"""The command that would do the same as a choice in a window: so that people learn it."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from typing import Final

_SECRETS: Final = ("--key", "--secret")
_HIDDEN: Final = "…"


def command_line(words: Sequence[str]) -> str:
    """The words as this system's usual shell takes them."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def without_secrets(words: Sequence[str]) -> list[str]:
    """The words with keys and secrets left out: windows are shown to others."""
    shown: list[str] = []
    for number, word in enumerate(words):
        option, equals, _ = word.partition("=")
        if number and words[number - 1] in _SECRETS:
            shown.append(_HIDDEN)
        elif equals and option in _SECRETS:
            shown.append(f"{option}={_HIDDEN}")
        else:
            shown.append(word)
    return shown
