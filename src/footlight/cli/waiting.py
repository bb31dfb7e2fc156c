"""An end that waits for the other one: it listens, says how to come, and announces itself where that is wished."""

import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from footlight.cable.listening import Listen, listening
from footlight.cli.cable import announce
from footlight.cli.status import StatusDisplay
from footlight.errors import DiscoveryUnavailableError
from footlight.model.clock import Clock

if TYPE_CHECKING:
    from footlight.cable.end import End

_KINDS: Final = frozenset({"screen", "window", "camera", "mic", "system", "test"})


@asynccontextmanager
async def waiting(
    options: Listen, clock: Clock, display: StatusDisplay, *, encrypted: bool, name: str | None
) -> AsyncIterator["End"]:
    """Listen while the block lasts.

    Args:
        options: where and how.
        clock: the one that what is sent here is stamped by.
        display: where to say how to come.
        encrypted: the media has a secret.
        name: by which the end is announced to the network; None: it is not.

    Raises:
        FootlightError: as of `listening`.
    """
    async with listening(options, clock) as end:
        announce(end, display, encrypted=encrypted)
        async with nullcontext() if name is None else announced(end, name, display):
            yield end


@asynccontextmanager
async def announced(end: "End", name: str, display: StatusDisplay) -> AsyncIterator[None]:
    """Announce the end while the block lasts; where this machine cannot, that is told, and the end goes on."""
    from footlight.cable.discovery import announcing

    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(announcing(end, name))
        except DiscoveryUnavailableError as error:
            values = {"event": "not_announced", "code": error.code, "message": str(error)}
            display.event(f"Not announced: {error}", values)
        else:
            display.event(f"Announced on the network as {name}", {"event": "announced", "name": name})
        yield


def name_of(does: str) -> str:
    """By which the network is told of this machine."""
    host, _, _ = socket.gethostname().partition(".")
    return f"footlight on {host} ({does})"


def kinds_of(sources: Iterable[str]) -> str:
    """What is sent, as far as others are told before they have a key: no titles, files or addresses."""
    return " ".join(dict.fromkeys(map(_kind, sources)))


def _kind(source: str) -> str:
    kind, _, _ = source.partition(":")
    if kind in _KINDS:
        return kind
    return "stream" if source == "-" or "://" in source else "file"
