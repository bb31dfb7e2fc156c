"""What stands over the line that one types in: what it may become, and how a command is typed."""

from typing import Final

from textual.content import Content
from textual.widgets import Static

from footlight.client.chat.completion import Completion
from footlight.terminal.plain import plain

_BEFORE: Final = 3
"""Words that are seen before the chosen one."""


class Hint(Static):
    """Hidden where there is nothing to say."""

    def show(self, found: Completion, chosen: int | None) -> None:
        """``chosen``: which of the words stands there now."""
        words = [word.strip() for word in found.words]
        parts = []
        if len(words) > 1 or (words and chosen is None):
            shown = [
                Content.styled(plain(word), "reverse" if place == chosen else "") for place, word in enumerate(words)
            ]
            parts.append(Content("  ").join(shown[max(0, (chosen or 0) - _BEFORE) :]))
        if found.hint:
            parts.append(Content.styled(found.hint, "dim") if parts else Content(found.hint))
        self.update(Content("    ").join(parts))
        self.display = bool(parts)
