"""The line that one types in: it completes words, and hands the keys that are for the list on."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from footlight.client.chat.completion import Completion, Cycle


class Typed(Input):
    """An input; tell it by `found` what may become of its text whenever that has changed."""

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
        self._cycle = Cycle()

    def found(self, completion: Completion) -> None:
        """What the text that is there now may become."""
        if self._cycle.typed(self.value, completion):
            self.post_message(self.Hinted(completion, None))

    def action_complete(self, by: int) -> None:
        """Put the next word, or the one before, in place of what is typed."""
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
