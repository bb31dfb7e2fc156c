"""Every parser of `footlight.wire` and of the chat, the opener of sealed packets and the reader of pictures' heads, as
a function of bytes, with the exceptions that bad bytes may raise.

Run by hypothesis in test_parsers.py, and for as long as one likes by run_atheris.py.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from footlight.chat.requests import read_request
from footlight.client.chat.told import as_object, read_told
from footlight.codec.stillheader import MOST_PIXELS, still_header
from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.seal import Opener, Sealer
from footlight.e2ee.sframe import decode_header, encode_header
from footlight.errors import (
    CodecUnsupportedError,
    MessageTooLargeError,
    PacketTamperedError,
    PictureInvalidError,
    ProtocolViolationError,
)
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.wire import av1, control, fmp4, h264, h264units, hevc, mpegts, opus, packets, rtsp, vp9
from tests.codec.stillfiles import coded, corners, exif, jpeg_with, png_with, webp_with

_VECTORS: Final = Path(__file__).parents[1] / "vectors"

_BAD: Final = (ProtocolViolationError,)
_BAD_OR_LARGE: Final = (ProtocolViolationError, MessageTooLargeError)
_BAD_OR_UNSUPPORTED: Final = (ProtocolViolationError, CodecUnsupportedError)

_RECORD: Final = h264.avcc(
    bytes.fromhex("6742c01fda014016e840000003004000000f23c60ca8"), bytes.fromhex("68ce0fc8")
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """``run`` takes any bytes; it raises only what ``permitted`` lists, or AssertionError where the parser is wrong."""

    run: Callable[[bytes], None]
    permitted: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def once(self, data: bytes) -> None:
        """Run on ``data``; what is permitted is swallowed, anything else goes on.

        Raises:
            Exception: whatever is not permitted: a finding.
        """
        said = ""
        try:
            self.run(data)
        except self.permitted as error:
            said = str(error)
        assert said.isprintable(), "an error's text is one line without control characters"
        assert len(said) < 400, "an error's text does not repeat what a peer sent at length"


def _read_packets(data: bytes) -> None:
    assert bytes(packets.encode_packets(packets.decode_packets(data))) == data


def _read_control(data: bytes) -> None:
    message = control.decode_control(data.decode("utf-8", "surrogateescape"))
    if message is not None:
        assert control.decode_control(control.encode_control(message)) == message
    if isinstance(message, control.Tracks):
        tracks = [control.track_from_info(info) for info in message.tracks]
        assert [control.track_info(track) for track in tracks] == message.tracks


def _read_request(data: bytes) -> None:
    request = read_request(data.decode("utf-8", "surrogateescape"))
    assert read_request(request.model_dump_json(exclude_none=True)) == request


def _read_told(data: bytes) -> None:
    message = read_told(data.decode("utf-8", "surrogateescape"))
    assert message is None or read_told(json.dumps(as_object(message))) == message


def _read_sps(data: bytes) -> None:
    info = h264.parse_sps(data)
    assert 0 < info.width <= 16_384
    assert 0 < info.height <= 16_384
    assert 0 <= info.max_num_reorder_frames <= 16
    assert h264.codec_string(data) == f"avc1.{info.profile:02x}{info.constraints:02x}{info.level:02x}"


def _read_avcc(data: bytes) -> None:
    sets = h264.parse_avcc(data)
    stream = h264.sample_to_annexb(b"", data, keyframe=True)
    assert stream == b"".join(b"\0\0\0\1" + unit for unit in (*sets.sps, *sets.pps))
    h264.avcc(sets.sps[0], sets.pps[0])


def _read_codec_string(data: bytes) -> None:
    assert len(h264.codec_string(data)) == len("avc1.42c01f")


def _read_byte_stream(data: bytes) -> None:
    sample = h264.annexb_to_sample(data)
    assert h264.annexb_to_sample(b"\0\0\1" + h264.sample_to_annexb(sample, _RECORD, keyframe=False)) == sample


def _read_parameter_sets(data: bytes) -> None:
    sps, pps = h264.parameter_sets(data)
    assert h264.parameter_sets(h264.sample_to_annexb(b"", h264.avcc(sps, pps), keyframe=True)) == (sps, pps)


def _read_sample(data: bytes) -> None:
    h264.is_idr(data)
    h264.sample_to_annexb(data, _RECORD, keyframe=True)


def _read_hevc_sps(data: bytes) -> None:
    info = hevc.parse_sps(data)
    assert 0 < info.width <= 16_384
    assert 0 < info.height <= 16_384
    assert 8 <= info.bit_depth_luma <= 15


def _read_hevc_stream(data: bytes) -> None:
    sample = hevc.annexb_to_sample(data)
    record = hevc.hvcc(hevc.parameter_sets(data))
    assert len(sample) <= 2 * len(data)
    assert hevc.hvcc(hevc.parse_hvcc(record)) == record
    assert hevc.codec_string(record).isascii()


def _read_hvcc(data: bytes) -> None:
    again = hevc.hvcc(hevc.parse_hvcc(data))
    assert hevc.parse_hvcc(again) == hevc.parse_hvcc(data)


def _read_vp9(data: bytes) -> None:
    header = vp9.parse_keyframe(data)
    assert max(header.width, header.height) <= 16_384
    record = vp9.vpcc(header, 30.0)
    assert vp9.parse_vpcc(record).bit_depth == header.bit_depth
    assert len(vp9.codec_string(record)) == len("vp09.00.10.08")


def _read_vpcc(data: bytes) -> None:
    assert vp9.codec_string(data).startswith("vp09.")


def _read_access_units(data: bytes) -> None:
    units = h264units.AccessUnits(b"")
    unit = units.read(data)
    if unit.sample:
        assert h264units.AccessUnits(_RECORD).read(unit.sample).sample == unit.sample
    if units.complete:
        h264.parse_avcc(units.record())


def _read_av1_unit(data: bytes) -> None:
    sample = av1.to_sample(data)
    assert av1.to_sample(sample) == sample
    record = av1.av1c(data)
    assert av1.codec_string(record).startswith("av01.")


def _read_av1c(data: bytes) -> None:
    info = av1.parse_av1c(data)
    assert max(info.width, info.height) <= 16_384


def _read_opus_head(data: bytes) -> None:
    head = opus.parse_opus_head(data)
    if head.mapping_family == 0 and head.gain == 0:
        again = opus.opus_head(head.channels, head.pre_skip, head.sample_rate)
        assert opus.parse_opus_head(again) == head


def _read_rtsp(data: bytes) -> None:
    whole, pieces, again = rtsp.RtspFilter(), rtsp.RtspFilter(), rtsp.RtspFilter()
    passed, found = whole.feed(data)
    told = [pieces.feed(data[at : at + 1]) for at in range(len(data))]
    assert found == [one for _, each in told for one in each]
    assert passed == b"".join(part for part, _ in told)
    assert again.feed(passed) == (passed, found)


def _write_pictures(data: bytes) -> None:
    track = Track(0, "video", "main", "avc1.42c01f", data, 90_000, width=2, height=2)
    assert data in fmp4.init_segment([track])


def _write_sound(data: bytes) -> None:
    assert b"dOps" in fmp4.init_segment([Track(0, "audio", "sound", "opus", data, 48_000)])


def _write_fragment(data: bytes) -> None:
    track = Track(0, "video", "main", "avc1.42c01f", _RECORD, 90_000, width=2, height=2)
    received = packets.decode_packets(data)
    written = fmp4.fragment(1, [fmp4.Run(track, received)])
    assert written.endswith(b"".join(packet.payload for packet in received))


def _mux_packets(data: bytes) -> None:
    received = packets.decode_packets(data)
    muxer = mpegts.TsMuxer()
    muxer.choose([_as_track(id) for id in {packet.track for packet in received}])
    for packet in received:
        assert len(muxer.mux([packet])) % 188 == 0


def _read_sframe_header(data: bytes) -> None:
    header = decode_header(data)
    assert encode_header(header.key_id, header.counter) == data[: header.size]


def _open_packets(data: bytes) -> None:
    """What was not sealed with the key cannot be opened, so what is opened is what the vectors sealed."""
    for packet in packets.decode_packets(data):
        sealer = Sealer(_MEDIA_SECRET.track(_SALT, packet.track))
        opened = Opener(_MEDIA_SECRET.track(_SALT, packet.track)).open(packet)
        sealer.counter = decode_header(packet.payload).counter
        assert sealer.seal(opened) == packet


def _as_track(id: int) -> Track:
    if id % 2:
        return Track(id, "audio", "sound", "opus", opus.opus_head(2, 312), 48_000)
    return Track(id, "video", "main", "avc1.42c01f", _RECORD, 90_000)


def _mux_description(data: bytes) -> None:
    muxer = mpegts.TsMuxer()
    for codec in ("avc1.42c01f", "hvc1.1.6.L93.B0", "opus"):
        muxer.choose([Track(0, "video", "main", codec, data, 90_000)])


def _seeds(file: str, field: str) -> tuple[bytes, ...]:
    groups: dict[str, list[dict[str, Any]]] = json.loads((_VECTORS / file).read_text())
    texts = [case[field] for group in groups.values() for case in group if field in case]
    return tuple(text.encode() if field == "json" else bytes.fromhex(text) for text in texts)


def _sealed_messages() -> tuple[bytes, ...]:
    groups = json.loads((_VECTORS / "seal.json").read_text())
    cases = [case["sealed"] for name in ("packets", "tampered", "harmless") for case in groups[name]]
    return tuple(packets.encode_packet(_packet(case)) for case in cases)


def _packet(fields: dict[str, Any]) -> Packet:
    return Packet(**{**fields, "flags": PacketFlags(fields["flags"]), "payload": bytes.fromhex(fields["payload"])})


_KEYS: Final = json.loads((_VECTORS / "seal.json").read_text())["keys"][0]
_MEDIA_SECRET: Final = MediaSecret(bytes.fromhex(_KEYS["root"]))
_SALT: Final = bytes.fromhex(_KEYS["salt"])
_SFRAME: Final = (*_seeds("sframe.json", "header"), *_seeds("sframe.json", "ct"))

_MESSAGES: Final = _seeds("packets.json", "message")
_RECORDS: Final = _seeds("h264.json", "record")
_STREAMS: Final = _seeds("h264.json", "annexb")
_HEADS: Final = _seeds("opus.json", "head")
_HEVC_SETS: Final = (hevc.parse_hvcc(_seeds("hevc.json", "record")[0]).sps[0],)

_TOLD: Final = (
    b'{"type":"message","line":{"id":7,"seq":7,"author":{"nick":"Ann","rank":"vip","colour":"red"},"kind":"say",'
    b'"text":"hi","sent_at":1,"reactions":[{"emoji":"!","count":2}],"reply":{"message":1,"text":""}}}',
    b'{"type":"welcome","agent":"a","you":{"rank":"guest","colour":"red","guest":true,"may":[]},"room":{"channel":"a",'
    b'"people":1,"reading":0,"settings":{}},"history":[],"resumed":true}',
    b'{"type":"error","id":"a","code":"slow_down","message":"no","retry_after":5}',
    b'{"type":"fireworks"}',
)
_REQUESTS: Final = (
    b'{"type":"hello","version":1,"nick":"Ann","last":7,"ticket":"flt_a"}',
    b'{"type":"say","id":"a-1","text":"[{}]","reply_to":4}',
    b'{"type":"react","id":"a","message":9007199254740991,"emoji":"\\u00e9","on":false}',
    b'{"type":"history","id":"a","before":3,"limit":100}',
    b'{"type":"vote","id":"a","choice":1,"poll":7}',
)

_RTSP: Final = (
    b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nv=0\r\n$\x00\x00\x04RTSP",
    b"$\x01\x00\x02abRTSP/1.0 302 Moved\r\nLocation: rtsp://10.0.0.1/cam\r\n\r\n",
    b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n",
)


def _read_still_header(data: bytes) -> None:
    found = still_header(data)
    assert 1 <= found.width * found.height <= MOST_PIXELS
    assert 1 <= found.orientation <= 8
    assert len(found.data) <= len(data)


_SMALL: Final = corners(16, 8)
_STILLS: Final = (
    jpeg_with(coded(_SMALL, "jpg"), 0xE1, b"Exif\0\0" + exif(6)),
    png_with(coded(_SMALL, "png"), b"eXIf", exif(3)),
    webp_with(coded(_SMALL, "webp"), (b"EXIF", exif(8))),
)


TARGETS: Final = {
    "packets": Target(_read_packets, _BAD_OR_LARGE, _MESSAGES),
    "control": Target(_read_control, _BAD_OR_LARGE, _seeds("control.json", "json")),
    "chat_request": Target(_read_request, _BAD_OR_LARGE, _REQUESTS),
    "chat_told": Target(_read_told, _BAD, _TOLD),
    "sps": Target(_read_sps, _BAD, _seeds("h264.json", "sps")),
    "avcc": Target(_read_avcc, _BAD, _RECORDS),
    "codec_string": Target(_read_codec_string, _BAD, _RECORDS),
    "byte_stream": Target(_read_byte_stream, _BAD, _STREAMS),
    "parameter_sets": Target(_read_parameter_sets, _BAD, _STREAMS),
    "access_units": Target(_read_access_units, _BAD, _STREAMS),
    "sample": Target(_read_sample, _BAD, _seeds("h264.json", "sample")),
    "hevc_sps": Target(_read_hevc_sps, _BAD, _HEVC_SETS),
    "hevc_stream": Target(_read_hevc_stream, _BAD, _seeds("hevc.json", "annexb")),
    "hvcc": Target(_read_hvcc, _BAD, _seeds("hevc.json", "record")),
    "vp9": Target(_read_vp9, _BAD, _seeds("vp9.json", "frame")),
    "vpcc": Target(_read_vpcc, _BAD, _seeds("vp9.json", "record")),
    "av1_unit": Target(_read_av1_unit, _BAD, _seeds("av1.json", "unit")),
    "av1c": Target(_read_av1c, _BAD, _seeds("av1.json", "record")),
    "rtsp": Target(_read_rtsp, _BAD_OR_LARGE, _RTSP),
    "sframe_header": Target(_read_sframe_header, (PacketTamperedError,), _SFRAME),
    "sealed_packets": Target(_open_packets, (*_BAD_OR_LARGE, PacketTamperedError), _sealed_messages()),
    "opus_head": Target(_read_opus_head, _BAD, _HEADS),
    "fmp4_pictures": Target(_write_pictures, _BAD_OR_UNSUPPORTED, _RECORDS),
    "fmp4_sound": Target(_write_sound, _BAD_OR_UNSUPPORTED, _HEADS),
    "fmp4_fragment": Target(_write_fragment, _BAD_OR_LARGE, _MESSAGES),
    "mpegts": Target(_mux_packets, _BAD_OR_LARGE, _MESSAGES),
    "still_header": Target(_read_still_header, (PictureInvalidError,), _STILLS),
    "mpegts_description": Target(_mux_description, (), (*_RECORDS, *_HEADS, *_seeds("hevc.json", "record"))),
}
