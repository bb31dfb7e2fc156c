"""A channel's name: the part of a URL by which people find a broadcast."""

import re
from typing import Final, NewType

from footlight.errors import ChannelInvalidError

ChannelName = NewType("ChannelName", str)

GRAMMAR: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")

RESERVED: Final = frozenset(
    {
        "account", "admin", "api", "assets", "channels", "chat", "embed", "favicon", "following", "healthz",
        "invitations", "library", "live", "messages", "metrics", "people", "player", "readyz", "robots", "set-up",
        "settings", "sign-in", "sign-out", "sign-up", "static", "studio", "whisper",
    }
)  # fmt: skip
"""Names that the server's own routes use, now or in what is planned."""


def channel_name(text: str) -> ChannelName:
    """Check ``text`` and return it as a channel's name.

    Raises:
        ChannelInvalidError: the name does not match ``[a-z0-9][a-z0-9_-]{0,31}``, or is reserved.
    """
    if not GRAMMAR.fullmatch(text):
        raise ChannelInvalidError(
            f"{text[:64]!r} is no channel name: use 1 to 32 of a-z, 0-9, _ and -, beginning with a letter or digit"
        )
    if text in RESERVED:
        raise ChannelInvalidError(f"{text!r} is reserved for the server's own pages: choose another name")
    return ChannelName(text)
