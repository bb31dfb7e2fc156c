"""What the doctor finds, well and ill."""

import json
import shutil
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlight.capture.listing import Listing, SourceInfo
from footlight.cli import checks
from footlight.cli.main import app
from footlight.settings import Settings


def test_every_line_of_json_has_a_status_and_what_fails_has_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOOTLIGHT_PORT", "0")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    findings = [json.loads(line) for line in result.stdout.splitlines()]
    names = [finding["name"] for finding in findings]
    assert {"ffmpeg", "encoders", "pictures", "sound", "screens", "cameras", "port", "tls", "data"} <= set(names)
    assert all(finding["status"] in ("ok", "warn", "fail") for finding in findings)
    assert all(finding["advice"] for finding in findings if finding["status"] != "ok")
    assert result.exit_code == (3 if any(finding["status"] == "fail" for finding in findings) else 0)
    assert list(tmp_path.iterdir()) == []


def test_words_begin_with_the_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["doctor"])
    assert all(line.startswith(("ok  ", "warn", "fail")) for line in result.stdout.splitlines())


def test_a_wrong_setting_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "footlight.toml").write_text("prot = 7700\n")
    result = CliRunner().invoke(app, ["doctor", "--json"])
    last = json.loads(result.stdout.splitlines()[-1])
    assert (last["name"], last["status"]) == ("settings", "fail")
    assert "prot" in last["message"]
    assert result.exit_code == 3


def test_a_port_of_another_program_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        found = checks.address(Settings(port=other.getsockname()[1]))
    assert found.status == "fail"
    assert "--port" in found.advice


def test_a_free_port_is_well() -> None:
    assert checks.address(Settings(port=0)).status == "ok"


def test_missing_devices_are_warnings_with_advice() -> None:
    listing = Listing(
        [SourceInfo("screen:0", "screen", "left", 640, 480, 0, 0)], {"mic": "no sound system: install it"}
    )
    found = {finding.name: finding for finding in checks.devices(listing)}
    assert found["screens"].status == "ok"
    assert (found["microphones"].status, found["microphones"].advice) == ("warn", "install it")
    assert found["cameras"].status == "warn"


def test_pages_that_were_not_built_are_a_failure(tmp_path: Path) -> None:
    assert checks.web_pages(tmp_path).status == "fail"


def test_a_certificate_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    broken = tmp_path / "certificate.pem"
    broken.write_text("nonsense")
    assert checks.certificate(Settings(tls_certificate=broken, tls_key=broken)).status == "fail"
    assert checks.certificate(Settings(data=tmp_path / "none")).status == "ok"
    assert checks.certificate(Settings(http=True)).status == "ok"


@pytest.mark.parametrize(("free", "status"), [(5_000_000_000, "ok"), (500_000_000, "warn"), (5_000_000, "fail")])
def test_little_room_on_the_disk_is_told(
    free: int, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert checks.data_folder(tmp_path / "new").status == status


def test_a_file_where_the_folder_should_be_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert checks.data_folder(tmp_path / "file").status == "fail"
