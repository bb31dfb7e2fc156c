"""Packets to frames: where decoding begins, and what it passes over."""

import threading
from dataclasses import replace

import pytest

from footlight.client.events import Connected, PacketsReceived, TracksChanged
from footlight.client.watching.decoding import Decoded, DecodingThread, TrackDecoder
from footlight.errors import DecodingFailedError
from footlight.model.frame import VideoFrame
from footlight.model.units import Micros
from tests.client.media import FPS, HEIGHT, WIDTH, pictures, track
from tests.fakes.clock import HandClock


def test_decoding_begins_at_a_keyframe_and_goes_on_after_a_hole_at_the_next() -> None:
    decoder = TrackDecoder(track())
    packets = pictures()
    del packets[4]  # of the first group, whose rest is worth nothing then
    frames = [len(decoder.decode(one)) for one in packets[1:]]
    assert frames == [0] * (FPS - 2) + [1] * FPS


def test_what_comes_again_after_a_reconnect_is_decoded_and_not_given_out_again() -> None:
    decoder = TrackDecoder(track())
    packets = pictures()
    first = [len(decoder.decode(one)) for one in packets[:5]]
    decoder.interrupt()
    again = [len(decoder.decode(one)) for one in packets[:FPS]]
    assert first == [1] * 5
    assert again == [0] * 5 + [1] * 5


def test_a_new_generation_begins_at_its_keyframe() -> None:
    decoder = TrackDecoder(track())
    packets = pictures()
    decoder.decode(packets[0])
    decoder.describe(replace(track(), generation=1))
    old, *new = [packets[1], *(replace(one, generation=1) for one in packets[FPS : FPS + 2])]
    assert decoder.decode(old) == []
    assert [len(decoder.decode(one)) for one in new] == [1, 1]


def test_what_cannot_be_decoded_is_told_and_left_at_the_next_keyframe() -> None:
    decoder = TrackDecoder(track())
    packets = pictures()
    decoder.decode(packets[0])
    with pytest.raises(DecodingFailedError):
        decoder.decode(replace(packets[1], payload=bytes(range(200))))
    assert decoder.decode(packets[2]) == []
    assert len(decoder.decode(packets[FPS])) == 1


def test_the_thread_tells_when_each_picture_was_decoded_and_of_which_connection() -> None:
    clock = HandClock(5_000_000)
    seen: list[Decoded] = []
    complete = threading.Event()

    def keep(decoded: Decoded) -> None:
        seen.append(decoded)
        if len(seen) == 2 * FPS:
            complete.set()

    def fail(error: Exception) -> None:
        raise error

    thread = DecodingThread(clock, on_frame=keep, on_error=fail, on_fault=fail)
    thread.put(Connected(Micros(4_000_000)))
    thread.put(TracksChanged("b", (track(),)))
    thread.put(PacketsReceived(pictures(), Micros(0)))
    assert complete.wait(20)
    thread.close()
    assert {(one.decoded_at, one.joined_at, one.track.name) for one in seen} == {(5_000_000, 4_000_000, "main")}
    frame = seen[0].frame
    assert isinstance(frame, VideoFrame)
    assert frame.image.shape == (HEIGHT, WIDTH, 3)


def test_another_broadcast_begins_its_numbers_anew() -> None:
    seen: list[Decoded] = []
    complete = threading.Event()

    def keep(decoded: Decoded) -> None:
        seen.append(decoded)
        if len(seen) == 4 * FPS:
            complete.set()

    thread = DecodingThread(HandClock(), on_frame=keep, on_error=print, on_fault=print)
    for broadcast in ("one", "two"):
        thread.put(TracksChanged(broadcast, (track(),)))
        thread.put(PacketsReceived(pictures(), Micros(0)))
    assert complete.wait(20)
    thread.close()


def test_what_nobody_foresaw_is_told_once_and_ends_it() -> None:
    faults: list[Exception] = []
    told = threading.Event()

    def stumble(_decoded: Decoded) -> None:
        raise ZeroDivisionError

    def keep(error: Exception) -> None:
        faults.append(error)
        told.set()

    thread = DecodingThread(HandClock(), on_frame=stumble, on_error=print, on_fault=keep)
    thread.put(TracksChanged("b", (track(),)))
    thread.put(PacketsReceived(pictures(), Micros(0)))
    assert told.wait(20)
    thread.put(PacketsReceived(pictures(first_group=2), Micros(0)))
    thread.close()
    assert [type(fault) for fault in faults] == [ZeroDivisionError]
