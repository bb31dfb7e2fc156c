"""The line that one types in: it completes words, and hands the keys that are for the list on."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from footlight.client.chat.completion import Completion


class Typed(Input):
    """An input that knows what to complete from by whom `completed` is answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete(1)", "Complete", show=False, priority=True),
        Binding("shift+tab", "complete(-1)", "Complete", show=False, priority=True),
        Binding("up", "above", "Pick a line", show=False),
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

    def __init__(self) -> None:
        super().__init__(id="typed", select_on_focus=False)
        self._found: Completion | None = None
        self._chosen: int | None = None
        self._filled = ""
        self._before = ""

    def found(self, completion: Completion) -> None:
        """What the text that is there now may become."""
        if self._found is not None and self.value == self._filled:
            return  # it is what was completed last: other words may take its place
        self._found, self._chosen, self._before, self._filled = completion, None, self.value, ""
        self.post_message(self.Hinted(completion, None))

    def action_complete(self, by: int) -> None:
        """Put the next word, or the one before, in place of what is typed."""
        found = self._found
        if found is None or not found.words or self.cursor_position < len(self.value):
            return
        last = len(found.words) - 1
        if self._chosen is None:
            self._chosen = 0 if by > 0 else last
        else:
            self._chosen = (self._chosen + by) % len(found.words)
        self._filled = self._before[: found.start] + found.words[self._chosen]
        self.value = self._filled
        self.cursor_position = len(self.value)
        self.post_message(self.Hinted(found, self._chosen))
        if last == 0:
            # There is nothing to choose from: go on with what stands behind it.
            self._found = None

    def action_above(self) -> None:
        self.post_message(self.Above())
