"""Opens what comes coded: addresses, standard input, and files that can be passed on."""

from typing import Final

from footlight.capture.source import CaptureOptions
from footlight.capture.stream.address import Address
from footlight.capture.stream.inputs import NetworkInput, StandardInput
from footlight.capture.stream.source import AtEnd, StreamSource
from footlight.model.clock import Clock
from footlight.model.units import micros_from_seconds

_UNEVEN: Final = micros_from_seconds(0.5)
"""How unevenly a live stream may come without ever waiting here."""


def open_address(
    address: Address,
    options: CaptureOptions,
    clock: Clock,
    *,
    at_end: AtEnd = "again",
    http_proxy: str | None = None,
) -> StreamSource:
    """Open a source on the network; blocks, for up to half a minute where nobody answers.

    Args:
        address: of `parse_address`.
        options: as for every source; ``loop`` means nothing here.
        clock: for capture times.
        at_end: what to do where it ends or is lost.
        http_proxy: through which http and https are fetched, as ``http://host:port``.

    Raises:
        SourceRefusedError: it wants other credentials, or has no such stream.
        CertificateUntrustedError: nobody vouches for its certificate.
        ConnectionFailedError: it cannot be reached.
        SourceStalledError: it does not answer, or sends nothing that can be decoded.
        MediaInvalidError: what it sends is no video and no sound.
        CodecUnsupportedError: it is to be passed on, and cannot be.
    """
    return StreamSource(NetworkInput(address, http_proxy), options, clock, at_end=at_end, ahead=_UNEVEN)


def open_standard_input(options: CaptureOptions, clock: Clock) -> StreamSource:
    """Open what another program writes to this one; blocks until it does.

    Raises:
        DeviceUnavailableError: no program writes.
        FootlightError: as of `open_address`.
    """
    return StreamSource(StandardInput(), options, clock, at_end="end", ahead=_UNEVEN)
