"""What ``send`` and ``watch`` have in common: pins, secrets, and words for a connection's ups and downs."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from footlight.cli.status import StatusDisplay
from footlight.model.units import milliseconds

if TYPE_CHECKING:
    from footlight.client.events import Lost
    from footlight.client.trust import Trust
    from footlight.e2ee.mediakeys import MediaSecret
    from footlight.model.channel import ChannelName


def trust_of(pin: str | None) -> "Trust":
    """What to believe of a server's certificate: a pin given now, or one that was given before.

    Raises:
        OptionInvalidError: the pin is no fingerprint.
    """
    from footlight.client.trust import Trust, known_servers, parse_pin

    known = known_servers(Path(typer.get_app_dir("footlight")))
    return Trust(parse_pin(pin) if pin is not None else None, known)


def secret_of(words: str | None, channel: "ChannelName") -> "MediaSecret | None":
    """What a channel's media is encrypted with; None where no secret is given. It takes some tenths of a second.

    Raises:
        OptionInvalidError: the secret is empty.
    """
    if words is None:
        return None
    from footlight.e2ee.mediakeys import MediaSecret

    return MediaSecret.of(words, channel)


def tell_lost(display: StatusDisplay, lost: "Lost", *, first: bool) -> None:
    """Say that the connection is lost: once in words for a row of failures, each time in JSON."""
    values: dict[str, object] = {
        "event": "lost",
        "code": lost.error.code,
        "message": str(lost.error),
        "retry_ms": round(milliseconds(lost.retry_in)),
    }
    words = f"{lost.error} [{lost.error.code}]; trying again until it is back"
    if first:
        display.event(words, values)
    else:
        display.status(words, values)
