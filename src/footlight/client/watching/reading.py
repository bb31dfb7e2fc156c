"""What a message to a viewer means."""

from footlight.client.events import (
    Event,
    GroupsSkipped,
    PacketsReceived,
    StateChanged,
    TracksChanged,
    ViewersCounted,
)
from footlight.e2ee.session import Opening
from footlight.model.packet import Packet
from footlight.model.units import Micros
from footlight.wire.control import Control, Skipped, State, Stats, Tracks, track_from_info


def event_of(content: Control | list[Packet], received_at: Micros, opening: Opening) -> Event | None:
    """The event that a message tells, or None where it tells a viewer nothing; ``received_at`` is in our clock.

    Raises:
        SecretMissingError, SecretWrongError, NotEncryptedError: as of `Opening.describe`.
    """
    match content:
        case list():
            packets = opening.open(content)
            return PacketsReceived(packets, received_at) if packets else None
        case Tracks():
            return TracksChanged(
                content.broadcast or "", opening.describe([track_from_info(info) for info in content.tracks])
            )
        case State():
            return StateChanged(content.state, content.broadcast)
        case Stats(viewers=int(viewers)):
            return ViewersCounted(viewers)
        case Skipped():
            return GroupsSkipped(content.groups)
        case _:
            return None
