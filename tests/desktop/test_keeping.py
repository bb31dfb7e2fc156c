"""Where snapshots and recordings go."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from footlight.desktop.keeping import recording_path, snapshot_path
from footlight.errors import FileUnwritableError

NOW = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_files_say_what_and_when_in_folders_that_are_made(home: Path) -> None:
    assert snapshot_path("lobby at 10.0.0.2:7700", NOW) == (
        home / "Pictures/Footlight/lobby at 10.0.0.2-7700 2026-03-04 15.06.07.png"
    )
    assert recording_path("lobby", NOW) == home / "Videos/Footlight/lobby 2026-03-04 15.06.07.mp4"
    assert (home / "Videos/Footlight").is_dir()


def test_the_persons_own_folders_are_taken(home: Path) -> None:
    (home / "config").mkdir()
    (home / "config/user-dirs.dirs").write_text('XDG_PICTURES_DIR="$HOME/Bilder"\n')

    assert snapshot_path("../../x", NOW) == home / "Bilder/Footlight/x 2026-03-04 15.06.07.png"


def test_a_folder_that_cannot_be_made_is_told(home: Path) -> None:
    (home / "Pictures").write_text("a file")

    with pytest.raises(FileUnwritableError, match="Pictures/Footlight cannot be made"):
        snapshot_path("lobby", NOW)
