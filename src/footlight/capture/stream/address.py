"""Addresses of sources on the network: which may be read, how FFmpeg is told to, and how they are shown to people."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from footlight.errors import SourceUnknownError

HTTP: Final = frozenset({"http", "https"})
"""Schemes that are fetched without FFmpeg, see `footlight.capture.stream.http`."""

_PROTOCOLS: Final[Mapping[str, str]] = {
    "http": "http,https",
    "https": "http,https",
    "rtsp": "rtsp,rtp,tcp,udp",
    "rtsps": "rtsps,rtp,tcp,tls",
    "tcp": "tcp",
    "udp": "udp",
    "rtp": "rtp,udp",
}
"""What a source of each scheme may make FFmpeg open: a playlist must not read this machine's files."""

_LIVE_OPTIONS: Final = {
    # How much is looked at before the first picture: microseconds, bytes.
    "analyzeduration": "1500000",
    "probesize": "2000000",
    # The rate is announced only: no need to wait for twenty pictures.
    "fpsprobesize": "0",
    # Segments may be called anything where they are fetched over HTTP only; persistent connections are FFmpeg's own.
    "extension_picky": "0",
    "http_persistent": "0",
}
_RTSP_OPTIONS: Final = {"rtsp_transport": "tcp"}
"""Datagrams get lost, and the address translation of most networks does not let them in."""
_UDP_OPTIONS: Final = {"fifo_size": "28672", "overrun_nonfatal": "1", "buffer_size": "2097152"}


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a source; made by `parse_address`."""

    text: str
    scheme: str

    @property
    def shown(self) -> str:
        """As it may be printed and logged: without the password, and without a query, which may hold another."""
        parts = urlsplit(self.text)
        user, at, host = parts.netloc.rpartition("@")
        if at:
            user = f"{user.partition(':')[0]}:***" if ":" in user else "***"
        return parts._replace(netloc=f"{user}{at}{host}", query="***" if parts.query else "", fragment="").geturl()

    def hide(self, text: str) -> str:
        """``text`` of somebody else with this address in it, as it may be printed."""
        secrets = (self.text, urlsplit(self.text).netloc, urlsplit(self.text).query)
        for secret in secrets:
            if secret and (secret not in self.shown):
                text = text.replace(secret, self.shown if secret == self.text else "***")
        return text

    @property
    def options(self) -> dict[str, str]:
        """What FFmpeg is told when it opens the address."""
        options = {"protocol_whitelist": _PROTOCOLS[self.scheme]}
        if self.scheme in HTTP:
            return options | _LIVE_OPTIONS
        options |= {name: _LIVE_OPTIONS[name] for name in ("analyzeduration", "probesize", "fpsprobesize")}
        if self.scheme in ("rtsp", "rtsps"):
            options |= _RTSP_OPTIONS
        if self.scheme == "rtsps":
            options |= _tls_options()
        if self.scheme == "udp":
            options |= _UDP_OPTIONS
        return options


def looks_like_address(text: str) -> bool:
    """Whether ``text`` is meant as an address rather than as a file."""
    scheme, found, _ = text.partition("://")
    return bool(found) and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum()


def parse_address(text: str) -> Address:
    """Read an address.

    Raises:
        SourceUnknownError: a scheme that cannot be read, or no host.
    """
    scheme = text.partition("://")[0].lower()
    if scheme == "srt":
        raise SourceUnknownError(
            "srt:// cannot be read here: let a program that speaks SRT write to footlight send -, as"
            " srt-live-transmit or an ffmpeg that was built with it can"
        )
    if scheme not in _PROTOCOLS:
        raise SourceUnknownError(f"{scheme}:// cannot be read: a source's address begins with {_listed()}")
    try:
        parts = urlsplit(text)
        valid = _is_complete(scheme, parts) and text.isprintable() and " " not in text
    except ValueError:
        valid = False
    if not valid:
        raise SourceUnknownError(
            f"this {scheme}:// address has no host, no port, or what no address may hold: correct it"
        )
    return Address(text, scheme)


def _is_complete(scheme: str, parts: SplitResult) -> bool:
    port = parts.port
    if scheme in ("udp", "rtp"):
        return port is not None  # udp://:1234 listens on all addresses
    return bool(parts.hostname) and (port is not None or scheme != "tcp")


def _listed() -> str:
    *most, last = (f"{scheme}://" for scheme in _PROTOCOLS)
    return f"{', '.join(most)} or {last}"


def _tls_options() -> dict[str, str]:
    """FFmpeg 8 believes every certificate by itself; that of PyAV does not know where Linux keeps its authorities."""
    import ssl  # here: most commands read no address

    authorities = ssl.get_default_verify_paths().cafile
    if sys.platform == "linux" and authorities is not None:
        return {"tls_verify": "1", "ca_file": authorities}
    return {"tls_verify": "1"}
