"""The desktop portal's ScreenCast: it asks the person at the screen, and gives a PipeWire stream.

The interface is that of xdg-desktop-portal, ``org.freedesktop.portal.ScreenCast``. Each method answers with the
path of a request, whose ``Response`` signal brings what came of it.
"""

import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal

from jeepney import DBusAddress, DBusErrorResponse, HeaderFields, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from footlight.errors import DeviceUnavailableError

Wanted = Literal["screen", "window"]

_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SCREENCAST: Final = "org.freedesktop.portal.ScreenCast"
_REQUEST: Final = "org.freedesktop.portal.Request"
_SESSION: Final = "org.freedesktop.portal.Session"
_CLOSED: Final = "Closed"
_TYPES: Final[dict[Wanted, int]] = {"screen": 1, "window": 2}
_CURSOR_HIDDEN, _CURSOR_EMBEDDED = 1, 2
_PROMPT: Final = 10.0
"""Seconds that the portal has to answer what asks nobody."""
_PATIENCE: Final = 120.0
"""Seconds that a person has to choose."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the person chose, as a node of PipeWire; shared until `connection` is closed."""

    connection: DBusConnection
    fd: int
    """A connection to PipeWire that sees this node; it belongs to whoever gets this."""
    node: int

    def ended(self) -> bool:
        """Whether the sharing was stopped at the desktop; of one thread."""
        try:
            while (message := self.connection.receive(timeout=0)) is not None:
                if message.header.fields.get(HeaderFields.member) == _CLOSED:
                    return True
        except TimeoutError:
            return False
        except OSError:  # the bus is gone, and the desktop with it
            return True
        return False

    def close(self) -> None:
        """Stop sharing."""
        self.connection.close()


def share(wanted: Wanted, *, cursor: bool) -> Shared:
    """Ask the person at the screen to choose a screen or a window, and wait for the answer.

    Raises:
        DeviceUnavailableError: there is no portal, nobody answered, or the answer was no.
    """
    try:
        connection = open_dbus_connection("SESSION", enable_fds=True)
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise DeviceUnavailableError(
            "the desktop's portal cannot be asked: there is no D-Bus session bus, so run this within the session"
        ) from error
    try:
        return _shared(connection, wanted, cursor=cursor)
    except DBusErrorResponse as error:
        connection.close()
        raise DeviceUnavailableError(
            f"the desktop's portal gives no screens ({error.name}): install xdg-desktop-portal and its part for"
            " this desktop, as xdg-desktop-portal-gnome"
        ) from error
    except TimeoutError as error:
        connection.close()
        raise DeviceUnavailableError(f"nobody chose a {wanted} within {_PATIENCE:g} s: try again") from error
    except (OSError, LookupError, TypeError, ValueError) as error:
        connection.close()
        raise DeviceUnavailableError(
            "the desktop's portal broke off, or gave an answer that cannot be read: try again, or update"
            " xdg-desktop-portal"
        ) from error
    except BaseException:
        connection.close()
        raise


def _shared(connection: DBusConnection, wanted: Wanted, *, cursor: bool) -> Shared:
    session_token = _token()
    created = _ask(connection, "CreateSession", "", (), {"session_handle_token": ("s", session_token)})
    session = str(created["session_handle"][1])
    closed = MatchRule(type="signal", interface=_SESSION, member=_CLOSED, path=session)
    Proxy(message_bus, connection, timeout=_PROMPT).AddMatch(closed)
    chosen_by = {
        "types": ("u", _TYPES[wanted]),
        "cursor_mode": ("u", _CURSOR_EMBEDDED if cursor else _CURSOR_HIDDEN),
    }
    _ask(connection, "SelectSources", "o", (session,), chosen_by)
    started = _ask(connection, "Start", "os", (session, ""), {}, patience=_PATIENCE)
    node = int(started["streams"][1][0][0])
    call = new_method_call(_address(), "OpenPipeWireRemote", "oa{sv}", (session, {}))
    (remote,) = unwrap_msg(connection.send_and_get_reply(call, timeout=_PROMPT))
    return Shared(connection, remote.to_raw_fd(), node)


def _ask(
    connection: DBusConnection,
    method: str,
    signature: str,
    arguments: tuple[str, ...],
    options: dict[str, tuple[str, Any]],
    patience: float = _PROMPT,
) -> dict[str, tuple[str, Any]]:
    """Call a method, and wait for its request's response: the results, as variants."""
    token = _token()
    # Known before the call, so that a fast response is not missed.
    sender = connection.unique_name.removeprefix(":").replace(".", "_")
    path = f"{_PATH}/request/{sender}/{token}"
    rule = MatchRule(type="signal", interface=_REQUEST, member="Response", path=path)
    Proxy(message_bus, connection, timeout=_PROMPT).AddMatch(rule)
    body = (*arguments, {**options, "handle_token": ("s", token)})
    with connection.filter(rule) as responses:
        call = new_method_call(_address(), method, f"{signature}a{{sv}}", body)
        unwrap_msg(connection.send_and_get_reply(call, timeout=_PROMPT))
        response, results = connection.recv_until_filtered(responses, timeout=patience).body
    if response:
        raise DeviceUnavailableError("nothing was chosen to be shared: run this again, and choose in the dialog")
    return dict(results)


def _address() -> DBusAddress:
    return DBusAddress(_PATH, bus_name=_NAME, interface=_SCREENCAST)


def _token() -> str:
    return f"footlight{secrets.token_hex(8)}"
