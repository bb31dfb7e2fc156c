"""The room's poll in the chat beside the picture: a button for each choice."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from footlight.client.chat.told import PollState


class PollBox(QWidget):
    """Hidden where there is none."""

    voted = Signal(int)
    """A choice was pressed, from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._question = QLabel()
        self._question.setTextFormat(Qt.TextFormat.PlainText)
        self._question.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._question)
        self.choices: list[QPushButton] = []
        self.hide()

    def show_poll(self, poll: PollState | None, voted: int | None, *, may: bool) -> None:
        """Show how it stands; ``voted``: our choice, from 0; ``may``: whether we can choose."""
        self.setVisible(poll is not None)
        if poll is None:
            return
        self._question.setText(f"{'Poll over' if poll.over else 'Poll'}: {poll.question}")
        while len(self.choices) > len(poll.choices):
            self.choices.pop().deleteLater()
        while len(self.choices) < len(poll.choices):
            self._add()
        most = max((choice.votes for choice in poll.choices), default=0)
        for place, (button, choice) in enumerate(zip(self.choices, poll.choices, strict=True)):
            won = "  ★" if poll.over and most and choice.votes == most else ""
            button.setText(f"{choice.text}  ·  {choice.votes}{won}".replace("&", "&&"))
            button.setChecked(place == voted)
            button.setEnabled(may and not poll.over)

    def _add(self) -> None:
        button, place = QPushButton(), len(self.choices)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._press, button, place))
        self.choices.append(button)
        self._layout.addWidget(button)

    def _press(self, button: QPushButton, place: int) -> None:
        # What is checked is what the server took.
        button.setChecked(not button.isChecked())
        self.voted.emit(place)
