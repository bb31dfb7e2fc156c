"""Where a command's sender sends: to a server, to a cable's end, or to whoever comes to this end."""

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from footlight.cable.address import Peer, check_key
from footlight.cable.end import End, page_url
from footlight.cable.ways import CABLE
from footlight.cli.status import StatusDisplay
from footlight.client.credentials import Credentials
from footlight.client.sending.publish import to_server
from footlight.client.sending.uplink import OpenUplink
from footlight.client.trust import Trust
from footlight.e2ee.mediakeys import MediaSecret
from footlight.model.clock import Clock

if TYPE_CHECKING:
    from footlight.cable.listening import Listen


@dataclass(frozen=True, slots=True)
class Destination:
    """Where packets go, and where people see them."""

    uplink: OpenUplink
    page: str
    """Its address, without a key."""
    where: str
    """In words."""
    encrypted: bool
    """With a secret that viewers need."""
    end: End | None = None
    """This end, where it listens."""

    async def keep(self, work: Coroutine[None, None, None]) -> None:
        """Do ``work``, for as long as the destination is there."""
        if self.end is None:
            await work
        else:
            # Here, as below: who listens is a server, of which who connects needs nothing, and starts sooner.
            from footlight.cable.listening import while_listening

            await while_listening(self.end, work)


def to_peer(
    peer: Peer,
    clock: Clock,
    *,
    key: str | None,
    token: str | None,
    trust: Trust,
    take_over: bool,
    secret: MediaSecret | None,
) -> Destination:
    """Send to the other end, or a server's channel.

    Args:
        token: of a person, which a server's channel is shown where there is no key.

    Raises:
        KeyMissingError: a server's channel, and neither.
        OptionInvalidError: what cannot be a token.
    """
    key = peer.key or key or None
    check_key(peer, key, token)
    credentials = Credentials.of(token, None) if key is None and not peer.cable else None
    uplink = to_server(peer.url, key, clock, trust=trust, take_over=take_over, secret=secret, credentials=credentials)
    if not peer.cable:
        return Destination(uplink, peer.url.page, f"at {peer.url.page}", secret is not None)
    return Destination(uplink, page_url(peer.url.base, "", None), f"to {peer.url.authority}", secret is not None)


@asynccontextmanager
async def to_whoever_comes(
    options: "Listen", clock: Clock, display: StatusDisplay, secret: MediaSecret | None, name: str | None
) -> AsyncIterator[Destination]:
    """Listen, say how to come, and send to those who do.

    Args:
        name: by which the network is told of this end; None: it is not told.
    """
    from footlight.cable.localpublisher import to_hub
    from footlight.cli.waiting import waiting

    async with waiting(options, clock, display, encrypted=secret is not None, name=name) as end:
        page, _, _ = end.url.partition("#")
        yield Destination(
            to_hub(end.hub, CABLE, clock, secret), page, f"at {end.addresses[0]}", secret is not None, end
        )
