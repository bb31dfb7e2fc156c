"""Keys that are made once for an address."""

import os
import stat
import sys
from pathlib import Path

import pytest

from footlight.cable.keptkeys import KeptKeys, new_key
from footlight.errors import StoreUnavailableError


def test_an_address_keeps_its_key_and_another_has_another(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "keys.json"
    key = KeptKeys(path).key("0.0.0.0:7700")
    other = KeptKeys(path).key("0.0.0.0:7701")
    assert key != other
    assert KeptKeys(path).key("0.0.0.0:7700") == key
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    KeptKeys(tmp_path / "keys.json").key("here")
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_what_a_process_left_that_was_killed_while_it_wrote_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / f"keys.json.{os.getpid()}").write_text("half a")
    key = KeptKeys(tmp_path / "keys.json").key("here")
    assert KeptKeys(tmp_path / "keys.json").key("here") == key
    assert [one.name for one in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"here": 7}', '{"here": ""}'])
def test_a_file_that_makes_no_sense_is_written_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    key = KeptKeys(tmp_path / "keys.json").key("here")
    assert str(key).startswith("fl_")
    assert KeptKeys(tmp_path / "keys.json").key("here") == key


def test_where_it_cannot_be_written_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailableError, match="cannot be kept"):
        KeptKeys(tmp_path / "file" / "keys.json").key("here")


def test_a_key_has_128_bits_and_looks_like_one_to_the_logs() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(key.startswith("fl_") and len(key) >= 3 + 22 for key in keys)
