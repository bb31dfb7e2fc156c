"""footlight.1 control messages: JSON objects told apart by ``type`` (docs/protocol.md, "Control messages")."""

from typing import Annotated, Final, Literal

import msgspec

from footlight.errors import MessageTooLargeError, ProtocolViolationError
from footlight.model.broadcast import BroadcastState
from footlight.model.latency import LatencyClass
from footlight.model.track import Encryption, Track, TrackKind

SUBPROTOCOL: Final = "footlight.1"
VERSION: Final = 1
MAX_CONTROL: Final = 64 * 1024
"""The largest control message, in bytes of UTF-8."""
MAX_TRACKS: Final = 16
"""The most tracks of a broadcast."""
MAX_INTEGER: Final = 2**53 - 1
"""The largest integer on the wire, either side of zero: what JavaScript's numbers hold exactly."""

_PRINTABLE: Final = r"\A[^\x00-\x1f\x7f-\x9f]*\Z"

Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]
Integer = Annotated[int, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
TrackId = Annotated[int, msgspec.Meta(ge=0, le=255)]
Line = Annotated[str, msgspec.Meta(max_length=1024, pattern=_PRINTABLE)]
"""A sentence for people: no control characters, as it ends up in logs and terminals."""
Label = Annotated[str, msgspec.Meta(max_length=128, pattern=_PRINTABLE)]
Secret = Annotated[str, msgspec.Meta(max_length=256, pattern=_PRINTABLE)]
Session = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=_PRINTABLE)]
Side = Annotated[int, msgspec.Meta(ge=0, le=16_384)]


class _Message(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    pass


class Hello(_Message, frozen=True, tag="hello"):
    """Client to server, first, within 10 s: what the client is here for."""

    version: Count
    role: Literal["watch", "publish"]
    agent: Label = ""
    """Name and version of the client, for logs."""
    key: Secret | None = None
    """Publisher: the stream key."""
    session: Session | None = None
    """Publisher: a random name of this run of the publisher, by which it gets its broadcast back after a reconnect."""
    take_over: bool = False
    """Publisher: replace another publisher who is live on the channel."""
    latency: LatencyClass = "normal"
    """Viewer: how soon it wants what it watches."""
    ticket: Secret | None = None
    """Either, in place of a key: a single-use right of this one connection, as the HTTP interface issued it."""


class Welcome(_Message, frozen=True, tag="welcome"):
    """Server to client: the hello was accepted."""

    agent: Label
    broadcast: Label | None = None
    """Publisher: the id of the broadcast it feeds."""
    resumed: bool = False
    """Publisher: the broadcast went on where it was; group numbers must go on too."""
    max_message: Count = 0
    """The largest message that this server takes, in bytes."""


class EncryptionInfo(msgspec.Struct, frozen=True):
    """How a track is encrypted, as JSON; both in base64."""

    salt: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
    check: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class TrackInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A track as JSON; the fields are those of `footlight.model.track.Track`, the description in base64."""

    id: TrackId
    kind: TrackKind
    name: Label
    codec: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=_PRINTABLE)]
    description: Annotated[bytes, msgspec.Meta(max_length=2048)]
    """At most 2 KiB: sixteen of them in base64 stay below `MAX_CONTROL`."""
    timescale: Annotated[int, msgspec.Meta(ge=1, le=1_000_000_000)]
    generation: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0
    bitrate: Count = 0
    width: Side = 0
    height: Side = 0
    fps: Annotated[float, msgspec.Meta(ge=0, le=1000)] = 0.0
    sample_rate: Annotated[int, msgspec.Meta(ge=0, le=768_000)] = 0
    channels: Annotated[int, msgspec.Meta(ge=0, le=255)] = 0
    encryption: EncryptionInfo | None = None


class Tracks(_Message, frozen=True, tag="tracks"):
    """Publisher to server, server to viewers: the whole list, whenever it changes, before the packets it describes."""

    tracks: Annotated[list[TrackInfo], msgspec.Meta(max_length=MAX_TRACKS)]
    """At most 16, each id once."""
    broadcast: Label | None = None
    """To viewers: whose tracks these are; another id than before means that everything starts anew."""

    def __post_init__(self) -> None:
        # msgspec turns a ValueError from here into its ValidationError, with the path of the message.
        if len({track.id for track in self.tracks}) < len(self.tracks):
            raise ValueError("two tracks have the same id")


class State(_Message, frozen=True, tag="state"):
    """Server to viewer: what is on the channel."""

    state: BroadcastState
    broadcast: Label | None = None
    started_at: Integer = 0
    """When the broadcast went live, microseconds in the server's clock."""


class Subscribe(_Message, frozen=True, tag="subscribe"):
    """Viewer to server: send only these tracks. Without it a viewer gets all."""

    tracks: Annotated[list[TrackId], msgspec.Meta(max_length=MAX_TRACKS)]


class Stats(_Message, frozen=True, tag="stats"):
    """Both ways, every few seconds: the server tells ``viewers``, a viewer what it shows, a publisher what it drops."""

    viewers: Count | None = None
    latency_us: Integer | None = None
    """Viewer: capture to presentation, the median of late; negative where the clocks were compared badly."""
    dropped_groups: Count | None = None
    """Publisher, viewer: groups left out or not shown since the start."""
    bundle_us: Count | None = None
    """Server: for how long it gathers packets now for viewers of this one's latency class; 0 where it does not."""


class Keyframe(_Message, frozen=True, tag="keyframe"):
    """Viewer to server, server to publisher: please start a new group on every video track."""


class Skipped(_Message, frozen=True, tag="skipped"):
    """Server to viewer: you fell behind, and are at the newest group's start now."""

    groups: Count
    """Groups skipped since the viewer joined."""


class Ping(_Message, frozen=True, tag="ping"):
    """Either way: compare clocks."""

    id: Count


class Pong(_Message, frozen=True, tag="pong"):
    """The answer to a ping, at once."""

    id: Count
    received_at: Integer
    """Microseconds in the answering end's clock."""
    sent_at: Integer


class Bye(_Message, frozen=True, tag="bye"):
    """Either way, last: why this end closes. ``code`` is one of `footlight.errors`, or ``done``."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"\A[a-z0-9_]+\Z")]
    message: Line = ""
    retry: bool = False
    """Coming back later makes sense."""
    retry_after: Count | None = None
    """Milliseconds: who comes back sooner is refused again."""


Control = Hello | Welcome | Tracks | State | Subscribe | Stats | Keyframe | Skipped | Ping | Pong | Bye

_KNOWN_TYPES: Final = frozenset(kind.__struct_config__.tag for kind in Control.__args__)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Control] = msgspec.json.Decoder(Control)
_type_of = msgspec.json.Decoder(dict[str, msgspec.Raw])


def encode_control(message: Control) -> str:
    """A control message as JSON text.

    Fields that have their default are left out. Bounds are checked by who receives: `decode_control`.
    """
    return _encoder.encode(message).decode()


def decode_control(text: str) -> Control | None:
    """Read a control message; None for a type this version does not know, which is to be ignored.

    Raises:
        ProtocolViolationError: not a JSON object with a ``type``; a field that is missing, ill-typed or
            out of its bounds; a track id twice.
        MessageTooLargeError: more than ``MAX_CONTROL`` bytes.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ProtocolViolationError("a control message is not Unicode") from error
    if len(data) > MAX_CONTROL:
        raise MessageTooLargeError(f"a control message of {len(data)} bytes: at most {MAX_CONTROL} are allowed")
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        if _is_of_unknown_type(data):
            return None
        # The library quotes what it was sent, and a peer may send anything.
        reason = "".join(letter if letter.isprintable() else "?" for letter in str(error)[:200])
        raise ProtocolViolationError(f"a control message is not of footlight.1: {reason}") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolViolationError("a control message is no JSON object") from error


def _is_of_unknown_type(data: bytes) -> bool:
    try:
        raw = _type_of.decode(data).get("type")
        name = msgspec.json.decode(raw, type=str) if raw is not None else None
    except (msgspec.DecodeError, RecursionError):
        return False
    return name is not None and name not in _KNOWN_TYPES


def track_info(track: Track) -> TrackInfo:
    """A track as it goes over the wire."""
    fields = {name: getattr(track, name) for name in TrackInfo.__struct_fields__}
    if track.encryption is not None:
        fields["encryption"] = EncryptionInfo(track.encryption.salt, track.encryption.check)
    return TrackInfo(**fields)


def track_from_info(info: TrackInfo) -> Track:
    """A track as it came over the wire, its numbers already checked by `decode_control`."""
    fields = {name: getattr(info, name) for name in TrackInfo.__struct_fields__}
    if info.encryption is not None:
        fields["encryption"] = Encryption(info.encryption.salt, info.encryption.check)
    return Track(**fields)
