"""What another program writes to standard input, however slowly."""

import io
import os
import sys
import threading

import pytest

from footlight.capture.source import CaptureOptions
from footlight.capture.stream import reception
from footlight.capture.stream.opening import open_standard_input
from footlight.clock import SystemClock
from footlight.errors import DeviceUnavailableError, MediaInvalidError
from footlight.model.coded import CodedSample
from tests.capture.stream.media import stream
from tests.capture.stream.reading import everything


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> int:
    """The end of a pipe into standard input that another program has."""
    reading, writing = os.pipe()
    monkeypatch.setattr(sys, "stdin", os.fdopen(reading))
    return writing


def test_a_program_may_take_its_time_and_its_end_is_the_source_s(writing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "SILENCE_SECONDS", 0.1)
    data = stream()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data[: len(data) * 2 // 3])
            pipe.flush()
            threading.Event().wait(0.6)  # longer than a camera may be silent
            pipe.write(data[len(data) * 2 // 3 :])

    threading.Thread(target=write).start()
    source = open_standard_input(CaptureOptions(coded="fit"), SystemClock())
    assert sum(isinstance(frame, CodedSample) for frame in everything(source)) == 30


def test_a_program_that_writes_nothing_does_not_keep_a_source_from_closing(writing: int) -> None:
    data = stream()
    os.write(writing, data)
    source = open_standard_input(CaptureOptions(coded="fit"), SystemClock())
    threading.Timer(1.5, source.close).start()
    assert everything(source)
    os.close(writing)


def test_a_program_that_writes_no_video_is_told_in_words(writing: int) -> None:
    os.write(writing, b"neither picture nor sound\n" * 100)
    os.close(writing)
    with pytest.raises(MediaInvalidError, match="standard input"):
        open_standard_input(CaptureOptions(), SystemClock())


def test_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(DeviceUnavailableError, match="footlight send -"):
        open_standard_input(CaptureOptions(), SystemClock())
