"""The table of roles and actions: for each who is allowed, and everybody else refused."""

from typing import get_args

import pytest

from footlight.accounts.identity import SCOPES, Identity
from footlight.accounts.rights import Action, ListedAs, Place, Visibility, may
from footlight.model.channel import ChannelName

PEOPLE: dict[str, tuple[Identity | None, ListedAs | None]] = {
    "site owner": (Identity("o", "Olga", "owner"), None),
    "site admin": (Identity("a", "Adam", "admin"), None),
    "channel owner": (Identity("c", "Cleo", "member"), None),
    "moderator": (Identity("m", "Mo", "member"), "moderator"),
    "invited": (Identity("i", "Ida", "member"), "invited"),
    "member": (Identity("x", "Max", "member"), None),
    "guest": (None, None),
}
RUN = {"site owner", "site admin", "channel owner"}
STAFF = RUN | {"moderator"}
LISTED = STAFF | {"invited"}
ACCOUNTS = LISTED | {"member"}
EVERYBODY = ACCOUNTS | {"guest"}

EXPECTED = {
    **{(Action.WATCH, "public"): EVERYBODY, (Action.SEE, "public"): EVERYBODY},
    **{(Action.WATCH, "unlisted"): EVERYBODY, (Action.SEE, "unlisted"): EVERYBODY},
    **{(Action.WATCH, "password"): LISTED, (Action.SEE, "password"): EVERYBODY},
    **{(Action.WATCH, "members"): ACCOUNTS, (Action.SEE, "members"): EVERYBODY},
    **{(Action.WATCH, "invited"): LISTED, (Action.SEE, "invited"): LISTED},
    **{(Action.MODERATE, visibility): STAFF for visibility in get_args(Visibility)},
    **{
        (action, visibility): RUN
        for action in (Action.PUBLISH, Action.EDIT, Action.KEYS, Action.MODERATORS, Action.GIVE, Action.DELETE)
        for visibility in get_args(Visibility)
    },
}


@pytest.mark.parametrize("visibility", get_args(Visibility))
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", PEOPLE)
def test_each_may_what_the_table_says_and_nothing_else(who: str, action: Action, visibility: Visibility) -> None:
    identity, role = PEOPLE[who]
    place = Place(ChannelName("lobby"), "c", visibility)
    assert may(action, identity, place, role) == (who in EXPECTED[action, visibility])


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_password_opens_watching_and_nothing_else(who: str, action: Action) -> None:
    identity, role = PEOPLE[who]
    place = Place(ChannelName("lobby"), "c", "password")
    expected = EVERYBODY if action is Action.WATCH else EXPECTED[action, "password"]
    assert may(action, identity, place, role, knows_password=True) == (who in expected)


@pytest.mark.parametrize("visibility", ["members", "invited"])
def test_a_password_of_before_opens_nothing_else(visibility: Visibility) -> None:
    assert not may(Action.WATCH, None, Place(ChannelName("lobby"), "c", visibility), knows_password=True)


@pytest.mark.parametrize("action", Action)
def test_a_channel_that_nobody_owns_is_the_site_s(action: Action) -> None:
    place = Place(ChannelName("lobby"), None, "invited")
    assert may(action, PEOPLE["site admin"][0], place)
    assert not may(action, PEOPLE["member"][0], place)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("action", Action)
def test_a_token_is_for_its_scopes_alone(action: Action, scope: str) -> None:
    program = Identity("c", "Cleo", "member", token="t", scopes=frozenset({scope}))
    place = Place(ChannelName("lobby"), "c", "invited")
    wanted = {Action.SEE: "read", Action.WATCH: "read", Action.PUBLISH: "publish"}.get(action, "channels")
    assert may(action, program, place) == (scope == wanted)
