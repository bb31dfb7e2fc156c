"""Fragmented MP4, byte by byte and as FFmpeg reads it."""

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import av
import pytest

from footlight.errors import BY_CODE, CodecUnsupportedError
from footlight.model.packet import Packet
from footlight.model.track import Track
from footlight.wire.fmp4 import Run, fragment, init_segment
from tests.wire import coded, media
from tests.wire.test_packets import packet_from
from tests.wire.vectors import cases


def track_from(fields: dict[str, Any]) -> Track:
    return Track(**{**fields, "description": bytes.fromhex(fields["description"])})


def runs_from(case: dict[str, Any]) -> list[Run]:
    return [
        Run(track_from(each["track"]), [packet_from(packet) for packet in each["packets"]], each["origin"])
        for each in case["runs"]
    ]


def fragments(tracks: list[tuple[Track, list[Packet], int]], a_second: int = 2) -> list[bytes]:
    """The file in pieces: the initialisation segment, then a fragment for each part of a second."""
    pieces = [init_segment([track for track, _, _ in tracks])]
    while any(packets for _, packets, _ in tracks):
        until = len(pieces) / a_second
        runs, rest = [], []
        for track, packets, origin in tracks:
            split = sum((packet.dts - origin) / track.timescale < until for packet in packets)
            runs.append(Run(track, packets[:split], origin))
            rest.append((track, packets[split:], origin))
        pieces.append(fragment(len(pieces), runs))
        tracks = rest
    return pieces


def read_back(file: bytes) -> list[list[tuple[int, int, bool, bytes]]]:
    """What FFmpeg's demuxer finds: pts, dts, keyframe and data of each packet, a list for each track."""
    found: list[list[tuple[int, int, bool, bytes]]] = [[], []]
    with av.open(io.BytesIO(file), "r", format="mov") as container:
        for packet in container.demux():
            if packet.pts is not None and packet.dts is not None:
                found[packet.stream_index].append((packet.pts, packet.dts, packet.is_keyframe, bytes(packet)))
    return found


def as_read(packets: list[Packet], origin: int = 0) -> list[tuple[int, int, bool, bytes]]:
    return [(each.pts - origin, each.dts - origin, each.keyframe, bytes(each.payload)) for each in packets]


@pytest.mark.parametrize("case", cases("fmp4.json", "init"))
def test_an_initialisation_segment_is_written(case: dict[str, Any]) -> None:
    assert init_segment([track_from(each) for each in case["tracks"]]).hex() == case["segment"]


@pytest.mark.parametrize("case", cases("fmp4.json", "bad_init"))
def test_a_track_that_cannot_be_is_refused_by_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        init_segment([track_from(each) for each in case["tracks"]])


@pytest.mark.parametrize("case", cases("fmp4.json", "fragments"))
def test_a_fragment_is_written(case: dict[str, Any]) -> None:
    assert fragment(case["sequence"], runs_from(case)).hex() == case["segment"]


@pytest.mark.parametrize("case", cases("fmp4.json", "bad_fragments"))
def test_times_that_cannot_be_are_refused(case: dict[str, Any]) -> None:
    with pytest.raises(BY_CODE[case["code"]]):
        fragment(1, runs_from(case))


def test_the_codec_is_named_where_it_is_refused() -> None:
    track = Track(id=0, kind="video", name="main", codec="vp08.00.10.08", description=b"", timescale=90_000)
    with pytest.raises(CodecUnsupportedError, match=r"vp08\.00\.10\.08"):
        init_segment([track])


@pytest.mark.parametrize("b_frames", [0, 2])
def test_pictures_and_sound_come_back_from_ffmpeg_as_they_went_in(b_frames: int) -> None:
    video, pictures = media.pictures(b_frames=b_frames)
    audio, sounds = media.sound()
    origin = min(packet.dts for packet in pictures)
    file = b"".join(fragments([(video, pictures, origin), (audio, sounds, 0)]))
    assert read_back(file) == [as_read(pictures, origin), as_read(sounds)]


def test_the_tracks_are_told_to_ffmpeg() -> None:
    video, pictures = media.pictures()
    audio, sounds = media.sound()
    with av.open(io.BytesIO(b"".join(fragments([(video, pictures, 0), (audio, sounds, 0)])))) as container:
        picture, tone = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.width, picture.height) == ("h264", media.WIDTH, media.HEIGHT)
        assert (tone.codec_context.name, tone.rate, tone.channels) == ("opus", 48_000, 2)
        assert picture.metadata["handler_name"] == "main"


def test_ffprobe_reads_a_file_without_complaint(tmp_path: Path) -> None:
    video, pictures = media.pictures()
    audio, sounds = media.sound()
    file = tmp_path / "recording.mp4"
    file.write_bytes(b"".join(fragments([(video, pictures, 0), (audio, sounds, 0)])))
    command = ["ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-of", "json", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    assert [stream["nb_read_frames"] for stream in json.loads(result.stdout)["streams"]] == ["45", "75"]


@pytest.mark.parametrize("seconds", [-10, 100_000, 3_000_000_000])
def test_times_far_from_zero_are_told_from_an_origin(seconds: int) -> None:
    video, pictures = media.pictures()
    moved = media.moved(pictures, seconds * video.timescale)
    file = b"".join(fragments([(video, moved, seconds * video.timescale)]))
    assert read_back(file)[0] == as_read(pictures)


def test_times_late_in_a_long_broadcast_are_told_as_they_are() -> None:
    video, pictures = media.pictures()
    late = media.moved(pictures, 30 * 86_400 * video.timescale)
    file = init_segment([video]) + fragment(1, [Run(video, late)])
    assert read_back(file)[0] == as_read(late)


def test_a_gap_between_fragments_is_kept() -> None:
    video, pictures = media.pictures()
    late = pictures[:15] + media.moved(pictures[15:], 5 * video.timescale)
    file = init_segment([video]) + fragment(1, [Run(video, late[:15])]) + fragment(2, [Run(video, late[15:])])
    assert read_back(file)[0] == as_read(late)


def test_a_file_cut_after_any_fragment_plays_up_to_there() -> None:
    video, pictures = media.pictures()
    audio, sounds = media.sound()
    pieces = fragments([(video, pictures, 0), (audio, sounds, 0)], a_second=4)
    for count in range(2, len(pieces) + 1):
        until = (count - 1) / 4
        found = read_back(b"".join(pieces[:count]))
        assert found[0] == as_read([each for each in pictures if each.dts / 90_000 < until])
        assert found[1] == as_read([each for each in sounds if each.dts / 48_000 < until])


@pytest.mark.parametrize("kept", [8, 30, 200, -1])
def test_a_file_cut_before_a_fragment_got_its_first_bytes_plays_up_to_the_one_before(kept: int) -> None:
    video, pictures = media.pictures()
    pieces = fragments([(video, pictures, 0)])
    unfinished = bytes(8) + pieces[3][8:kept]
    whole = as_read([each for each in pictures if each.dts < 90_000])
    assert read_back(b"".join(pieces[:3]) + unfinished)[0] == whole


@pytest.mark.parametrize("kind", coded.ENCODERS)
def test_other_codecs_come_back_from_ffmpeg_as_they_went_in(kind: str, tmp_path: Path) -> None:
    video, packets = coded.pictures(kind)
    origin = min(packet.dts for packet in packets)
    content = init_segment([video]) + fragment(1, [Run(video, packets, origin)])
    assert read_back(content)[0] == as_read(list(packets), origin)
    file = tmp_path / "recording.mp4"
    file.write_bytes(content)
    command = ["ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-of", "json", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    [stream] = json.loads(result.stdout)["streams"]
    assert stream["codec_name"] == kind.partition(" ")[0]
    assert stream["codec_tag_string"] == video.codec.partition(".")[0]
    assert (stream["width"], stream["height"], stream["nb_read_frames"]) == (coded.WIDTH, coded.HEIGHT, "15")
