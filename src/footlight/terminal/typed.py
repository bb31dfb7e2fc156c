"""The line that one types in: it completes words, and hands the keys that are for the list on."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from footlight.client.chat.completion import Completion, Cycle

LINE_END: Final = "⏎"
"""What stands for the end of a line, in an input that has one row."""


class Typed(Input):
    """An input that completes words by Tab, and holds texts of several lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False),
        Binding("shift+tab", "complete(-1)", "Complete", show=False),
        Binding("up", "above", "Pick a line", show=False),
        Binding("ctrl+j,shift+enter", "end_line", "New line", show=False),
    ]

    class Above(Message):
        """The list above is wanted."""

    class Hinted(Message):
        """Something else is typed, or completed."""

        def __init__(self, completion: Completion, chosen: int | None) -> None:
            super().__init__()
            self.completion = completion
            self.chosen = chosen
            """Which of the words stands there now."""

    def __init__(self, complete: Callable[[str], Completion | None]) -> None:
        """``complete``: what a text may become; None where nothing is completed."""
        super().__init__(id="typed", select_on_focus=False)
        self._complete = complete
        self._cycle = Cycle()

    @property
    def said(self) -> str:
        """What is typed, with the ends of its lines."""
        return self.value.replace(LINE_END, "\n").strip()

    def fill(self, text: str) -> None:
        """Let this stand there, to be gone on with."""
        self.value = text.replace("\n", LINE_END)
        self.cursor_position = len(self.value)
        self.focus()
        self._look()

    def _on_paste(self, event: events.Paste) -> None:
        # An input takes the first line alone, and says nothing of the others.
        event.prevent_default()
        event.stop()
        self.replace(LINE_END.join(event.text.strip("\r\n").splitlines()), *self.selection)

    def action_end_line(self) -> None:
        self.insert_text_at_cursor(LINE_END)

    @on(Input.Changed)
    def _look(self) -> None:
        found = self._complete(self.value)
        if found is not None and self._cycle.typed(self.value, found):
            self.post_message(self.Hinted(found, None))

    def action_complete(self, by: int) -> None:
        """Put the next word, or the one before, in place of what is typed."""
        # Who types fast is here before the change was told.
        self._look()
        found = self._cycle.completion
        if found is None or self.cursor_position < len(self.value):
            return
        filled = self._cycle.another(by)
        if filled is not None:
            self.value = filled
            self.cursor_position = len(filled)
            self.post_message(self.Hinted(found, self._cycle.chosen))

    def action_above(self) -> None:
        self.post_message(self.Above())
