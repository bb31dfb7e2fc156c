"""Tells systemd how the server fares, where it was started by it (sd_notify(3))."""

import os
import socket
import sys
from contextlib import suppress
from typing import Literal

State = Literal["READY=1", "STOPPING=1"]


def notify(state: State) -> None:
    """Say ``state`` to the service manager; nothing where there is none."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if sys.platform == "win32" or not address.startswith(("/", "@")):
        return
    # A manager that does not listen is no reason to fail: it has its own time-outs.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        connection.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
