"""A recording in a thread of its own."""

import struct
import threading
from dataclasses import replace
from pathlib import Path

from footlight.client.events import PacketsReceived, TracksChanged
from footlight.client.recording.recordingthread import RecordingThread
from footlight.errors import FileUnwritableError
from footlight.model.units import Micros
from footlight.wire.fmp4 import init_segment
from tests.client.media import FPS, pictures, track
from tests.client.recording.fulldisk import files_no_larger_than
from tests.client.recording.readback import times


def test_the_thread_keeps_what_it_was_given_before_it_was_closed(tmp_path: Path) -> None:
    errors: list[Exception] = []
    thread = RecordingThread(tmp_path / "a.mp4", errors.append)
    thread.tracks(TracksChanged("b", (track(),)))
    thread.packets(PacketsReceived(pictures(), Micros(0)))
    thread.close()
    assert len(times(tmp_path / "a.mp4")) == 2 * FPS
    assert errors == []


def test_a_fault_of_ours_is_told_and_ends_the_recording(tmp_path: Path) -> None:
    errors: list[Exception] = []
    told = threading.Event()

    def fail(error: Exception) -> None:
        errors.append(error)
        told.set()

    thread = RecordingThread(tmp_path / "a.mp4", fail)
    thread.tracks(TracksChanged("b", (track(),)))
    first, second, *rest = pictures()
    no_such_time = replace(second, pts=2**40)
    thread.packets(PacketsReceived([first, no_such_time, *rest], Micros(0)))
    assert told.wait(20)
    thread.packets(PacketsReceived(pictures(first_group=2), Micros(0)))
    thread.close()
    assert [type(error) for error in errors] == [struct.error]


def test_what_was_interrupted_between_two_packets_is_told(tmp_path: Path) -> None:
    thread = RecordingThread(tmp_path / "a.mp4", print)
    thread.tracks(TracksChanged("b", (track(),)))
    first, second = pictures()[:FPS], pictures(first_group=3)
    later = [replace(one, pts=one.pts + FPS * 9_000, dts=one.dts + FPS * 9_000) for one in second]
    thread.packets(PacketsReceived(first, Micros(0)))
    thread.interrupted("connection lost")
    thread.packets(PacketsReceived(later, Micros(0)))
    thread.close()
    assert [gap.why for gap in thread.gaps] == ["connection lost"]


def test_files_begin_anew_as_often_as_was_said(tmp_path: Path) -> None:
    thread = RecordingThread(tmp_path / "a.mp4", print, Micros(1_000_000))
    thread.tracks(TracksChanged("b", (track(),)))
    thread.packets(PacketsReceived(pictures(), Micros(0)))
    thread.close()
    assert [len(times(path)) for path in thread.paths] == [FPS, FPS]


def test_a_full_disk_is_told_and_what_was_written_before_plays(tmp_path: Path) -> None:
    errors: list[Exception] = []
    told = threading.Event()

    def fail(error: Exception) -> None:
        errors.append(error)
        told.set()

    thread = RecordingThread(tmp_path / "a.mp4", fail)
    thread.tracks(TracksChanged("b", (track(),)))
    limit = 200 + len(init_segment([track()], "gaps")) + sum(len(one.payload) + 16 for one in pictures()[:FPS])
    with files_no_larger_than(limit):
        for group in range(0, 6, 2):
            thread.packets(PacketsReceived(pictures(first_group=group), Micros(0)))
        assert told.wait(20)
        thread.close()
    assert [type(error) for error in errors] == [FileUnwritableError]
    assert times(tmp_path / "a.mp4") == [number / FPS for number in range(FPS)]
