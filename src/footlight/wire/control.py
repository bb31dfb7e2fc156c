"""footlight.1 control messages: JSON objects told apart by ``type`` (docs/protocol.md, "Control messages")."""

from typing import Final, Literal

import msgspec

from footlight.errors import MessageTooLargeError, ProtocolViolationError
from footlight.model.broadcast import BroadcastState
from footlight.model.track import Track, TrackKind

SUBPROTOCOL: Final = "footlight.1"
VERSION: Final = 1
MAX_CONTROL: Final = 64 * 1024
"""The largest control message, in bytes."""


class _Message(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    pass


class Hello(_Message, frozen=True, tag="hello"):
    """Client to server, first, within 10 s: what the client is here for."""

    version: int
    role: Literal["watch", "publish"]
    agent: str = ""
    """Name and version of the client, for logs."""
    key: str | None = None
    """Publisher: the stream key."""
    session: str | None = None
    """Publisher: a random name of this run of the publisher, by which it gets its broadcast back after a reconnect."""
    take_over: bool = False
    """Publisher: replace another publisher who is live on the channel."""


class Welcome(_Message, frozen=True, tag="welcome"):
    """Server to client: the hello was accepted."""

    agent: str
    broadcast: str | None = None
    """Publisher: the id of the broadcast it feeds."""
    resumed: bool = False
    """Publisher: the broadcast went on where it was; group numbers must go on too."""
    max_message: int = 0
    """The largest message that this server takes, in bytes."""


class TrackInfo(msgspec.Struct, frozen=True):
    """A track as JSON; the fields are those of `footlight.model.track.Track`, the description in base64."""

    id: int
    kind: TrackKind
    name: str
    codec: str
    description: bytes
    timescale: int
    generation: int = 0
    bitrate: int = 0
    width: int = 0
    height: int = 0
    fps: float = 0.0
    sample_rate: int = 0
    channels: int = 0


class Tracks(_Message, frozen=True, tag="tracks"):
    """Publisher to server, server to viewers: the whole list, whenever it changes, before the packets it describes."""

    tracks: list[TrackInfo]
    broadcast: str | None = None
    """To viewers: whose tracks these are; another id than before means that everything starts anew."""


class State(_Message, frozen=True, tag="state"):
    """Server to viewer: what is on the channel."""

    state: BroadcastState
    broadcast: str | None = None
    started_at: int = 0
    """When the broadcast went live, microseconds in the server's clock."""


class Subscribe(_Message, frozen=True, tag="subscribe"):
    """Viewer to server: send only these tracks. Without it a viewer gets all."""

    tracks: list[int]


class Stats(_Message, frozen=True, tag="stats"):
    """Both ways, every few seconds: the server tells ``viewers``, a viewer what it shows, a publisher what it drops."""

    viewers: int | None = None
    latency_us: int | None = None
    """Viewer: capture to presentation, the median of late."""
    dropped_groups: int | None = None
    """Publisher, viewer: groups left out or not shown since the start."""


class Keyframe(_Message, frozen=True, tag="keyframe"):
    """Viewer to server, server to publisher: please start a new group on every video track."""


class Skipped(_Message, frozen=True, tag="skipped"):
    """Server to viewer: you fell behind, and are at the newest group's start now."""

    groups: int
    """Groups skipped since the viewer joined."""


class Ping(_Message, frozen=True, tag="ping"):
    """Either way: compare clocks."""

    id: int


class Pong(_Message, frozen=True, tag="pong"):
    """The answer to a ping, at once."""

    id: int
    received_at: int
    """Microseconds in the answering end's clock."""
    sent_at: int


class Bye(_Message, frozen=True, tag="bye"):
    """Either way, last: why this end closes. ``code`` is one of `footlight.errors`, or ``done``."""

    code: str
    message: str = ""
    retry: bool = False
    """Coming back later makes sense."""


Control = Hello | Welcome | Tracks | State | Subscribe | Stats | Keyframe | Skipped | Ping | Pong | Bye

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Control)
_type_of = msgspec.json.Decoder(dict[str, msgspec.Raw])


def encode_control(message: Control) -> str:
    """A control message as JSON text."""
    return _encoder.encode(message).decode()


def decode_control(text: str) -> Control | None:
    """Read a control message; None for a type this version does not know, which is to be ignored.

    Raises:
        ProtocolViolationError: not a JSON object with a ``type``, or a field that is missing or ill-typed.
        MessageTooLargeError: more than ``MAX_CONTROL`` bytes.
    """
    if len(text) > MAX_CONTROL:
        raise MessageTooLargeError(f"a control message of {len(text)} characters: at most {MAX_CONTROL} are allowed")
    try:
        return _decoder.decode(text)
    except msgspec.ValidationError as error:
        if _is_of_unknown_type(text):
            return None
        raise ProtocolViolationError(f"a control message is not of footlight.1: {error}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolViolationError("a control message is no JSON object") from error


_KNOWN_TYPES: Final = frozenset(info.__struct_config__.tag for info in Control.__args__)


def _is_of_unknown_type(text: str) -> bool:
    try:
        raw = _type_of.decode(text).get("type")
        name = msgspec.json.decode(raw, type=str) if raw is not None else None
    except msgspec.DecodeError:
        return False
    return name is not None and name not in _KNOWN_TYPES


def track_info(track: Track) -> TrackInfo:
    """A track as it goes over the wire."""
    return TrackInfo(**{name: getattr(track, name) for name in TrackInfo.__struct_fields__})


def track_from_info(info: TrackInfo) -> Track:
    """A track as it came over the wire.

    Raises:
        ProtocolViolationError: a number is outside what the packet header can carry.
    """
    if not 0 <= info.id <= 255 or not 0 <= info.generation <= 65_535 or not 0 < info.timescale <= 1_000_000_000:
        raise ProtocolViolationError(f"track {info.id} has an id, generation or timescale out of range")
    return Track(**{name: getattr(info, name) for name in TrackInfo.__struct_fields__})
