"""At which addresses a site can have passkeys."""

import pytest

from footlight.accounts.passkeysite import passkey_site
from footlight.errors import PasskeyUnavailableError


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("https://live.example.org", "live.example.org"),
        ("https://live.example.org:7700", "live.example.org"),
        ("https://server", "server"),
        ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("http://localhost:7700", "localhost"),
        ("https://localhost", "localhost"),
        ("http://live.localhost", "live.localhost"),
    ],
)
def test_a_site_is_a_name(origin: str, site: str) -> None:
    assert passkey_site(origin) == site


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("https://192.0.2.1", "by a name"),
        ("http://127.0.0.1:7700", "by a name"),
        ("https://[2001:db8::1]:7700", "by a name"),
        ("http://live.example.org", "with https"),
        ("http://localhost.example.org", "with https"),
        ("", "in a browser"),
        ("null", "in a browser"),
        ("https://", "in a browser"),
        ("https://EXAMPLE.org", "in a browser"),
        ("https://ann@example.org", "in a browser"),
        ("https://example.org/", "in a browser"),
        ("https://example.org\n", "in a browser"),
        ("https://example.org:", "in a browser"),
        ("ftp://example.org", "in a browser"),
        ("https://[example.org", "in a browser"),
    ],
)
def test_elsewhere_it_is_said_why_there_are_none(origin: str, why: str) -> None:
    with pytest.raises(PasskeyUnavailableError, match=why):
        passkey_site(origin)
