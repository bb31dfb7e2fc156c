"""Ends that announce themselves on the network, listed in the terminal; where somebody is there, one is chosen."""

import asyncio
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from getpass import getpass
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from footlight.cli.connecting import trust_of
from footlight.cli.running import run_until_stopped
from footlight.cli.status import StatusDisplay
from footlight.errors import (
    CertificateUntrustedError,
    DiscoveryUnavailableError,
    NothingFoundError,
    VersionUnsupportedError,
)

if TYPE_CHECKING:
    from footlight.cable.discovery import Found
    from footlight.cable.ways import Way

LOOK_SECONDS: Final = 3.0
"""Who announces itself answers within a second or two, on a slow network too."""

_SPINNER: Final = "|/-\\"
_TURN_SECONDS: Final = 0.1
_ENDS: Final[dict["Way", str]] = {"send": "senders", "receive": "receivers", "both": "ends that wait for a call"}
_STARTS: Final[dict["Way", str]] = {"send": "send screen", "receive": "watch", "both": "call"}


class Place(NamedTuple):
    """Where to connect, and with what."""

    address: str | None
    key: str | None
    pin: str | None


def discovered(kind: "Way", command: str, *, as_json: bool, key: str | None, pin: str | None) -> Place:
    """Look for ends that do ``kind``, list them, and ask which one is meant.

    Args:
        kind: what those ends do.
        command: what is typed before the address of one.
        key: what was given already; also by ``FOOTLIGHT_KEY``.
        pin: the same.

    Raises:
        NothingFoundError: no such end announces itself.
        DiscoveryUnavailableError: this machine has no network to look on.
        CertificateUntrustedError: the person at the terminal did not confirm the certificate.
        VersionUnsupportedError: the chosen end speaks another version of the protocol.
        typer.Exit: they are listed, and nobody is there to be asked.
    """
    display = StatusDisplay(as_json=as_json)
    found = _looked_for(kind, display)
    if not found:
        raise NothingFoundError(
            f"no {_ENDS[kind]} are announced on this network: type {command} HOST:PORT, or start the other end with"
            f" footlight {_STARTS[kind]} --listen 0.0.0.0:7700 --discover"
        )
    if as_json:
        for one in found:
            display.object(_values(one, command))
        raise typer.Exit
    for line in listed(kind, found, command):
        typer.echo(line)
    if not asks():
        raise typer.Exit
    return place_of(chosen(found), key, pin)


def offered(kind: "Way", command: str, *, as_json: bool, key: str | None, pin: str | None) -> Place:
    """The same where somebody sits at a terminal and any end is found; else a place without an address."""
    if not as_json and asks():
        with suppress(NothingFoundError, DiscoveryUnavailableError):
            return discovered(kind, command, as_json=as_json, key=key, pin=pin)
    return Place(None, key, pin)


def asks() -> bool:
    """Whether somebody is at a terminal, and can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def listed(kind: "Way", found: "Sequence[Found]", command: str) -> list[str]:
    """A table for people."""
    name = max(len(one.name) for one in found)
    address = max(len(one.address) for one in found)
    lines = [f"On this network there are these {_ENDS[kind]}:"]
    for number, one in enumerate(found, 1):
        wants = "open to all" if one.open else "wants its key"
        if not one.fits:
            wants = f"speaks version {one.version} of the protocol, another one"
        lines += [
            f"{number:>3}  {one.name:<{name}}  {one.address:<{address}}  {wants}",
            f"     {_typed(one, command)}",
        ]
    if any(one.pin is not None for one in found):
        lines.append("Anybody here can announce anything: compare the pin with what the other end printed.")
    return lines


def chosen(found: "Sequence[Found]") -> "Found":
    """Ask which of them is meant, until one is."""
    while True:
        typed = typer.prompt(f"Which one? 1 to {len(found)}", err=True).strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(found):
            return found[int(typed) - 1]


def place_of(one: "Found", key: str | None, pin: str | None) -> Place:
    """Ask for what else is needed to connect to it; for the key without showing it.

    Raises:
        CertificateUntrustedError: nobody confirmed its certificate.
        VersionUnsupportedError: it speaks another version of the protocol.
    """
    from footlight.cable.address import parse_peer

    if not one.fits:
        raise VersionUnsupportedError(
            f"{one.name} speaks version {one.version} of the protocol: use the same release of Footlight at both ends"
        )
    if one.pin is not None and trust_of(pin).pin(parse_peer(one.address).url) is None:
        typer.echo(f"Its certificate is {one.pin}", err=True)
        if not typer.confirm("Does the other end print the same after --pin?", err=True):
            raise CertificateUntrustedError(f"not connected to {one.address}: its certificate was not confirmed")
        pin = one.pin
    if not one.open and not (key or os.environ.get("FOOTLIGHT_KEY")):
        key = getpass("Its key: ").strip()
    return Place(one.address, key, pin)


def _looked_for(kind: "Way", display: StatusDisplay) -> "tuple[Found, ...]":
    found: tuple[Found, ...] | None = None

    async def look() -> None:
        nonlocal found
        from footlight.cable.discovery import Finder

        async with Finder() as finder:
            for turn in range(round(LOOK_SECONDS / _TURN_SECONDS)):
                if display.living:
                    display.status(f"{_SPINNER[turn % len(_SPINNER)]} Looking for {_ENDS[kind]} on this network", {})
                await asyncio.sleep(_TURN_SECONDS)
            found = tuple(one for one in finder.found if one.kind == kind)

    run_until_stopped(look())
    display.clear()
    if found is None:  # Ctrl-C
        raise typer.Exit(130)
    return found


def _values(one: "Found", command: str) -> dict[str, object]:
    return {
        "event": "found",
        "name": one.name,
        "address": one.address,
        "kind": one.kind,
        "secure": one.secure,
        "open": one.open,
        "pin": one.pin,
        "version": one.version,
        "command": _typed(one, command),
    }


def _typed(one: "Found", command: str) -> str:
    """What to type to connect to it."""
    words = [command, shlex.quote(one.address)]
    if not one.open:
        words.append("--key KEY")
    if one.pin is not None:
        words.append(f"--pin {one.pin}")
    return " ".join(words)
