"""Where settings come from, which win, and how wrong ones are told."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from footlight.errors import SettingInvalidError, SettingUnknownError
from footlight.settings import Limits, Settings, load_settings

DOCS = Path(__file__).parent.parent / "docs"

WRONG = {
    "host": '""',
    "port": "65536",
    "data": "7",
    "database": '"mysql://me:hush@host/db"',
    "http": '"sometimes"',
    "tls_certificate": "true",
    "tls_key": "[]",
    "log_level": '"loud"',
    "log_format": '"xml"',
    "limits.max_message": "1000",
    "limits.max_request": "-1",
    "limits.viewers": "0",
    "limits.broadcasts": "0",
    "limits.pulls": "-1",
    "sign_up": '"sometimes"',
    "pull_allow": '["10.0.0.1/8"]',
    "proxies": '["localhost"]',
    "limits.viewer_lag_bytes": "1",
    "limits.viewer_lag_seconds": "inf",
    "limits.stall_seconds": "0",
    "limits.away_seconds": "-1",
    "limits.hello_seconds": '"10"',
    "limits.request_seconds": "nan",
    "limits.keep_alive_seconds": "1.5",
    "limits.chat_connections": "0",
    "limits.chat_lines_per_second": "0",
    "limits.chat_lines_at_once": "true",
}
"""A value, as TOML, that each key refuses."""


def keys_of(model: type[BaseModel], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            found |= keys_of(type(field.default), f"{name}.")
        else:
            found[prefix + name] = field.default
    return found


def written(folder: Path, text: str) -> Path:
    path = folder / "footlight.toml"
    path.write_text(text)
    return path


def test_without_anything_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}) == Settings()


def test_the_command_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    config = written(
        tmp_path, 'host = "10.0.0.1"\nport = 1\nlog_level = "error"\n[limits]\nviewers = 5\nbroadcasts = 6'
    )
    environment = {"FOOTLIGHT_PORT": "2", "FOOTLIGHT_HOST": "10.0.0.2", "FOOTLIGHT_LIMITS__VIEWERS": "7"}
    settings = load_settings(config, {"host": "10.0.0.3", "data": None}, environment)
    assert (settings.host, settings.port, settings.log_level) == ("10.0.0.3", 2, "error")
    assert (settings.limits.viewers, settings.limits.broadcasts) == (7, 6)
    assert settings.data == Settings().data


def test_the_file_of_the_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "port = 4321")
    monkeypatch.chdir(tmp_path)
    assert load_settings(environment={}).port == 4321


def test_what_other_commands_read_is_no_unknown_setting(tmp_path: Path) -> None:
    others = {"FOOTLIGHT_KEY": "fl_x", "FOOTLIGHT_SECRET": "x", "FOOTLIGHT_TOKEN": "fla_x", "PATH": "/bin"}
    load_settings(written(tmp_path, ""), environment=others)


@pytest.mark.parametrize(
    ("text", "key"),
    [("prot = 1", "prot"), ("[limits]\nviewer = 1", "limits.viewer"), ("[limit]\nviewers = 1", "limit")],
)
def test_an_unknown_key_of_the_file_is_refused_by_name(tmp_path: Path, text: str, key: str) -> None:
    config = written(tmp_path, text)
    with pytest.raises(SettingUnknownError, match=re.escape(f"{key} in {config}")):
        load_settings(config, environment={})


@pytest.mark.parametrize("variable", ["FOOTLIGHT_PROT", "FOOTLIGHT_LIMITS__VIEWER", "FOOTLIGHT_", "FOOTLIGHT_A__B__C"])
def test_an_unknown_variable_is_refused_by_name(tmp_path: Path, variable: str) -> None:
    with pytest.raises(SettingUnknownError, match="FOOTLIGHT_"):
        load_settings(written(tmp_path, ""), environment={variable: "1"})


@pytest.mark.parametrize("first", ["FOOTLIGHT_PORT", "FOOTLIGHT_LIMITS"])
def test_a_variable_that_is_a_value_and_a_table_is_refused(tmp_path: Path, first: str) -> None:
    for environment in ({first: "1", f"{first}__X": "1"}, {f"{first}__X": "1", first: "1"}):
        with pytest.raises((SettingUnknownError, SettingInvalidError), match=first):
            load_settings(written(tmp_path, ""), environment=environment)


@pytest.mark.parametrize("key", keys_of(Settings))
def test_a_wrong_value_in_the_file_is_told_with_its_key(tmp_path: Path, key: str) -> None:
    table, _, name = key.rpartition(".")
    config = written(tmp_path, f"{f'[{table}]' if table else ''}\n{name} = {WRONG[key]}")
    with pytest.raises(SettingInvalidError, match=re.escape(f"{key} = ")) as raised:
        load_settings(config, environment={})
    assert str(config) in str(raised.value)
    assert "hush" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_value_in_the_environment_is_told_with_its_variable(tmp_path: Path) -> None:
    for variable, text in {
        "FOOTLIGHT_PORT": "http",
        "FOOTLIGHT_HTTP": "7",
        "FOOTLIGHT_LIMITS__VIEWERS": "many",
    }.items():
        with pytest.raises(SettingInvalidError, match=f"{variable} = '{text}' in the environment"):
            load_settings(written(tmp_path, ""), environment={variable: text})


def test_a_wrong_value_on_the_command_line_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalidError, match="port = -1 in the command line"):
        load_settings(written(tmp_path, ""), {"port": -1}, {})


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe\x00"])
def test_a_file_that_is_not_toml_is_told(tmp_path: Path, content: bytes) -> None:
    config = tmp_path / "footlight.toml"
    config.write_bytes(content)
    with pytest.raises(SettingInvalidError, match="not a TOML file"):
        load_settings(config, environment={})


def test_a_named_file_that_is_missing_or_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(SettingInvalidError, match="cannot be read"):
            load_settings(path, environment={})


@pytest.mark.parametrize("name", ["tls_certificate", "tls_key"])
def test_a_certificate_without_its_key_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingInvalidError, match="belong together"):
        load_settings(written(tmp_path, f'{name} = "one.pem"'), environment={})


def test_the_page_lists_every_setting_with_its_default_and_no_other() -> None:
    page = (DOCS / "settings.md").read_text()
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| (`[^|]+`|none) \|", page, re.MULTILINE))
    expected = {
        key: "none" if default is None else f"`{as_toml(default)}`" for key, default in keys_of(Settings).items()
    }
    assert listed == expected


def test_the_example_file_has_every_key_at_its_default() -> None:
    example = (DOCS / "footlight.example.toml").read_text()
    assert load_settings(DOCS / "footlight.example.toml", environment={}) == Settings()
    uncommented = tomllib.loads(re.sub(r"^#(\w+ =)", r"\1", example, flags=re.MULTILINE))
    limits = uncommented.pop("limits")
    expected = {key: as_toml(value) for key, value in keys_of(Settings).items() if "." not in key and value is not None}
    unset = {
        "tls_certificate": '"fullchain.pem"',
        "tls_key": '"privkey.pem"',
        "database": '"postgresql://footlight@/footlight?host=/run/postgresql"',
    }
    assert {key: as_toml(value) for key, value in uncommented.items()} == expected | unset
    assert limits == Limits().model_dump()


def as_toml(value: object) -> str:
    if isinstance(value, tuple):
        return str(list(value))
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str | Path) else str(value)
