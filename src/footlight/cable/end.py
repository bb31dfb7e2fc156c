"""An end that listens, and how the other end comes to it."""

import asyncio
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from footlight.cable.door import command
from footlight.cable.ways import CABLE, CHANNELS, Way
from footlight.client.url import is_loopback

if TYPE_CHECKING:
    # What listens: who goes to a server starts without it.
    from footlight.api.listen import Listening
    from footlight.api.tls import Tls
    from footlight.hub.hub import Hub


@dataclass(frozen=True, slots=True)
class End:
    """An end that listens."""

    way: Way
    hub: "Hub"
    listening: "Listening"
    tls: "Tls | None"
    key: str | None = field(repr=False)
    """What the other end must show; None: nothing."""
    kept: bool
    """The key was made here, and will be the same the next time."""
    screen_key: str = field(repr=False)
    """With this one, the person at this end watches in a browser what comes in."""
    stopping: asyncio.Event
    """Set where a part of the server failed; the failure is raised when the block of `listening` ends."""

    @property
    def pin(self) -> str | None:
        """The fingerprint of a certificate that nobody vouches for: the other end gives it as ``--pin``."""
        return self.tls.fingerprint if self.tls is not None and self.tls.self_signed else None

    @property
    def addresses(self) -> list[str]:
        """By which the other end reaches this one, as people type them; the best first."""
        return [self._typed(host) for host in self.listening.url_hosts]

    @property
    def url(self) -> str:
        """The page for any browser, of what this end sends; the key is in its fragment."""
        return page_url(self._base(self.listening.url_host), "", self.key)

    @property
    def screen_url(self) -> str:
        """The page of what this end receives, for a browser on this machine; the screen's key is in its fragment."""
        incoming = next((channel for channel, way in CHANNELS[self.way].items() if way == "in"), CABLE)
        host = self.listening.own_host
        base = self._base(f"[{host}]" if ":" in host else host)
        return page_url(base, "" if incoming == CABLE else incoming, self.screen_key)

    @property
    def command(self) -> str:
        """What to type at the other end."""
        words = [command(self.way, self.addresses[0])]
        if self.key is not None:
            words.append(f"--key {shlex.quote(self.key)}")
        if self.pin is not None:
            words.append(f"--pin {self.pin}")
        return " ".join(words)

    def _base(self, host: str) -> str:
        return f"{'http' if self.tls is None else 'https'}://{host}:{self.listening.port}"

    def _typed(self, host: str) -> str:
        # An address without a scheme means TLS, but on this machine.
        expected = not is_loopback(host.strip("[]"))
        return f"{host}:{self.listening.port}" if expected == (self.tls is not None) else self._base(host)


def page_url(base: str, path: str, key: str | None) -> str:
    """A page's address, its key in the fragment: browsers tell that to no server, and no log has it."""
    return f"{base}/{path}" + ("" if key is None else f"#key={quote(key, safe='')}")
