"""At which addresses a site can have passkeys: browsers make none for an IP address, nor without https."""

import re
from ipaddress import ip_address
from typing import Final

from footlight.errors import PasskeyUnavailableError

_ORIGIN: Final = re.compile(r"(https?)://([a-z0-9_.-]{1,253}|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


def passkey_site(origin: str) -> str:
    """What a passkey is bound to (the "relying party ID"): the host of the page's origin.

    Args:
        origin: as browsers send it, ``https://example.org:7700``.

    Raises:
        PasskeyUnavailableError: no browser makes passkeys there.
    """
    found = _ORIGIN.fullmatch(origin)
    if found is None:
        raise PasskeyUnavailableError("passkeys are made in a browser, on a page of this site")
    scheme, host = found[1], found[2]
    if _is_address(host.strip("[]")):
        raise PasskeyUnavailableError(
            "browsers make no passkeys for an IP address: open the page by a name, as https://live.example.org, "
            "or on the server itself as localhost"
        )
    if scheme != "https" and host != "localhost" and not host.endswith(".localhost"):
        raise PasskeyUnavailableError("browsers make no passkeys without https: open the page with https")
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
