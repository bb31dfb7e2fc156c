"""Files as sources: good ones, strange ones and broken ones."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from footlight.capture import CaptureOptions, EndOfSource, Source, open_source, parse_source
from footlight.clock import SystemClock
from footlight.errors import FootlightError, MediaInvalidError, PictureSizeError
from footlight.model.clock import Clock
from footlight.model.frame import AudioFormat, AudioFrame, VideoFormat, VideoFrame
from tests.fakes.clock import PatientClock

Film = Callable[..., Path]

PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25")
SOUND = ("-f", "lavfi", "-i", "sine=r=44100")
H264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "2")
SHORT = ("-t", "0.4")


def open_file(path: Path, options: CaptureOptions | None = None, clock: Clock | None = None) -> Source:
    return open_source(parse_source(str(path)), options or CaptureOptions(), clock or SystemClock())


def frames_of(source: Source, most: int = 1000) -> tuple[list[VideoFrame], list[AudioFrame]]:
    pictures: list[VideoFrame] = []
    sounds: list[AudioFrame] = []
    try:
        for _ in range(most):
            frame = source.read()
            if isinstance(frame, VideoFrame):
                pictures.append(frame)
            elif isinstance(frame, AudioFrame):
                sounds.append(frame)
    except EndOfSource:
        pass
    source.close()
    return pictures, sounds


def test_a_film_is_played_at_its_own_pace_with_its_sound(film: Film) -> None:
    source = open_file(film("film.mp4", *PICTURE, *SOUND, *SHORT, *H264, "-c:a", "aac"), clock=PatientClock())
    assert source.formats == [VideoFormat(320, 240, 25.0, "file"), AudioFormat(48_000, 1, "sound")]
    pictures, sounds = frames_of(source)
    assert [picture.pts for picture in pictures] == [n * 40_000 for n in range(10)]
    assert pictures[0].format == "i420"
    assert 0.3 < sum(len(sound.samples) for sound in sounds) / 48_000 < 0.6
    assert {sound.samples.shape[1] for sound in sounds} == {1}
    due = {picture.captured_at - picture.pts for picture in pictures} | {s.captured_at - s.pts for s in sounds}
    assert max(due) - min(due) < 1_000_000
    assert [sound.stream for sound in sounds[:1]] == [1]


def test_looping_goes_on_in_time(film: Film) -> None:
    source = open_file(film("film.mkv", *PICTURE, "-t", "0.08", *H264), CaptureOptions(loop=True), PatientClock())
    pictures, _ = frames_of(source, most=6)
    assert [picture.pts for picture in pictures] == [n * 40_000 for n in range(6)]


def test_a_lower_rate_leaves_pictures_out(film: Film) -> None:
    source = open_file(film("film.mkv", *PICTURE, *SHORT, *H264), CaptureOptions(fps=12.5), PatientClock())
    pictures, _ = frames_of(source)
    assert source.formats[0] == VideoFormat(320, 240, 12.5, "file")
    assert [picture.pts for picture in pictures] == [n * 80_000 for n in range(5)]


def test_a_size_is_filled_with_the_aspect_kept(film: Film) -> None:
    source = open_file(film("film.mkv", *PICTURE, *SHORT, *H264), CaptureOptions(size=(100, 200)))
    pictures, _ = frames_of(source, most=1)
    assert source.formats[0] == VideoFormat(100, 76, 25.0, "file")
    assert pictures[0].image.shape == (76, 100, 3)


def test_a_film_of_changing_rate_keeps_its_times(film: Film) -> None:
    select = ("-vf", "select='lt(n,3)+not(mod(n,4))'", "-vsync", "vfr")
    pictures, _ = frames_of(open_file(film("film.mkv", *PICTURE, *select, *SHORT, *H264), clock=PatientClock()))
    assert [picture.pts // 1000 for picture in pictures] == [0, 40, 80, 160, 320]


def test_a_turned_film_is_shown_upright(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 32, "yuv420p"
        stream.set_display_rotation(90)
        image = np.zeros((32, 64, 3), np.uint8)
        image[:, 32:] = 255
        frame = av.VideoFrame.from_ndarray(image, "bgr24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    source = open_file(path)
    pictures, _ = frames_of(source, most=1)
    assert source.formats[0] == VideoFormat(32, 64, 25.0, "file")
    # Turned by 90 degrees against the clock, what was right is on top.
    assert pictures[0].image[:28].mean() > 240
    assert pictures[0].image[36:].mean() < 15


@pytest.mark.parametrize(
    ("name", "picture", "arguments", "size"),
    [
        (
            "odd.mkv",
            "testsrc2=s=322x242:r=10,crop=321:241:0:0:exact=1",
            ("-pix_fmt", "yuv444p10le", "-c:v", "ffv1"),
            (321, 241),
        ),
        ("grey.mkv", "testsrc2=s=64x64:r=10", ("-pix_fmt", "gray", "-c:v", "ffv1"), (64, 64)),
        ("alpha.mov", "testsrc2=s=64x64:r=10", ("-pix_fmt", "rgba", "-c:v", "png"), (64, 64)),
        ("palette.gif", "testsrc2=s=64x64:r=10", (), (64, 64)),
        ("wide.mp4", "testsrc2=s=720x576:r=25,setsar=64/45", H264, (1024, 576)),
        ("bare.h264", "testsrc2=s=64x64:r=25", H264, (64, 64)),
        ("still.png", "testsrc2=s=64x64:r=25", ("-frames:v", "1"), (64, 64)),
    ],
)
def test_pictures_of_any_kind_are_shown(
    film: Film, name: str, picture: str, arguments: tuple[str, ...], size: tuple[int, int]
) -> None:
    source = open_file(film(name, "-f", "lavfi", "-i", picture, *SHORT, *arguments))
    pictures, _ = frames_of(source, most=3)
    assert (pictures[0].width, pictures[0].height) == size
    assert pictures[0].image.std() > 10


@pytest.mark.parametrize("name", ["bt601.mp4", "bt709.mp4", "full.mp4"])
def test_colours_are_right_whatever_matrix_the_film_has(film: Film, name: str) -> None:
    colour = "color=c=0x2080e0:s=64x64:r=25"
    matrix, pixels, signalled = {
        "bt601.mp4": ("bt601", "tv", "smpte170m"),
        "bt709.mp4": ("bt709", "tv", "bt709"),
        "full.mp4": ("bt601", "pc", "smpte170m"),
    }[name]
    # From packed colours, for FFmpeg's lavfi would hand over pictures that are converted already.
    how = ("-vf", f"format=gbrp,scale=out_color_matrix={matrix}:out_range={pixels}:flags=accurate_rnd,format=yuv420p")
    told = ("-color_range", pixels, "-colorspace", signalled)
    path = film(name, "-f", "lavfi", "-i", colour, *SHORT, *how, *told, "-c:v", "libx264", "-qp", "1")
    pictures, _ = frames_of(open_file(path), most=1)
    assert pictures[0].format == ("i420" if name == "bt601.mp4" else "bgr")
    if pictures[0].format == "bgr":
        assert np.abs(pictures[0].image.reshape(-1, 3).mean(axis=0) - (0xE0, 0x80, 0x20)).max() < 4


def test_only_sound_is_a_source_too_and_a_cover_no_picture(film: Film) -> None:
    cover = film("cover.png", *PICTURE, "-frames:v", "1")
    song = film(
        "song.mp3", *SOUND, "-i", str(cover), "-map", "0", "-map", "1", *SHORT,
        "-c:a", "libmp3lame", "-ac", "2", "-disposition:v", "attached_pic",
    )  # fmt: skip
    source = open_file(song)
    assert source.formats == [AudioFormat(48_000, 2, "sound")]
    pictures, sounds = frames_of(source)
    assert not pictures
    assert sounds[0].stream == 0
    assert max(np.abs(sound.samples).max() for sound in sounds) > 0.05


def test_many_channels_become_two(film: Film) -> None:
    path = film("surround.mkv", *SOUND, *SHORT, "-af", "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0", "-c:a", "aac")
    source = open_file(path)
    _, sounds = frames_of(source)
    assert source.formats == [AudioFormat(48_000, 2, "sound")]
    assert {sound.samples.shape[1] for sound in sounds} == {2}


@pytest.mark.parametrize("content", [b"", b"no film\n" * 100, bytes(range(256)) * 64], ids=["empty", "text", "bytes"])
@pytest.mark.parametrize("name", ["film.mp4", "film.txt", "film"])
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MediaInvalidError, match="no video"):
        open_file(path)


def test_a_film_without_its_index_is_refused(film: Film) -> None:
    path = film("film.mp4", *PICTURE, *SHORT, *H264)
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(MediaInvalidError):
        open_file(path)


def test_a_film_that_is_cut_off_is_played_to_there(film: Film) -> None:
    path = film("film.mp4", *PICTURE, *SHORT, *H264, "-movflags", "+faststart")
    path.write_bytes(path.read_bytes()[:-8000])
    pictures, _ = frames_of(open_file(path))
    assert 0 < len(pictures) < 10


def test_damage_within_a_film_ends_in_a_named_error_at_worst(film: Film) -> None:
    path = film("film.ts", *PICTURE, *SOUND, *SHORT, *H264)
    good = path.read_bytes()
    noise = np.random.default_rng(3)
    for _ in range(12):
        bad = np.frombuffer(good, np.uint8).copy()
        bad[noise.integers(0, len(bad), len(bad) // 40)] = noise.integers(0, 256)
        path.write_bytes(bad.tobytes())
        try:
            frames_of(open_file(path), most=20)
        except FootlightError as error:
            assert isinstance(error, MediaInvalidError | PictureSizeError)  # noqa: PT017 - it may also be played


def test_a_jump_in_a_films_times_is_not_waited_for(film: Film, tmp_path: Path) -> None:
    first = film("first.ts", *PICTURE, "-t", "0.2", *H264)
    second = film("second.ts", *PICTURE, "-t", "0.2", *H264, "-output_ts_offset", "4000")
    joined = tmp_path / "joined.ts"
    for parts in ((first, second), (second, first)):
        joined.write_bytes(b"".join(part.read_bytes() for part in parts))
        pictures, _ = frames_of(open_file(joined, clock=PatientClock()))
        assert len(pictures) >= 8
        assert pictures[-1].pts < 1_000_000


def test_pictures_beyond_what_can_be_handled_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=Fraction(1))
        stream.width, stream.height, stream.pix_fmt = 8208, 16, "gray"
        container.mux([*stream.encode(av.VideoFrame(8208, 16, "gray")), *stream.encode(None)])
    with pytest.raises(PictureSizeError, match="8192"):
        open_file(path)


def test_closing_from_elsewhere_ends_a_film(film: Film) -> None:
    source = open_file(film("film.mkv", "-f", "lavfi", "-i", "testsrc2=s=64x64:r=1", "-t", "9", *H264))
    source.read()
    source.close()
    with pytest.raises(EndOfSource):
        source.read()
