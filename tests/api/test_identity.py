"""From where somebody asks."""

import pytest
from starlette.requests import HTTPConnection

from footlight.accounts.identity import Identity
from footlight.api.identity import check_scope, client_address
from footlight.errors import NotAllowedError


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("198.51.100.7", 5), "198.51.100.7"),
        (("2001:db8::1", 5), "2001:db8::1"),
        # One socket hears both, and the link's name is no part of an address.
        (("::ffff:198.51.100.7", 5), "198.51.100.7"),
        (("fe80::1%eth0", 5), "fe80::1"),
        # A socket of the system's own.
        (None, "127.0.0.1"),
    ],
)
def test_an_address_is_told_as_networks_are_counted(client: tuple[str, int] | None, address: str) -> None:
    assert client_address(HTTPConnection({"type": "http", "client": client, "headers": []})) == address


def test_what_a_proxy_says_of_the_address_is_not_believed() -> None:
    told = [(b"x-forwarded-for", b"203.0.113.9"), (b"forwarded", b"for=203.0.113.9"), (b"x-real-ip", b"203.0.113.9")]
    scope = {"type": "http", "client": ("198.51.100.7", 5), "headers": told}
    assert client_address(HTTPConnection(scope)) == "198.51.100.7"


def test_a_person_may_all_and_a_token_what_it_is_for() -> None:
    person = Identity("p1", "ann", "member", session="s1")
    token = Identity("p1", "ann", "member", token="t1", scopes=frozenset({"read"}))
    assert check_scope(person, "site") is person
    assert check_scope(token, "read") is token
    with pytest.raises(NotAllowedError, match="channels"):
        check_scope(token, "channels")
