"""The library's two ends together, over real sockets: what is streamed comes out, and what cannot be is refused."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

import footlight
from footlight.errors import (
    AddressUnavailableError,
    ConnectionFailedError,
    FileUnwritableError,
    FrameInvalidError,
    KeyInvalidError,
    KeyMissingError,
    OptionInvalidError,
    PictureSizeError,
    ReceiveTimeoutError,
    SecretMissingError,
    SecretWrongError,
    StreamClosedError,
    UrlInvalidError,
)

Codec = Literal["h264", "jpeg", "raw", "bgr"]
PATIENCE = 30.0
KEY = "a key that is long enough"
GREEN = (40, 180, 60)


def plain(colour: tuple[int, ...] = GREEN, width: int = 160, height: int = 120) -> NDArray[np.uint8]:
    return np.full((height, width, len(colour)), colour, np.uint8)


def looks(image: NDArray[np.uint8], colour: tuple[int, ...]) -> bool:
    return bool(np.abs(image.reshape(-1, 3).mean(axis=0) - colour).max() < 6)


def cable_end(codec: Codec) -> footlight.Upstream:
    return footlight.Upstream(port=0, codec=codec)


@contextmanager
def cable(codec: Codec = "h264", *, latest: bool = True) -> Iterator[tuple[footlight.Upstream, footlight.Downstream]]:
    with (
        footlight.Upstream(port=0, codec=codec) as upstream,
        footlight.Downstream("127.0.0.1", upstream.port, latest=latest) as downstream,
    ):
        yield upstream, downstream


def until(condition: Callable[[], bool]) -> None:
    """Look again and again until it holds."""
    between, late = threading.Event(), time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < late
        between.wait(0.002)


@pytest.mark.parametrize("codec", get_args(Codec))
def test_a_picture_comes_out_as_it_went_in(codec: Codec) -> None:
    with cable(codec) as (upstream, downstream):
        upstream.stream_frame(plain())
        image = downstream.receive_frame(PATIENCE)
    assert image.shape == (120, 160, 3)
    assert image.dtype == np.uint8
    assert looks(image, GREEN)


@pytest.mark.parametrize("codec", get_args(Codec))
def test_every_pixel_format_comes_out_as_bgr(codec: Codec) -> None:
    blue, green, red = GREEN
    with cable(codec) as (upstream, downstream):
        upstream.stream_frame(plain((red, green, blue)), pixel_format="rgb")
        assert looks(downstream.receive_frame(PATIENCE), GREEN)
        upstream.stream_frame(plain((*GREEN, 255)), pixel_format="bgra")
        assert looks(downstream.receive_frame(PATIENCE), GREEN)
        upstream.stream_frame(np.full((120, 160), 90, np.uint8), pixel_format="gray")
        assert looks(downstream.receive_frame(PATIENCE), (90, 90, 90))


@pytest.mark.parametrize("codec", get_args(Codec))
def test_an_array_may_be_a_view_and_may_change_afterwards(codec: Codec) -> None:
    wide = plain(GREEN, 320, 240)
    with cable(codec) as (upstream, downstream):
        view = wide[::-2, ::-2]
        upstream.stream_frame(view)
        wide[:] = 0
        assert looks(downstream.receive_frame(PATIENCE), GREEN)


@pytest.mark.parametrize("codec", get_args(Codec))
def test_another_size_goes_on_as_another_generation(codec: Codec) -> None:
    with cable(codec) as (upstream, downstream):
        for width, height in ((160, 120), (320, 200), (161, 121), (160, 120)):
            upstream.stream_frame(plain(GREEN, width, height))
            image = downstream.receive_frame(PATIENCE)
            assert abs(image.shape[0] - height) <= 1
            assert abs(image.shape[1] - width) <= 1
            assert looks(image, GREEN)


@pytest.mark.parametrize("size", [(640, 360), (161, 121)])
def test_bgr_arrives_number_for_number_and_is_the_programs_own(size: tuple[int, int]) -> None:
    image = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    with cable("bgr") as (upstream, downstream):
        for _ in range(2):  # the first is kept until somebody takes pictures, the second goes at once
            upstream.stream_frame(image)
            received = downstream.receive_frame(PATIENCE)
            assert np.array_equal(received, image)
            received[:] = 0


def test_a_frame_tells_its_times() -> None:
    with cable("jpeg") as (upstream, downstream):
        frames = []
        for _ in range(3):
            upstream.stream_frame(plain())
            frames.append(downstream.receive(PATIENCE))
    assert [frame.sequence for frame in frames] == [0, 1, 2]
    for earlier, later in pairwise(frames):
        assert later.pts > earlier.pts
        assert later.captured_at > earlier.captured_at
    assert all(0 <= frame.latency < PATIENCE for frame in frames)


def test_the_newest_picture_is_given_and_each_only_once() -> None:
    with cable("jpeg") as (upstream, downstream):
        upstream.stream_frame(plain())
        downstream.receive(PATIENCE)
        with pytest.raises(ReceiveTimeoutError, match="no new picture"):
            downstream.receive(timeout=0)
        with pytest.raises(TimeoutError):
            downstream.receive_frame(0.01)


@pytest.mark.parametrize("codec", get_args(Codec))
def test_who_works_long_on_each_picture_gets_the_newest_and_nothing_piles_up(codec: Codec) -> None:
    """Every picture is decoded meanwhile, of H.264 too, which needs the one before; all but the newest are let go."""
    with cable(codec) as (upstream, downstream):
        decoded = 0
        for given in range(1, 11):
            for _ in range(4):  # while the program works
                decoded += 1
                upstream.stream_frame(plain(GREEN if given % 2 else (90, 90, 90)))
                until(lambda: downstream.stats.frames == decoded)  # noqa: B023 - called here
            frame = downstream.receive(timeout=0)
            assert frame.sequence == decoded - 1
            assert looks(frame.image, GREEN if given % 2 else (90, 90, 90))
            assert downstream.stats.dropped == decoded - given
            assert downstream.stats.skipped == 0


def test_in_order_every_picture_comes() -> None:
    """The sender lets the receiver's decoder have each, and the receiver looks only when all are there."""
    with cable("jpeg", latest=False) as (upstream, downstream):
        upstream.stream_frame(plain())
        numbers = [downstream.receive(PATIENCE).sequence]
        sent = 1
        while sent < 20:
            upstream.stream_frame(plain())
            while upstream.stats.sent == sent:
                pass
            sent = upstream.stats.sent
        while len(numbers) < sent:
            numbers.append(downstream.receive(PATIENCE).sequence)
    assert numbers == list(range(sent))


def test_iterating_ends_when_somebody_closes_it() -> None:
    with cable("jpeg") as (upstream, downstream):
        upstream.stream_frame(plain())
        frames = iter(downstream)
        assert looks(next(frames).image, GREEN)
        closing = threading.Timer(0.05, downstream.close)
        closing.start()
        assert list(frames) == []
        closing.join()


def test_what_was_given_before_the_end_is_sent() -> None:
    with footlight.Upstream(port=0, codec="jpeg") as upstream:
        downstream = footlight.Downstream(f"127.0.0.1:{upstream.port}").start()
        upstream.stream_frame(plain())
    assert looks(downstream.receive_frame(PATIENCE), GREEN)
    downstream.close()


def test_the_receiver_may_listen_and_the_sender_connect() -> None:
    with (
        footlight.Downstream(port=0, listen=True, key=KEY) as downstream,
        footlight.Upstream(to=f"127.0.0.1:{downstream.port}", key=KEY) as upstream,
    ):
        upstream.stream_frame(plain())
        assert looks(downstream.receive_frame(PATIENCE), GREEN)


def test_several_threads_may_stream() -> None:
    with cable("raw") as (upstream, downstream):

        def stream() -> None:
            for _ in range(50):
                upstream.stream_frame(plain())

        threads = [threading.Thread(target=stream) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert looks(downstream.receive_frame(PATIENCE), GREEN)
        assert upstream.stats.frames == 200
    stats = upstream.stats
    assert stats.sent + stats.dropped == 200


def test_with_a_secret_only_who_knows_it_sees() -> None:
    with footlight.Upstream(port=0, secret="seven words") as upstream:
        address = f"127.0.0.1:{upstream.port}"
        with footlight.Downstream(address, secret="seven words") as downstream:
            upstream.stream_frame(plain())
            assert looks(downstream.receive_frame(PATIENCE), GREEN)
        with footlight.Downstream(address) as stranger, pytest.raises(SecretMissingError):
            stranger.receive_frame(PATIENCE)
        with footlight.Downstream(f"{address}#secret=others") as other, pytest.raises(SecretWrongError):
            other.receive_frame(PATIENCE)


def test_without_the_key_nobody_watches_or_sends() -> None:
    with footlight.Upstream(port=0, key=KEY) as upstream:
        address = f"127.0.0.1:{upstream.port}"
        with pytest.raises(KeyInvalidError):
            footlight.Downstream(address, key="a key that is another one").start()
        footlight.Downstream(f"{address}#key={KEY.replace(' ', '%20')}").start().close()
    with footlight.Downstream(port=0, listen=True, key=KEY) as downstream:
        sender = footlight.Upstream(to=f"127.0.0.1:{downstream.port}", key="a key that is another one").start()
        sender.stream_frame(plain())
        with pytest.raises(KeyInvalidError):
            sender.close()


def test_a_port_in_use_and_a_peer_that_is_not_there_are_told_at_the_start() -> None:
    with footlight.Upstream(port=0) as upstream:
        with pytest.raises(AddressUnavailableError, match="taken"):
            footlight.Upstream(port=upstream.port).start()
        port = upstream.port
    with pytest.raises(ConnectionFailedError):
        footlight.Downstream("127.0.0.1", port).start()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (np.zeros((120, 160), np.uint8), "shape"),
        (np.zeros((120, 160, 4), np.uint8), "shape"),
        (np.zeros((120, 160, 3), np.float32), "uint8"),
        ([[1, 2, 3]], "numpy array"),
        (None, "numpy array"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_stream_goes_on(frame: NDArray[np.uint8], words: str) -> None:
    with cable("jpeg") as (upstream, downstream):
        with pytest.raises(FrameInvalidError, match=words):
            upstream.stream_frame(frame)
        with pytest.raises(PictureSizeError):
            upstream.stream_frame(plain(GREEN, 8, 8))
        upstream.stream_frame(plain())
        assert looks(downstream.receive_frame(PATIENCE), GREEN)


def test_a_closed_stream_and_one_that_was_not_started_say_so() -> None:
    upstream, downstream = footlight.Upstream(port=0), footlight.Downstream("127.0.0.1:1")
    for use in (lambda: upstream.stream_frame(plain()), downstream.receive, lambda: downstream.record("x.mp4")):
        with pytest.raises(StreamClosedError, match="not started"):
            use()
    upstream.start()
    with pytest.raises(StreamClosedError):
        upstream.start()
    with footlight.Downstream("127.0.0.1", upstream.port) as downstream:
        pass
    upstream.close()
    upstream.close()
    with pytest.raises(StreamClosedError, match="closed"):
        upstream.stream_frame(plain())
    with pytest.raises(StreamClosedError, match="closed"):
        downstream.receive_frame()


def test_arguments_that_cannot_be_are_refused_when_it_is_made() -> None:
    with pytest.raises(OptionInvalidError, match="codec"):
        footlight.Upstream(codec="mpeg")  # type: ignore[arg-type]
    with pytest.raises(OptionInvalidError, match="port"):
        footlight.Upstream(port=70_000)
    with pytest.raises(OptionInvalidError, match="fps"):
        footlight.Upstream(fps=0)
    with pytest.raises(OptionInvalidError, match="pin"):
        footlight.Upstream(pin="sha256:00")
    with pytest.raises(OptionInvalidError, match="connects"):
        footlight.Upstream(to="127.0.0.1:7700", http=True)
    with pytest.raises(KeyMissingError):
        footlight.Upstream(to="http://127.0.0.1:7700/lobby")
    with pytest.raises(UrlInvalidError):
        footlight.Downstream("ftp://there")
    with pytest.raises(OptionInvalidError, match="leave port out"):
        footlight.Downstream("127.0.0.1:7700", 7700)
    with pytest.raises(OptionInvalidError, match="sound"):
        footlight.Upstream(sound=(0, 2))


def test_what_comes_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "kept.mp4"
    with cable("h264") as (upstream, downstream):
        upstream.stream_frame(plain())
        downstream.receive_frame(PATIENCE)
        downstream.record(path)
        for _ in range(5):
            upstream.stream_frame(plain())
            downstream.receive_frame(PATIENCE)
        downstream.record(None)
        with pytest.raises(FileUnwritableError):
            downstream.record(tmp_path / "no" / "folder.mp4")
    assert b"moof" in path.read_bytes()


def test_sound_comes_out_beside_the_pictures() -> None:
    with (
        footlight.Upstream(port=0, sound=(48_000, 1)) as upstream,
        footlight.Downstream("127.0.0.1", upstream.port) as downstream,
    ):
        with pytest.raises(FrameInvalidError, match="float32"):
            upstream.stream_sound(np.zeros((960, 1), np.float64))
        with pytest.raises(FrameInvalidError, match="shape"):
            upstream.stream_sound(np.zeros(960, np.float32))
        upstream.stream_frame(plain())
        downstream.receive_frame(PATIENCE)
        tone = 0.5 * np.sin(np.arange(960, dtype=np.float32)[:, None] * 2 * np.pi * 500 / 48_000)
        loudest = 0.0
        while loudest < 0.3:
            upstream.stream_sound(tone.astype(np.float32))
            try:
                sound = downstream.receive_sound(0.02)
            except ReceiveTimeoutError:
                continue
            assert sound.samples.dtype == np.float32
            assert sound.samples.shape[1] == 1
            assert sound.sample_rate == 48_000
            loudest = max(loudest, float(np.abs(sound.samples).max()))
    with footlight.Upstream(port=0) as silent, pytest.raises(OptionInvalidError, match="no sound"):
        silent.stream_sound(np.zeros((960, 1), np.float32))


def test_packets_are_passed_on_without_being_coded() -> None:
    with (
        cable_end("jpeg") as first,
        footlight.Downstream("127.0.0.1", first.port, coded=True) as tap,
        footlight.Upstream(port=0, coded=True) as second,
        footlight.Downstream("127.0.0.1", second.port) as downstream,
    ):
        first.stream_frame(plain())
        coded = next(iter(tap.packets()))
        assert (coded.track.codec, coded.track.name, coded.packet.keyframe) == ("jpeg", "main", True)
        second.stream_packet(coded)
        assert looks(downstream.receive_frame(PATIENCE), GREEN)
        assert second.stats.sent == 1
        with pytest.raises(OptionInvalidError, match="coded"):
            tap.receive()
        with pytest.raises(OptionInvalidError, match="coded"):
            second.stream_frame(plain())
        with pytest.raises(OptionInvalidError, match="coded"):
            first.stream_packet(coded)
        with pytest.raises(OptionInvalidError, match="coded"):
            next(iter(downstream.packets()))


def test_who_gives_packets_hears_that_a_keyframe_is_wanted_through_all_who_pass_them_on() -> None:
    wanted = threading.Event()
    with (
        cable_end("jpeg") as source,
        footlight.Downstream("127.0.0.1", source.port, coded=True) as tap,
        footlight.Upstream(port=0, coded=True, on_keyframe=wanted.set) as first,
        footlight.Downstream("127.0.0.1", first.port, coded=True) as between,
        footlight.Downstream(port=0, listen=True) as downstream,
        footlight.Upstream(
            to=f"127.0.0.1:{downstream.port}", coded=True, on_keyframe=between.request_keyframe
        ) as second,
    ):
        source.stream_frame(plain())
        first.stream_packet(next(iter(tap.packets())))
        second.stream_packet(next(iter(between.packets())))
        downstream.receive_frame(PATIENCE)
        wanted.clear()
        downstream.request_keyframe()
        while not wanted.wait(0.1):  # nobody is asked again just after a keyframe
            downstream.request_keyframe()


def test_an_error_of_on_keyframe_is_told_to_who_gives_packets() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with cable_end("jpeg") as first, footlight.Downstream("127.0.0.1", first.port, coded=True) as tap:
        first.stream_frame(plain())
        coded = next(iter(tap.packets()))
        second = footlight.Upstream(port=0, coded=True, on_keyframe=fail).start()
        second.stream_packet(coded)
        with pytest.raises(ZeroDivisionError):
            second.close()
    with pytest.raises(OptionInvalidError, match="coded"):
        footlight.Upstream(on_keyframe=fail)


def test_no_thread_is_left_behind() -> None:
    before = set(threading.enumerate())
    with cable("h264") as (upstream, downstream):
        upstream.stream_frame(plain())
        downstream.receive_frame(PATIENCE)
    assert {thread.name for thread in set(threading.enumerate()) - before} == set()
