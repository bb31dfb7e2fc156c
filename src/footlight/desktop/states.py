"""What is going on, in words: from the events of watching to a title and a line below it."""

from dataclasses import dataclass
from typing import Final, Literal

from footlight.client.events import Connected, Event, Lost, StateChanged, TracksChanged
from footlight.model.broadcast import BroadcastState

State = Literal["connecting", "offline", "waiting", "live", "sound", "away", "ended", "reconnecting", "broken", "over"]


@dataclass(frozen=True, slots=True)
class Told:
    """A state in words."""

    state: State
    title: str
    detail: str = ""

    @property
    def picture(self) -> bool:
        """The picture says it better than words."""
        return self.state == "live"

    @property
    def words(self) -> str:
        """In one line."""
        return f"{self.title}. {self.detail}" if self.detail else self.title


_TOLD: Final[dict[State, Told]] = {
    told.state: told
    for told in (
        Told("connecting", "Connecting…"),
        Told("offline", "Nothing is on", "It begins by itself as soon as somebody sends."),
        Told("waiting", "Live", "Waiting for the first picture…"),
        Told("live", "Live"),
        Told("sound", "Live", "This broadcast has sound, and no picture."),
        Told("away", "One moment", "The sender dropped out. Waiting for the picture to come back…"),
        Told("ended", "The broadcast has ended", "The next one begins by itself."),
        Told("reconnecting", "Connection lost", "Connecting again until it is back…"),
    )
}
_STATES: Final[dict[BroadcastState, State]] = {
    "offline": "offline",
    "live": "waiting",
    "away": "away",
    "ended": "ended",
}


class States:
    """Follows one window's watching; ``offline`` may be told in other words, where more is known."""

    def __init__(self) -> None:
        self._broadcast: BroadcastState = "offline"
        self._pictures = True
        self.told = _TOLD["connecting"]
        self.waiting = ""
        """What to do where nothing is on, in a line; empty: what is usual."""

    def heard(self, event: Event) -> None:
        """Something happened."""
        match event:
            case Lost():
                self.told = Told(
                    "reconnecting", _TOLD["reconnecting"].title, f"{_sentence(event.error)}. Trying again…"
                )
            case Connected() if self.told.state == "reconnecting":
                self.told = self._of(_STATES[self._broadcast])
            case TracksChanged():
                self._pictures = any(track.kind == "video" for track in event.tracks) or not event.tracks
                if self.told.state in ("waiting", "sound"):
                    self.told = self._of("waiting")
            case StateChanged():
                self._broadcast = event.state
                # What was live goes on where it was: the next picture says so.
                self.told = self._of(_STATES[event.state])
            case _:
                pass

    def pictured(self) -> None:
        """A picture is shown."""
        if self.told.state in ("waiting", "broken") and self._broadcast == "live":
            self.told = _TOLD["live"]

    def broke(self, error: Exception) -> None:
        """What came could not be decoded."""
        if self.told.state == "waiting":
            self.told = Told(
                "broken", "The pictures are broken", f"{_sentence(error)}. It goes on by itself when it can."
            )

    def over(self, error: Exception) -> None:
        """Nothing comes any more."""
        self.told = Told("over", "This cannot be watched", _sentence(error))

    def _of(self, state: State) -> Told:
        if state == "waiting" and not self._pictures:
            state = "sound"
        if state == "offline" and self.waiting:
            return Told("offline", _TOLD["offline"].title, self.waiting)
        return _TOLD[state]


def _sentence(error: Exception) -> str:
    """An error's words, as a sentence begins."""
    words = str(error)
    return words[:1].upper() + words[1:]
