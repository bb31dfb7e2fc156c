"""One file of a recording, whatever happens to it."""

import os
from pathlib import Path

import pytest

from footlight.client.recording.film import Film
from footlight.client.recording.gap import Hole
from footlight.client.recording.newfile import new_file
from footlight.errors import FileUnwritableError
from footlight.model.units import Micros
from tests.client.media import FPS, pictures, track
from tests.client.recording.fulldisk import files_no_larger_than
from tests.client.recording.readback import length, texts, times


def begun(folder: Path) -> Film:
    film = Film(*new_file(folder / "a.mp4"))
    film.begin([track()])
    return film


def give(film: Film, first: int, last: int) -> None:
    for packet in pictures()[first:last]:
        film.add(track(), 0, packet)


def test_a_full_disk_leaves_the_file_as_it_was_and_what_waits_can_be_written_later(tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, FPS)
    film.flush()
    size = film.path.stat().st_size
    give(film, FPS, 2 * FPS)
    with files_no_larger_than(size + 300), pytest.raises(FileUnwritableError, match="too large"):
        film.flush()
    assert film.path.stat().st_size == size
    assert len(times(film.path)) == FPS
    film.flush()
    assert film.close()
    assert times(film.path) == [number / FPS for number in range(2 * FPS)]


def test_a_file_whose_only_fragment_could_not_be_written_is_removed(tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, FPS)
    with files_no_larger_than(film.path.stat().st_size + 300), pytest.raises(FileUnwritableError):
        film.flush()
    assert not film.close()
    assert not film.path.exists()


@pytest.mark.parametrize("written", [0, 8, 9, 100, 400, 700])
def test_a_fragment_that_was_cut_off_by_a_kill_is_nothing_to_a_player(written: int, tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, FPS)
    film.flush()
    size = film.path.stat().st_size
    give(film, FPS, 2 * FPS)
    film.flush()
    film.close()
    # As it is on the disk while the fragment is written: all but its first 8 bytes, and of that as much as is there.
    with film.path.open("r+b") as file:
        os.truncate(file.fileno(), max(size, size + written))
        file.seek(size)
        file.write(bytes(min(written, 8)))
    assert times(film.path) == [number / FPS for number in range(FPS)]


def test_a_gap_stands_before_what_comes_after_it(tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, 5)
    film.flush()
    film.lack(Hole(Micros(500_000), Micros(1_000_000), "skipped", ("main",)))
    give(film, FPS, 2 * FPS)
    (gap,) = film.flush()
    assert (gap.at, gap.duration, gap.words) == (0.5, 0.5, "0.500 s missing: skipped (main)")
    film.close()
    assert texts(film.path) == [(0.5, 0.5, gap.words)]
    assert film.path.read_bytes().index(gap.words.encode()) < film.path.read_bytes().index(pictures()[FPS].payload)


def test_a_gap_at_the_end_does_not_make_the_file_longer_than_a_second(tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, FPS)
    film.lack(Hole(Micros(1_000_000), Micros(30_000_000_000), "sender away", ("main",)))
    (gap,) = film.flush()
    film.close()
    assert (gap.at, gap.duration) == (1, 29_999)
    assert texts(film.path) == [(1, 1, "29999.000 s missing: sender away (main)")]
    assert length(film.path) < 2.1


def test_gaps_that_overlap_one_that_is_written_already_follow_it(tmp_path: Path) -> None:
    film = begun(tmp_path)
    give(film, 0, 5)
    film.lack(Hole(Micros(100_000), Micros(300_000), "skipped", ("main",)))
    film.flush()
    film.lack(Hole(Micros(200_000), Micros(400_000), "skipped", ("sound",)))
    give(film, FPS, 2 * FPS)
    film.flush()
    film.close()
    assert texts(film.path) == [
        (0.1, 0.2, "0.200 s missing: skipped (main)"),
        (0.302, 0.098, "0.200 s missing: skipped (sound)"),
    ]
