"""What the commands at a cable's end have in common: how it listens, and what to type at the other end."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from footlight.cable.address import Peer
    from footlight.cable.end import End
    from footlight.cable.listening import Listen
    from footlight.cable.ways import Way
    from footlight.cli.status import StatusDisplay


def one_place(peer: str | None, listen: str | None, connecting: str) -> None:
    """See to it that a command either connects or listens.

    Args:
        connecting: how it is told where to connect.

    Raises:
        OptionInvalidError: it is told both, or neither.
    """
    from footlight.errors import OptionInvalidError

    if peer is None and listen is None:
        raise OptionInvalidError(f"where to? {connecting} connects to the end that listens, --listen waits here for it")
    if peer is not None and listen is not None:
        raise OptionInvalidError(f"one end listens and the other connects: give {connecting} or --listen, not both")


def belong_together(listens: bool, *, with_listen: Mapping[str, bool], without: Mapping[str, bool]) -> None:
    """See to it that options are given only where they mean something.

    Args:
        with_listen: options that belong to ``--listen``, and whether they are given.
        without: those that belong to an end that connects.

    Raises:
        OptionInvalidError: one of them is given to the other end.
    """
    from footlight.errors import OptionInvalidError

    for option, given in (without if listens else with_listen).items():
        if given:
            where = "for the end that connects, not for --listen" if listens else "for the end that has --listen"
            raise OptionInvalidError(f"{option} is {where}")


def listen_of(way: "Way", where: str, key: str | None, *, open: bool, http: bool) -> "Listen":
    """How an end is to listen; its server logs only what is wrong.

    Raises:
        UrlInvalidError: ``where`` is no address to listen on.
    """
    from footlight.api.listen import ListenOptions
    from footlight.cable.address import parse_listen
    from footlight.cable.listening import Listen
    from footlight.logs import configure_logs

    host, port = parse_listen(where)
    configure_logs("warning", "console")
    typed = ListenOptions("--listen HOST:PORT", "--listen HOST:PORT")
    return Listen(way, Path(typer.get_app_dir("footlight")), host, port, key or None, open, http, typed)


def key_for(peer: "Peer", key: str | None) -> str | None:
    """The key to show when watching: what was typed, or for a cable's end what the environment has.

    A stream key in the environment is nothing that a server must be shown by its viewers.
    """
    return peer.key or key or (os.environ.get("FOOTLIGHT_KEY") or None if peer.cable else None)


def announce(end: "End", display: "StatusDisplay", *, encrypted: bool) -> None:
    """Say where this end is, and what to type at the other one."""
    where, *what = _words(end, encrypted=encrypted)
    display.event(
        where,
        {
            "event": "listening",
            "addresses": end.addresses,
            "command": end.command,
            "url": end.url if end.way != "receive" else None,
            "screen": end.screen_url if end.way != "send" else None,
            "key": end.key,
            "pin": end.pin,
        },
        what,
    )
    if end.way != "receive" and not end.listening.loopback:
        _draw_qr(end.url, display)


def _words(end: "End", *, encrypted: bool) -> list[str]:
    first, *others = end.addresses
    also = f" (also {', '.join(others)})" if others else ""
    alone = ", for this machine alone: --listen 0.0.0.0:7700 is for all" if end.listening.loopback else ""
    secret = " --secret WORDS" if encrypted else ""
    lines = [f"Listening at {first}{also}{alone}", "At the other end type:", f"  {end.command}{secret}"]
    if end.way != "receive":
        asks = " (it asks once whether to trust this machine)" if end.pin is not None else ""
        more = f"{'#' if end.key is None else '&'}secret=WORDS" if encrypted else ""
        lines += [f"or open this in any browser{asks}:", f"  {end.url}{more}"]
    if end.kept:
        lines.append("The key is kept and stays the same; --key gives another, --open asks for none.")
    elif end.key is None and not end.listening.loopback:
        lines.append("Anybody who reaches this machine can connect: --open.")
    return lines


def _draw_qr(url: str, display: "StatusDisplay") -> None:
    """The address for a phone's camera, where a person looks on."""
    if not display.living or (sys.stderr.encoding or "").lower() not in ("utf-8", "utf8"):
        return
    import io

    import segno

    drawn = io.StringIO()
    segno.make(url, micro=False, error="l", boost_error=False).terminal(drawn, border=2, compact=True)
    for line in drawn.getvalue().splitlines():
        display.words(line)
