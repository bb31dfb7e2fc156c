"""Start-up settings: one frozen, validated model from a file, the environment and the command line."""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from footlight.errors import SettingInvalidError, SettingUnknownError

PREFIX: Final = "FOOTLIGHT_"
DEFAULT_FILE: Final = Path("footlight.toml")
NOT_SETTINGS: Final = frozenset({"FOOTLIGHT_KEY", "FOOTLIGHT_SECRET", "FOOTLIGHT_TOKEN"})
"""Variables of the same prefix that belong to other commands: the stream key of `footlight send`, its secret, and the
token of `footlight watch`."""

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]
SignUp = Literal["open", "invitation", "closed"]
FilePath = Annotated[Path, Field(strict=False)]


def _networks(value: object) -> object:
    # A variable of the environment is one text.
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    return [str(ip_network(part)) for part in parts] if isinstance(parts, list) else parts


Networks = Annotated[tuple[str, ...], BeforeValidator(_networks), Field(strict=False)]
"""IPv4 and IPv6 networks, like ``192.168.1.0/24``; a lone address is a network of one."""


def _postgres(value: object) -> object:
    # The value itself is not told: it may hold a password.
    if isinstance(value, str) and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("only postgresql://NAME:PASSWORD@HOST/DATABASE can be")
    return value


PostgresAddress = Annotated[str, BeforeValidator(_postgres)]
_NOT_SHOWN: Final = "database"
"""A setting whose value is never repeated."""

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class Limits(BaseModel):
    """What one peer may take; each limit has a named error in `footlight.errors`."""

    model_config = _STRICT

    max_message: int = Field(default=8 * 1024 * 1024, ge=64 * 1024, le=256 * 1024 * 1024)
    """Bytes of the largest WebSocket message taken from a publisher."""
    max_request: int = Field(default=64 * 1024, ge=0, le=1024 * 1024 * 1024)
    """Bytes of the largest HTTP request body."""
    viewers: int = Field(default=10_000, ge=1)
    """Viewers of the whole server at once."""
    broadcasts: int = Field(default=1_000, ge=1)
    """Broadcasts of the whole server at once."""
    pulls: int = Field(default=1_000, ge=0)
    """Channels whose broadcast the server fetches itself."""
    viewer_lag_bytes: int = Field(default=16 * 1024 * 1024, ge=64 * 1024)
    """How far a viewer may be behind the newest message before it skips to the newest group, in bytes."""
    viewer_lag_seconds: float = Field(default=0.8, gt=0, le=60, allow_inf_nan=False)
    """The same in seconds."""
    stall_seconds: float = Field(default=10.0, gt=0, le=3600, allow_inf_nan=False)
    """A viewer, or a client of HTTP, that takes nothing for so long is let go."""
    away_seconds: float = Field(default=60.0, ge=0, le=86_400, allow_inf_nan=False)
    """How long a publisher that dropped out may take to come back."""
    hello_seconds: float = Field(default=10.0, gt=0, le=600, allow_inf_nan=False)
    """How long a new WebSocket may take to say hello."""
    request_seconds: float = Field(default=10.0, gt=0, le=600, allow_inf_nan=False)
    """How long a connection may take to send a whole request."""
    keep_alive_seconds: int = Field(default=5, ge=1, le=3600)
    """How long an idle HTTP connection is kept for another request."""
    chat_connections: int = Field(default=20_000, ge=1)
    """Connections to all chats at once."""
    chat_lines_per_second: float = Field(default=0.5, gt=0, le=1000, allow_inf_nan=False)
    """What one person may write in one chat in the long run."""
    chat_lines_at_once: int = Field(default=5, ge=1, le=1000)
    """What one person who wrote nothing for a while may write at once."""


class Settings(BaseModel):
    """Everything a server is told at its start; `docs/settings.md` describes each."""

    model_config = _STRICT

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=7700, ge=0, le=65_535)
    """0 lets the system choose."""
    data: FilePath = Path("footlight-data")
    database: PostgresAddress | None = Field(default=None, repr=False)
    """Of PostgreSQL, in place of SQLite in the data folder; it may hold a password."""
    http: bool = False
    """Speak plain http beyond loopback too."""
    tls_certificate: FilePath | None = None
    tls_key: FilePath | None = None
    proxies: Networks = ()
    """Networks of the proxies in front, which are believed when they say who asks, and by which scheme."""
    log_level: LogLevel = "info"
    log_format: LogFormat = "console"
    pull_allow: Networks = ()
    """Networks that pull sources may be in though they are not public."""
    sign_up: SignUp = "invitation"
    """Who may make an account: anybody, those who are invited, nobody."""
    limits: Limits = Limits()


AT_ONCE: Final = frozenset(
    {
        "log_level", "log_format", "pull_allow", "sign_up", "limits.max_message", "limits.viewers",
        "limits.broadcasts", "limits.pulls", "limits.viewer_lag_bytes", "limits.viewer_lag_seconds",
        "limits.away_seconds", "limits.hello_seconds", "limits.chat_connections", "limits.chat_lines_per_second",
        "limits.chat_lines_at_once",
    }
)  # fmt: skip
"""Settings that a running server takes up; the others need a start."""


def changed_settings(before: Settings, after: Settings) -> list[str]:
    """The names of the settings that differ, as `docs/settings.md` writes them."""
    return [name for name, value in _flat(before).items() if value != _flat(after)[name]]


def _flat(settings: Settings) -> dict[str, object]:
    values = settings.model_dump()
    limits = values.pop("limits")
    return {**values, **{f"limits.{name}": value for name, value in limits.items()}}


def load_settings(
    config: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings: ``overrides`` (typed, from the command line) before the environment before the file.

    Args:
        config: the file; None reads ``footlight.toml`` of the working directory if there is one.
        overrides: values by field name; those that are None are left out.
        environment: None means the process's own.

    Raises:
        SettingUnknownError: a key or a ``FOOTLIGHT_`` variable that no setting has.
        SettingInvalidError: a value of the wrong type or out of range, or a file that cannot be read.
    """
    from_file = _file_layer(config)
    from_environment = _environment_layer(os.environ if environment is None else environment)
    from_command = {name: value for name, value in (overrides or {}).items() if value is not None}
    limits = {**from_file.pop("limits", {}), **from_environment.pop("limits", {})}
    values = {**from_file, **from_environment, "limits": limits, **from_command}
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _readable(error, "the command line") from None
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise SettingInvalidError("tls_certificate and tls_key belong together: set both, or neither")
    return settings


def _file_layer(config: Path | None) -> dict[str, Any]:
    path = config or DEFAULT_FILE
    if config is None and not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingInvalidError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingInvalidError(f"{path}: not a TOML file: {error}") from None
    try:
        return Settings.model_validate(values).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise _readable(error, str(path)) from None


def _environment_layer(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        *tables, name = variable.removeprefix(PREFIX).lower().split("__")
        target = values
        for table in tables:
            target = target.setdefault(table, {})
            if not isinstance(target, dict):
                raise _unknown(variable)
        if name in target:
            raise _unknown(variable)
        target[name] = text
    try:
        return Settings.model_validate_strings(values).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise _readable(error, "the environment") from None


def _readable(error: ValidationError, where: str) -> SettingUnknownError | SettingInvalidError:
    """The first complaint of pydantic as one line that names the key, the value and where it was set."""
    details = error.errors(include_url=False)[0]
    key = _key(details, where)
    if details["type"] == "extra_forbidden":
        return _unknown(f"{key} in {where}")
    value = "(not shown)" if key.lower().endswith(_NOT_SHOWN) else repr(details["input"])
    return SettingInvalidError(f"{key} = {value} in {where}: {details['msg']}")


def _unknown(what: str) -> SettingUnknownError:
    return SettingUnknownError(f"{what}: no such setting; docs/settings.md lists them all")


def _key(details: ErrorDetails, where: str) -> str:
    path = [str(part) for part in details["loc"]]
    return PREFIX + "__".join(path).upper() if where == "the environment" else ".".join(path)
