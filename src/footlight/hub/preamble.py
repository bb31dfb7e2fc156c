"""What a viewer must have been told before packets make sense."""

from dataclasses import dataclass

from footlight.hub.form import Form
from footlight.wire.control import State, Tracks


@dataclass(frozen=True, slots=True)
class Notice:
    """What holds on a channel, as messages."""

    state: State
    tracks: Tracks | None = None
    """None where there is no broadcast or it has not told its tracks."""
    farewell: State | None = None
    """What those are told, instead of ``state``, who saw the broadcast that is over."""


@dataclass(frozen=True, slots=True)
class Preamble:
    """A `Notice` in the form of one feed; what that form cannot say is empty."""

    state: bytes
    tracks: bytes
    farewell: bytes

    def news(self, seen: "Preamble | None") -> list[bytes]:
        """The messages for a viewer that was told ``seen`` last, or nothing at all."""
        if seen is None:
            return [message for message in (self.state, self.tracks) if message]
        state = b"" if self.state == seen.state else self.farewell or self.state
        tracks = b"" if self.tracks == seen.tracks else self.tracks
        return [message for message in (state, tracks) if message]


def preamble_of(notice: Notice, form: Form) -> Preamble:
    return Preamble(
        form.control(notice.state),
        form.control(notice.tracks) if notice.tracks is not None else b"",
        form.control(notice.farewell) if notice.farewell is not None else b"",
    )
