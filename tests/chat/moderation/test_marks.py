"""By what somebody is known who comes again."""

import pytest

from footlight.chat.caller import Caller
from footlight.chat.moderation.marks import Marked, Marks, household_of, network_of
from footlight.chat.ranks import Rank

EVE = Caller("right", Rank.GUEST, b"eve", address="8.8.4.4")
ANN = Caller("right", Rank.MEMBER, b"eve", "ann", address="8.8.4.4")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("8.8.4.4", "8.8.4.0/24"),
        ("::ffff:8.8.4.4", "8.8.4.0/24"),
        ("2a00:1450:4001:82f::200e", "2a00:1450:4001:82f::/64"),
        # Those of a house, of this machine, and of who hides behind a carrier's: they tell nobody apart.
        ("192.168.1.7", None),
        ("127.0.0.1", None),
        ("::1", None),
        ("fe80::1", None),
        ("100.64.3.2", None),
        ("", None),
        ("a proxy's own name", None),
    ],
)
def test_a_network_is_what_neighbours_share(address: str, network: str | None) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("8.8.4.4", "8.8.4.4/32"),
        ("::ffff:8.8.4.4", "8.8.4.4/32"),
        ("2a00:1450:4001:82f::200e", "2a00:1450:4001:82f::/64"),
        ("192.168.1.7", None),
    ],
)
def test_a_household_has_one_address_or_one_prefix(address: str, household: str | None) -> None:
    assert household_of(address) == household


@pytest.mark.parametrize(
    ("marks", "guest", "account"),
    [
        (Marks(persons=frozenset({"ann"})), False, True),
        (Marks(devices=frozenset({b"eve"})), True, True),
        (Marks(networks=frozenset({"8.8.4.0/24"})), True, False),
        (Marks(networks=frozenset({"8.8.4.4/32"})), True, False),
        (Marks(networks=frozenset({"8.8.4.5/32"})), False, False),
        (Marks(frozenset({"bob"}), frozenset({b"bob"}), frozenset({"8.8.5.0/24"})), False, False),
        (Marks(), False, False),
    ],
)
def test_networks_tell_of_guests_alone_and_browsers_of_both(marks: Marks, guest: bool, account: bool) -> None:
    found: Marked[str] = Marked()
    found.put(1, marks, "this")
    for caller, fits in ((EVE, guest), (ANN, account)):
        assert marks.fits(caller, caller.rank) is fits
        assert found.of(caller, caller.rank) == (["this"] if fits else [])


def test_who_keeps_order_is_known_by_the_account_alone() -> None:
    """What is done to a guest at the same browser is not done to them."""
    marks = Marks(devices=frozenset({b"eve"}))
    assert not marks.fits(ANN, Rank.MODERATOR)
    assert marks.fits(ANN, Rank.VIP)
    assert Marks(persons=frozenset({"ann"})).fits(ANN, Rank.ADMIN)


def test_nothing_holds_for_who_owns_the_channel_since() -> None:
    """Nobody stands above them who could take it back."""
    marks = Marks(frozenset({"ann"}), frozenset({ANN.device}))
    found: Marked[str] = Marked()
    found.put(1, marks, "this")
    assert not marks.fits(ANN, Rank.OWNER)
    assert found.of(ANN, Rank.OWNER) == []
    assert found.of(ANN, Rank.ADMIN) == ["this"]


def test_what_is_dropped_is_forgotten_whole() -> None:
    found: Marked[str] = Marked()
    found.put(1, Marks(frozenset({"ann"}), frozenset({b"eve"})), "one")
    found.put(2, Marks(devices=frozenset({b"eve"})), "two")
    assert found.of(ANN, Rank.MEMBER) == ["one", "two"]
    assert found.drop(1) == "one"
    assert found.drop(1) is None
    assert found.of(ANN, Rank.MEMBER) == ["two"]
    found.forget(lambda what: what == "two")
    assert len(found) == 0
    assert found.of(EVE, Rank.GUEST) == []
