"""A desktop portal on a D-Bus daemon of its own: its person chooses at once, or never, or says no."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

Person = Literal["chooses", "refuses", "is away", "has no screens"]

NODE: Final = 42
_NAME: Final = "org.freedesktop.portal.Desktop"
_SESSION: Final = "org.freedesktop.portal.Session"


@contextmanager
def session_bus() -> Iterator[str]:
    """A D-Bus daemon; its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().decode().strip()
    finally:
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()


class Portal:
    """Answers in a thread until it is closed."""

    def __init__(self, address: str, person: Person, shared: int) -> None:
        """Begin.

        Args:
            address: of the bus.
            person: what the person at the screen does.
            shared: the file that is given as the connection to PipeWire.
        """
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        """Methods that were called, and their arguments."""
        self._address = address
        self._person = person
        self._shared = shared
        self._connection: DBusConnection = open_dbus_connection(address, enable_fds=True)
        # Waiting for an answer of the bus leaves calls aside: so both come before anybody can call.
        Proxy(message_bus, self._connection).AddMatch("interface='footlight.Test'")
        Proxy(message_bus, self._connection).RequestName(_NAME)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop_sharing(self) -> None:
        """The person presses the desktop's button."""
        session = self.calls[-1][1][0]
        self._say(new_signal(DBusAddress(session, interface=_SESSION), "Closed", "a{sv}", ({},)))

    def close(self) -> None:
        self._say(new_signal(DBusAddress("/", interface="footlight.Test"), "Goodbye", "", ()))
        self._thread.join()
        self._connection.close()

    def _say(self, signal: Message) -> None:
        """Send it from a connection of its own, for the portal's belongs to its thread."""
        connection: DBusConnection = open_dbus_connection(self._address)
        connection.send(signal)
        Proxy(message_bus, connection).GetId()  # answered after the signal went out
        connection.close()

    def _serve(self) -> None:
        while True:
            message = self._connection.receive()
            fields = message.header.fields
            if fields.get(HeaderFields.interface) == "footlight.Test":
                return
            if message.header.message_type is MessageType.method_call:
                self._answer(message, fields[HeaderFields.member])

    def _answer(self, call: Message, method: str) -> None:
        self.calls.append((method, call.body))
        if self._person == "has no screens":
            self._connection.send(new_error(call, "org.freedesktop.DBus.Error.UnknownMethod", "s", (method,)))
            return
        if method == "OpenPipeWireRemote":
            self._connection.send(new_method_return(call, "h", (self._shared,)))
            return
        options = call.body[-1]
        sender = call.header.fields[HeaderFields.sender]
        path = "/org/freedesktop/portal/desktop/{}/{}/" + options.get("handle_token", ("s", "none"))[1]
        request = f"/org/freedesktop/portal/desktop/request/{sender[1:].replace('.', '_')}/{options['handle_token'][1]}"
        results: dict[str, tuple[str, Any]] = {}
        if method == "CreateSession":
            results["session_handle"] = ("s", path.format("session", "it"))
        if method == "Start":
            results["streams"] = ("a(ua{sv})", [(NODE, {"source_type": ("u", 1)})])
            if self._person == "is away":
                self._connection.send(new_method_return(call, "o", (request,)))
                return
        refused = int(method == "Start" and self._person == "refuses")
        response = new_signal(
            DBusAddress(request, interface="org.freedesktop.portal.Request"), "Response", "ua{sv}", (refused, results)
        )
        # As a fast portal does it: the response before the answer.
        self._connection.send(response)
        self._connection.send(new_method_return(call, "o", (request,)))
