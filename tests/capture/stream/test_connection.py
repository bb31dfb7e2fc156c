"""What reads a source ahead of those who take it: in order, not too far, to its end."""

import threading
from pathlib import Path

from footlight.capture.stream.connection import Connection
from footlight.capture.stream.inputs import FileInput
from footlight.clock import SystemClock
from tests.capture.stream.media import stream


def connection(path: Path, pictures: int) -> Connection:
    path.write_bytes(stream(pictures))
    opened = Connection(FileInput(path), SystemClock())
    opened.opened(20)
    return opened


def reader() -> threading.Thread:
    return next(one for one in reversed(threading.enumerate()) if one.name == "footlight-demux")


def test_all_is_read_in_order_and_the_end_stays_the_end(tmp_path: Path) -> None:
    reading = connection(tmp_path / "media.ts", 200)
    arrivals = []
    while (arrival := reading.next(20)) is not None:
        arrivals.append(arrival)
    assert len(arrivals) == 200
    assert [one.at for one in arrivals] == sorted(one.at for one in arrivals)
    assert [one.packet.dts for one in arrivals] == sorted(one.packet.dts or 0 for one in arrivals)
    assert reading.next(20) is None


def test_what_nobody_takes_is_not_read_and_closing_ends_the_wait(tmp_path: Path) -> None:
    reading = connection(tmp_path / "media.ts", 200)
    thread = reader()
    thread.join(0.3)
    assert thread.is_alive()
    assert reading.next(20) is not None
    reading.close()
    thread.join(20)
    assert not thread.is_alive()
    assert reading.next(20) is None
