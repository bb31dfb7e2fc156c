"""What is going on, in words."""

from footlight.client.events import Connected, Lost, StateChanged, TracksChanged
from footlight.desktop.states import States
from footlight.errors import ConnectionFailedError, DecodingFailedError, KeyInvalidError
from footlight.model.track import Track, TrackKind
from footlight.model.units import Micros

LOST = Lost(ConnectionFailedError("nothing listens there"), Micros(500_000))
CONNECTED = Connected(Micros(0))


def tracks(*kinds: TrackKind) -> TracksChanged:
    return TracksChanged("b1", tuple(Track(id, kind, kind, "", b"", 90_000) for id, kind in enumerate(kinds)))


def state(states: States) -> str:
    return states.told.state


def live() -> States:
    states = States()
    for event in (CONNECTED, tracks("video", "audio"), StateChanged("live", "b1")):
        states.heard(event)
    return states


def test_it_connects_waits_for_a_picture_and_is_live() -> None:
    states = States()
    assert state(states) == "connecting"
    states.heard(CONNECTED)
    states.heard(StateChanged("offline", None))
    assert state(states) == "offline"

    states = live()
    assert state(states) == "waiting"
    states.pictured()
    assert state(states) == "live"
    assert states.told.picture


def test_what_drops_out_is_told_and_is_live_again_with_the_next_picture() -> None:
    states = live()
    states.pictured()
    states.heard(StateChanged("away", "b1"))
    assert state(states) == "away"
    states.pictured()  # one that was on its way
    assert state(states) == "away"

    states.heard(StateChanged("live", "b1"))
    states.pictured()

    assert state(states) == "live"


def test_a_lost_connection_tells_why_and_what_was_on_is_waited_for() -> None:
    states = live()
    states.pictured()
    states.heard(LOST)
    assert states.told.words == "Connection lost. Nothing listens there. Trying again…"

    states.heard(CONNECTED)
    assert state(states) == "waiting"
    states.pictured()
    assert state(states) == "live"


def test_a_broadcast_without_a_picture_says_so() -> None:
    states = States()
    states.heard(tracks("audio"))
    states.heard(StateChanged("live", "b1"))
    assert state(states) == "sound"

    states.heard(tracks("video", "audio"))
    assert state(states) == "waiting"


def test_what_cannot_be_decoded_is_told_until_it_can() -> None:
    states = live()
    states.broke(DecodingFailedError("no picture"))
    assert state(states) == "broken"

    states.pictured()
    assert state(states) == "live"
    states.broke(DecodingFailedError("one of many"))
    assert state(states) == "live"


def test_what_to_do_where_nothing_is_on_is_told_where_it_is_known() -> None:
    states = States()
    states.waiting = "At the other end type: footlight send screen --to 10.0.0.2:7700"
    states.heard(StateChanged("offline", None))

    assert states.told.detail == states.waiting


def test_a_refusal_is_told_in_its_own_words() -> None:
    states = States()
    states.over(KeyInvalidError("the key is wrong"))

    assert states.told.words == "This cannot be watched. The key is wrong"
