"""A broadcast as one endless MPEG transport stream, and whether it can be one."""

from collections.abc import Sequence

from footlight.errors import BroadcastEncryptedError
from footlight.hub.packing import main_track
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.control import Control
from footlight.wire.mpegts import TsMuxer
from footlight.wire.tsstream import ts_stream


class TsForm:
    """Messages as pieces of a transport stream; what footlight.1 tells beside the media has no place in it."""

    def __init__(self) -> None:
        self._muxer = TsMuxer()

    def choose(self, tracks: Sequence[Track]) -> None:
        self._muxer.choose(tracks)

    def media(self, packets: Sequence[Packet], _opens: bool, /) -> bytes:
        return self._muxer.mux(packets)

    def control(self, _message: Control, /) -> bytes:
        return b""


def check_carried(tracks: Sequence[Track]) -> None:
    """Whether people would get what they came for: the main picture, or the sound where there are no pictures.

    Raises:
        BroadcastEncryptedError: nobody here can read it.
        CodecUnsupportedError: a transport stream cannot carry it.
        ProtocolViolationError: its description is none.
    """
    main = main_track(tracks)
    if main is not None and main.encryption is not None:
        raise BroadcastEncryptedError(
            "this broadcast is encrypted end to end, so the server cannot make a transport stream of it: watch it in a"
            " browser or by footlight watch, with its secret"
        )
    if main is not None:
        ts_stream(main)
