"""H.264 out of pictures, and pictures out of H.264."""

import subprocess
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from footlight.codec.decoder import open_picture_decoder
from footlight.codec.encoded import EncodedPicture
from footlight.codec.encoders import ENCODERS, Aim, level
from footlight.codec.h264 import VideoEncoder
from footlight.codec.probe import try_h264_encoders, working_h264_encoders
from footlight.errors import DecodingFailedError, EncoderUnavailableError, OptionInvalidError, PictureSizeError
from footlight.model.frame import PixelFormat, VideoFrame
from footlight.model.packet import Packet, PacketFlags
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.wire import h264


def frame_of(image: NDArray[np.uint8], number: int = 0, format: PixelFormat = "bgr") -> VideoFrame:
    height = image.shape[0] * 2 // 3 if format == "i420" else image.shape[0]
    pts = Micros(number * 33_333)
    return VideoFrame(image, format, image.shape[1], height, number, pts, Micros(5_000_000 + pts))


def plain(width: int, height: int, colour: tuple[int, int, int] = (0xE0, 0x80, 0x20)) -> NDArray[np.uint8]:
    return np.full((height, width, 3), colour, np.uint8)


def moving(width: int, height: int, number: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(7).integers(0, 256, (height, width * 2, 3), dtype=np.uint8)
    return np.ascontiguousarray(cv2.GaussianBlur(noise, (0, 0), 3)[:, number * 2 : number * 2 + width])


def track_of(encoder: VideoEncoder) -> Track:
    return Track(0, "video", "main", encoder.codec, encoder.description, 90_000)


def packet_of(coded: EncodedPicture) -> Packet:
    flags = PacketFlags.KEYFRAME if coded.keyframe else PacketFlags(0)
    ticks = coded.pts * 9 // 100
    return Packet(0, 0, 0, 0, ticks, ticks, 0, coded.captured_at, flags, coded.payload)


def test_every_picture_comes_out_at_once_with_its_times_and_can_be_decoded_at_once() -> None:
    encoder = VideoEncoder(320, 180, 30, 1_000_000)
    decoder = open_picture_decoder(track_of(encoder))
    for number in range(10):
        frame = frame_of(moving(320, 180, number), number)
        [coded] = encoder.encode(frame)
        assert (coded.pts, coded.captured_at) == (frame.pts, frame.captured_at)
        assert coded.keyframe == h264.is_idr(bytes(coded.payload)) == (number == 0)
        [decoded] = decoder.decode(packet_of(coded))
        assert (decoded.width, decoded.height, decoded.captured_at) == (320, 180, frame.captured_at)
        assert abs(decoded.pts - frame.pts) < 20
        assert np.abs(decoded.image.astype(int) - frame.image).mean() < 12


def test_the_description_promises_no_reordering_and_the_true_size() -> None:
    encoder = VideoEncoder(1279, 719, 30, 3_000_000)
    info = h264.parse_sps(h264.parse_avcc(encoder.description).sps[0])
    assert (info.width, info.height) == (encoder.width, encoder.height) == (1280, 720)
    assert info.max_num_reorder_frames == 0
    assert info.level == 31
    assert encoder.codec == "avc1.42c01f"


def test_a_keyframe_comes_every_two_seconds_and_when_it_is_forced() -> None:
    encoder = VideoEncoder(64, 64, 30, 200_000)
    keyframes = [
        number
        for number in range(130)
        for coded in encoder.encode(frame_of(plain(64, 64), number), force_keyframe=number == 10)
        if coded.keyframe
    ]
    assert keyframes == [0, 10, 70]


def test_keyframes_keep_to_the_time_when_pictures_are_few() -> None:
    encoder = VideoEncoder(64, 64, 30, 200_000)
    seconds = [encoder.encode(frame_of(plain(64, 64), number * 30))[0].keyframe for number in range(6)]
    assert seconds == [True, False, True, False, True, False]


@pytest.mark.parametrize("format", ["bgra", "bgr", "rgb", "gray", "i420"])
def test_every_pixel_format_keeps_its_colour(format: PixelFormat) -> None:
    bgr = plain(64, 48)
    codes = {
        "bgra": cv2.COLOR_BGR2BGRA,
        "rgb": cv2.COLOR_BGR2RGB,
        "gray": cv2.COLOR_BGR2GRAY,
        "i420": cv2.COLOR_BGR2YUV_I420,
    }
    image = cv2.cvtColor(bgr, codes[format]) if format in codes else bgr
    encoder = VideoEncoder(64, 48, 30, 1_000_000)
    [coded] = encoder.encode(frame_of(np.asarray(image, np.uint8), format=format))
    [decoded] = open_picture_decoder(track_of(encoder)).decode(packet_of(coded))
    wanted = cv2.cvtColor(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR) if format == "gray" else bgr
    assert np.abs(decoded.image.astype(int) - wanted).max() < 6


def test_ffmpeg_reads_the_same_colour(tmp_path: Path) -> None:
    encoder = VideoEncoder(1280, 720, 30, 1_000_000)
    [coded] = encoder.encode(frame_of(plain(1280, 720)))
    stream, picture = tmp_path / "x.h264", tmp_path / "x.png"
    stream.write_bytes(h264.sample_to_annexb(bytes(coded.payload), encoder.description, keyframe=True))
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(stream), "-frames:v", "1", str(picture)], check=True)
    read = cv2.imread(str(picture))
    assert read is not None
    assert np.abs(read[::16, ::16].astype(int) - (0xE0, 0x80, 0x20)).max() < 6
    probe = (
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "stream=color_space,color_range,color_primaries",
        "-of",
        "csv=p=0",
    )
    told = subprocess.run([*probe, str(stream)], check=True, capture_output=True, text=True).stdout.strip()
    assert told == "tv,smpte170m,bt709"


@pytest.mark.parametrize("size", [(16, 16), (17, 17), (33, 16), (16, 4096), (1365, 765), (4096, 2304)])
def test_odd_and_extreme_sizes_are_coded_with_even_sides(size: tuple[int, int]) -> None:
    encoder = VideoEncoder(*size, 30, 5_000_000)
    [coded] = encoder.encode(frame_of(plain(*size)))
    [decoded] = open_picture_decoder(track_of(encoder)).decode(packet_of(coded))
    assert (decoded.width, decoded.height) == (size[0] + size[0] % 2, size[1] + size[1] % 2)
    for corner in (decoded.image[:2, :2], decoded.image[-2:, -2:]):
        assert np.abs(corner.astype(int) - (0xE0, 0x80, 0x20)).max() < 8


@pytest.mark.parametrize("size", [(1, 1), (15, 720), (7680, 4320), (4097, 16), (4096, 2320), (0, 0)])
def test_sizes_that_cannot_be_coded_are_refused_with_the_limits(size: tuple[int, int]) -> None:
    with pytest.raises(PictureSizeError, match=r"16x16 is the least and 4096x2304 the most.*scale it"):
        VideoEncoder(*size, 30, 5_000_000)


def test_a_picture_of_another_size_is_refused() -> None:
    encoder = VideoEncoder(64, 64, 30, 500_000)
    with pytest.raises(PictureSizeError, match="64x64"):
        encoder.encode(frame_of(plain(64, 62)))


def test_the_bitrate_holds_and_can_be_changed_while_running() -> None:
    encoder = VideoEncoder(320, 180, 30, 1_000_000)
    description = encoder.description
    sizes = []
    for number in range(150):
        if number == 75:
            encoder.set_rates(200_000, 30)
        [coded] = encoder.encode(frame_of(moving(320, 180, number), number))
        sizes.append(len(coded.payload))
    kilobits = [sum(part) * 8 * 30 / len(part) / 1000 for part in (sizes[:75], sizes[90:])]
    assert 300 < kilobits[0] < 1_200
    assert kilobits[1] < 300
    # No picture takes more than an eighth of a second of the link, and its header.
    assert max(sizes[:75]) < 1_000_000 / 8 / 8 * 1.2
    assert encoder.description == description
    decoder = open_picture_decoder(track_of(encoder))
    assert encoder.bitrate == 200_000
    assert decoder.decode(packet_of(encoder.encode(frame_of(moving(320, 180, 0), 200))[0]))


def test_a_much_lower_bitrate_holds_from_the_next_picture_on() -> None:
    encoder = VideoEncoder(640, 360, 30, 3_000_000)
    coded = []
    for number in range(60):
        if number == 31:
            encoder.set_rates(300_000, 30)
        coded += encoder.encode(frame_of(moving(640, 360, number), number))
    assert [number for number, one in enumerate(coded) if one.keyframe] == [0, 31]
    # As much in half a second as the bitrate lets it, and the first eighth of a second that may be sent at once.
    assert sum(len(one.payload) for one in coded[31:46]) * 8 < 300_000 * (0.5 + 0.125) * 1.1
    assert len(coded[31].payload) * 8 < 300_000 / 8 * 1.2


def test_fewer_pictures_share_the_bitrate() -> None:
    kilobits = []
    for every in (1, 3):
        encoder = VideoEncoder(640, 360, 30, 300_000)
        encoder.set_rates(300_000, 30 / every)
        coded = [encoder.encode(frame_of(moving(640, 360, number), number))[0] for number in range(0, 120, every)]
        kilobits.append(sum(len(one.payload) for one in coded) * 8 / 4 / 1000)
    assert kilobits[1] > kilobits[0] * 0.6
    assert max(kilobits) < 300 * 1.1


@pytest.mark.parametrize("bitrate", [0, -1, 10_000, 10**9])
def test_impossible_bitrates_are_refused(bitrate: int) -> None:
    with pytest.raises(OptionInvalidError, match="bits a second cannot be"):
        VideoEncoder(64, 64, 30, bitrate)


def test_an_encoder_can_be_named() -> None:
    assert VideoEncoder(64, 64, 30, 500_000, encoder_name="libx264").encoder_name == "libx264"
    with pytest.raises(OptionInvalidError, match="libx264"):
        VideoEncoder(64, 64, 30, 500_000, encoder_name="mpeg2video")
    broken = next(trial.encoder.name for trial in try_h264_encoders() if not trial.works)
    with pytest.raises(EncoderUnavailableError, match=broken):
        VideoEncoder(64, 64, 30, 500_000, encoder_name=broken)


def test_encoders_are_tried_once_and_tell_why_they_do_not_work() -> None:
    trials = try_h264_encoders()
    assert [trial.encoder for trial in trials] == list(ENCODERS)
    assert "libx264" in [encoder.name for encoder in working_h264_encoders()]
    assert all(bool(trial.reason) != trial.works and "\n" not in trial.reason for trial in trials)
    assert try_h264_encoders() is trials


@pytest.mark.parametrize(
    ("size", "fps", "idc"), [((1280, 720), 30, 31), ((1920, 1080), 30, 40), ((4096, 2304), 30, 52)]
)
def test_the_level_is_the_lowest_that_holds_the_pictures(size: tuple[int, int], fps: float, idc: int) -> None:
    assert level(Aim(*size, fps, 1_000_000, "ultrafast")) == idc


def test_a_decoder_waits_for_a_keyframe_and_starts_again_after_damage() -> None:
    encoder = VideoEncoder(64, 64, 30, 500_000)
    coded = [encoder.encode(frame_of(moving(64, 64, n), n), force_keyframe=n == 3)[0] for n in range(5)]
    packets = [packet_of(one) for one in coded]
    decoder = open_picture_decoder(track_of(encoder))
    assert decoder.decode(packets[1]) == []
    assert decoder.decode(packets[0])
    broken = Packet(0, 0, 0, 0, 9, 9, 0, Micros(0), PacketFlags(0), b"\xff\xff\xff\xff\x41")
    with pytest.raises(DecodingFailedError):
        decoder.decode(broken)
    assert decoder.decode(packets[2]) == []
    assert decoder.decode(packets[3])
    assert decoder.decode(packets[4])


def test_i420_comes_out_as_it_was_decoded() -> None:
    encoder = VideoEncoder(64, 64, 30, 500_000)
    [frame] = open_picture_decoder(track_of(encoder), format="i420").decode(
        packet_of(encoder.encode(frame_of(plain(64, 64)))[0])
    )
    assert (frame.width, frame.height, frame.image.shape) == (64, 64, (96, 64))


def test_pictures_larger_than_the_bound_are_refused_by_description_and_by_packet() -> None:
    encoder = VideoEncoder(320, 240, 30, 500_000)
    with pytest.raises(PictureSizeError, match="320x240"):
        open_picture_decoder(track_of(encoder), max_pixels=320 * 239)
    small = VideoEncoder(64, 64, 30, 500_000)
    sets = h264.parse_avcc(encoder.description)
    smuggled = b"".join(len(unit).to_bytes(4) + unit for unit in (*sets.sps, *sets.pps))
    [coded] = encoder.encode(frame_of(plain(320, 240)))
    packet = Packet(0, 0, 0, 0, 0, 0, 0, Micros(0), PacketFlags.KEYFRAME, smuggled + coded.payload)
    with pytest.raises(DecodingFailedError):
        open_picture_decoder(track_of(small), max_pixels=64 * 64).decode(packet)


@pytest.mark.parametrize(
    ("codec", "description"), [("mp4v.20", b""), ("avc1.42c01f", b""), ("avc1.42c01f", b"\x01" * 40)]
)
def test_what_cannot_be_decoded_is_said_at_once(codec: str, description: bytes) -> None:
    with pytest.raises(DecodingFailedError):
        open_picture_decoder(Track(0, "video", "main", codec, description, 90_000))


def test_every_option_of_an_encoder_that_is_here_is_one_of_its_own() -> None:
    import av
    from av.codec.codec import UnknownCodecError

    for encoder in ENCODERS:
        try:
            options = av.CodecContext.create(encoder.name, "w").supported_options
        except UnknownCodecError:
            continue
        known = {option.name: {choice.name for choice in option.choices} for option in options.private}
        generic = {option.name for option in options.generic}
        for name, value in encoder.options.items():
            assert name in known or name in generic
            assert not known.get(name) or value in known[name]
        named = known.get("preset") or set(encoder.presets.values())
        assert set(encoder.presets.values()) <= named


def test_times_rise_strictly_whatever_the_source_tells() -> None:
    encoder = VideoEncoder(64, 64, 30, 500_000)
    frames = [frame_of(plain(64, 64), number) for number in (0, 0, 5, 3)]
    coded = [encoder.encode(frame)[0] for frame in frames]
    assert [one.pts for one in coded] == [frame.pts for frame in frames]
    assert all(a.captured_at != b.captured_at for a, b in pairwise(coded[1:]))
