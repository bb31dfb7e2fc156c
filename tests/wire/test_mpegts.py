"""Transport streams as FFmpeg reads them, and what no player could: jumps, wraps, what cannot be carried."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import av
import numpy as np
import pytest

from footlight.errors import CodecUnsupportedError
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire.h264 import parse_avcc, sample_to_annexb
from footlight.wire.mpegts import TsMuxer
from footlight.wire.tsstream import ts_stream
from tests.client.media import pictures as small_pictures
from tests.client.media import track as small_track
from tests.wire import coded, media

PICTURES, SOUND = 0x100, 0x101


def stream_of(tracks: list[Track], packets: list[Packet]) -> bytes:
    """All packets in the order of their decoding."""
    scales = {track.id: track.timescale for track in tracks}
    return in_this_order(tracks, sorted(packets, key=lambda each: each.dts / scales[each.track]))


def in_this_order(tracks: list[Track], packets: list[Packet]) -> bytes:
    """All packets, a piece each."""
    muxer = TsMuxer()
    muxer.choose(tracks)
    return b"".join(muxer.mux([each]) for each in packets)


def split(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """PID and packet."""
    for at in range(0, len(stream), 188):
        packet = stream[at : at + 188]
        assert packet[0] == 0x47
        yield int.from_bytes(packet[1:3], "big") & 0x1FFF, packet


def fields(stream: bytes, pid: int) -> list[tuple[int, int]]:
    """Flags and clock of each adaptation field that has a clock."""
    found = [packet[4:12] for id, packet in split(stream) if id == pid and packet[3] & 0x20]
    return [(each[1], int.from_bytes(each[2:8], "big") >> 15) for each in found if each[0] >= 7 and each[1] & 0x10]


@pytest.mark.parametrize("b_frames", [0, 2])
def test_ffmpeg_decodes_the_pictures_bit_by_bit_and_complains_of_nothing(b_frames: int) -> None:
    track, packets = media.pictures(b_frames=b_frames)
    sound, heard = media.sound()
    stream = stream_of([track, sound], packets + heard)
    command = ["ffmpeg", "-v", "warning", "-f", "mpegts", "-i", "-", "-map", "0", "-f", "null", "-"]
    done = subprocess.run(command, input=stream, capture_output=True, timeout=60, check=True)
    assert done.stderr.decode() == ""
    with av.open(io.BytesIO(stream), "r", format="mpegts") as file:
        assert [each.codec_context.name for each in file.streams] == ["h264", "opus"]
        assert file.streams.audio[0].codec_context.channels == 2
        seen = [(frame.pts, frame.to_ndarray()) for frame in file.decode(video=0)]
    coded = b"".join(sample_to_annexb(bytes(each.payload), track.description, each.keyframe) for each in packets)
    with av.open(io.BytesIO(coded), "r", format="h264") as file:
        sent = [frame.to_ndarray() for frame in file.decode(video=0)]
    assert [pts for pts, _ in seen] == [9_000 + pts for pts in sorted(each.pts for each in packets)]
    assert len(sent) == len(seen)
    assert all(np.array_equal(image, other) for (_, image), other in zip(seen, sent, strict=True))


@pytest.mark.parametrize("kind", ["hevc", "hevc with b-frames"])
def test_ffmpeg_decodes_hevc_and_complains_of_nothing(kind: str) -> None:
    track, packets = coded.pictures(kind)
    stream = in_this_order([track], list(packets))
    command = ["ffmpeg", "-v", "warning", "-f", "mpegts", "-i", "-", "-f", "null", "-"]
    done = subprocess.run(command, input=stream, capture_output=True, timeout=60, check=True)
    assert done.stderr.decode() == ""
    with av.open(io.BytesIO(stream), "r", format="mpegts") as file:
        assert [frame.pts for frame in file.decode(video=0)] == [9_000 + pts for pts in sorted(p.pts for p in packets)]


def test_ffmpeg_finds_every_sound_at_its_time() -> None:
    sound, heard = media.sound()
    with av.open(io.BytesIO(stream_of([sound], heard)), "r", format="mpegts") as file:
        found = [(each.pts, bytes(each)) for each in file.demux() if each.pts is not None]
    assert found == [(9_000 + each.pts * 90 // 48, each.payload) for each in heard]


def test_every_picture_begins_with_a_delimiter_and_a_keyframe_brings_its_parameter_sets() -> None:
    track, packets = media.pictures()
    sets = parse_avcc(track.description)
    head = b"".join(b"\0\0\0\1" + unit for unit in (*sets.sps, *sets.pps))
    first, second = (ts_stream(track).access_unit(each) for each in packets[:2])
    assert first.startswith(b"\0\0\0\1\x09\xf0" + head)
    assert second.startswith(b"\0\0\0\1\x09\xf0\0\0\0\1\x41")
    track, (packet, other, *_) = coded.pictures("hevc")
    first, second = (ts_stream(track).access_unit(each) for each in (packet, other))
    assert first.startswith(b"\0\0\0\1\x46\x01\x50\0\0\0\1\x40\x01")
    assert second.startswith(b"\0\0\0\1\x46\x01\x50\0\0\0\1\x02\x01")


def test_pictures_of_another_size_go_on_in_the_same_stream() -> None:
    track, packets = media.pictures()
    small = replace(small_track(), generation=1)
    muxer = TsMuxer()
    muxer.choose([track])
    stream = b"".join(muxer.mux([each]) for each in packets)
    muxer.choose([small])
    stream += b"".join(muxer.mux([each]) for each in media.moved(small_pictures(), 45 * 3_000))
    with av.open(io.BytesIO(stream), "r", format="mpegts") as file:
        sizes = [(frame.width, frame.height) for frame in file.decode(video=0)]
    assert sizes == [(media.WIDTH, media.HEIGHT)] * 45 + [(small.width, small.height)] * 20


def test_a_long_packet_of_opus_tells_its_size_in_several_bytes() -> None:
    sound, (first, *_) = media.sound()
    unit = ts_stream(sound).access_unit(replace(first, payload=bytes(510)))
    assert unit[:5] == b"\x7f\xe0\xff\xff\x00"
    assert len(unit) == 5 + 510


def test_the_tables_come_with_every_keyframe_and_every_tenth_of_a_second() -> None:
    track, packets = media.pictures()
    muxer = TsMuxer()
    muxer.choose([track])
    with_tables = [{0, 0x1000} <= {pid for pid, _ in split(muxer.mux([each]))} for each in packets]
    assert with_tables[:8] == [True, False, False, False, True, False, False, False]
    assert with_tables[15]
    assert with_tables[30]


def test_a_track_that_changes_makes_a_new_version_of_the_map() -> None:
    track, packets = media.pictures()
    muxer = TsMuxer()
    versions = []
    for number in range(34):
        muxer.choose([replace(track, generation=number)])
        (program,) = [packet for pid, packet in split(muxer.mux(packets[:1])) if pid == 0x1000]
        versions.append(program[10] >> 1 & 0x1F)
    assert versions == [number % 32 for number in range(34)]


def test_what_follows_other_tracks_has_its_tables_at_once() -> None:
    sound, (first, second, *_) = media.sound()
    muxer = TsMuxer()
    muxer.choose([sound])
    assert {pid for pid, _ in split(muxer.mux([first]))} == {0, 0x1000, SOUND}
    muxer.choose([replace(sound, name="other")])
    assert second.captured_at - first.captured_at < 100_000
    assert {pid for pid, _ in split(muxer.mux([second]))} == {0, 0x1000, SOUND}


@pytest.mark.parametrize("b_frames", [0, 2])
def test_what_is_decoded_and_shown_is_a_tenth_of_a_second_ahead_of_the_clock(b_frames: int) -> None:
    track, packets = media.pictures(b_frames=b_frames)
    with av.open(io.BytesIO(stream_of([track], packets)), "r", format="mpegts") as file:
        times = [(each.pts, each.dts) for each in file.demux() if each.size]
    assert times == [(each.pts + 9_000, (each.dts + 9_000) % 2**33) for each in packets]


def test_counters_go_on_when_the_tracks_change() -> None:
    track, packets = media.pictures()
    muxer = TsMuxer()
    stream = b""
    for number in range(3):
        muxer.choose([replace(track, generation=number)])
        stream += muxer.mux(packets[:15])
    counters = [packet[3] & 0xF for pid, packet in split(stream) if pid == PICTURES]
    assert counters == [number % 16 for number in range(len(counters))]


def test_pictures_carry_the_clock_which_is_never_ahead_of_them() -> None:
    track, packets = media.pictures(b_frames=2)
    sound, heard = media.sound()
    stream = stream_of([sound, track], packets + heard)
    assert [clock for _, clock in fields(stream, PICTURES)] == [each.dts % 2**33 for each in packets]
    assert fields(stream, SOUND) == []


def test_sound_carries_the_clock_where_there_are_no_pictures() -> None:
    sound, heard = media.sound()
    assert [clock for _, clock in fields(stream_of([sound], heard), SOUND)] == [n * 1_800 for n in range(len(heard))]


@pytest.mark.parametrize(
    ("ticks", "jumps"), [(0, False), (40_000, False), (50_000, True), (-90_000, True), (10**12, True)]
)
def test_a_jump_of_time_makes_players_begin_their_clocks_anew(ticks: int, jumps: bool) -> None:
    track, packets = media.pictures()
    stream = in_this_order([track], packets[:15] + media.moved(packets[15:], ticks))
    flagged = [bool(flags & 0x80) for flags, _ in fields(stream, PICTURES)]
    assert flagged == [False] * 15 + [jumps] + [False] * 29


@pytest.mark.parametrize("later", [10_000_000, 0])
def test_a_gap_in_which_time_went_on_is_no_jump_nor_is_a_picture_that_comes_late(later: int) -> None:
    track, packets = media.pictures()
    rest = [replace(each, captured_at=Micros(each.captured_at + 10_000_000)) for each in packets[15:]]
    stream = in_this_order([track], packets[:15] + media.moved(rest, later * 90_000 // 1_000_000))
    assert not any(flags & 0x80 for flags, _ in fields(stream, PICTURES))


def test_ffmpeg_reads_on_over_the_wrap_of_the_clock() -> None:
    track, packets = media.pictures()
    late = media.moved(packets, 2**33 - 9_000 - 15 * 3_000)
    stream = stream_of([track], late)
    with av.open(io.BytesIO(stream), "r", format="mpegts") as file:
        times = [frame.pts or 0 for frame in file.decode(video=0)]
    assert len(times) == 45
    assert [later - sooner for sooner, later in pairwise(times)] == [3_000] * 44
    assert not any(flags & 0x80 for flags, _ in fields(stream, PICTURES))


def test_what_is_malformed_encrypted_or_of_no_track_is_left_out() -> None:
    track, packets = media.pictures()
    muxer = TsMuxer()
    assert muxer.mux(packets[:1]) == b""
    muxer.choose([track])
    assert muxer.mux([replace(packets[0], payload=b"\xff\xff\xff\xff\x00")]) == b""
    assert muxer.mux([replace(packets[0], flags=PacketFlags.KEYFRAME | PacketFlags.ENCRYPTED)]) == b""
    assert muxer.mux([replace(packets[0], track=7)]) == b""
    assert muxer.mux([replace(packets[0], track=7), packets[0]]) != b""


@pytest.mark.parametrize("codec", ["jpeg", "i420", "vp09.00.10.08", "av01.0.04M.08"])
def test_what_cannot_be_carried_is_refused_in_words_and_left_out_beside_what_can(codec: str) -> None:
    sound, heard = media.sound()
    other = Track(5, "video", "camera", codec, b"", 90_000, width=320, height=180)
    with pytest.raises(CodecUnsupportedError, match=f"'camera' is '{codec}', which MPEG-TS cannot carry"):
        ts_stream(other)
    picture = Packet(5, 0, 0, 0, 0, 0, 0, Micros(0), PacketFlags.KEYFRAME, b"x")
    pids = {pid for pid, _ in split(stream_of([other, sound], [picture, *heard]))}
    assert pids == {0, 0x1000, SOUND}


def test_a_description_that_is_none_leaves_its_track_out() -> None:
    track, packets = media.pictures()
    assert stream_of([replace(track, description=b"avcC")], packets) == b""


def test_sound_of_many_channels_is_refused() -> None:
    sound, _ = media.sound()
    head = sound.description[:9] + b"\x06" + sound.description[10:18] + bytes([1, 4, 2, 0, 4, 1, 2, 3, 5])
    with pytest.raises(CodecUnsupportedError, match="6 channels"):
        ts_stream(replace(sound, description=head))
