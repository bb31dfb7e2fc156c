"""``footlight channel``, as a person or a script uses it."""

import pytest

from tests.cli.onsite import OnSite

WORDS = "plum tractor"


@pytest.fixture
def lobby(onsite: OnSite) -> OnSite:
    """Ann has a channel, and Bob has an account."""
    onsite.person("Ann")
    onsite.person("Bob")
    onsite.done("channel", "new", "lobby", "--owner", "ann", "--title", "The lobby")
    return onsite


def test_it_is_made_and_listed(lobby: OnSite) -> None:
    assert lobby.done("channel", "new", "yard") == "yard is made, the site's own\n"
    first, second = lobby.done("channel", "list").splitlines()
    assert first.split() == ["lobby", "public", "Ann's", "The", "lobby"]
    assert second.split() == ["yard", "public", "the", "site's", "own"]
    row = lobby.objects("channel", "list")[0]
    assert (row["channel"], row["owner"], row["title"], row["followers"]) == ("lobby", "Ann", "The lobby", 0)


def test_many_are_listed_once_each(onsite: OnSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.cli.site._PAGE", 2)
    for name in ("c", "a", "b"):
        onsite.done("channel", "new", name)
    assert [row["channel"] for row in onsite.objects("channel", "list")] == ["a", "b", "c"]


def test_a_site_without_channels_says_how_one_is_made(onsite: OnSite) -> None:
    onsite.person("Ann")
    assert "footlight channel new" in onsite.done("channel", "list")


def test_what_is_said_of_it_is_changed_and_the_rest_stays(lobby: OnSite) -> None:
    lobby.done("channel", "edit", "lobby", "--description", "Who comes\nand goes", "--category", "doors")
    (row,) = lobby.objects("channel", "edit", "lobby", "--visibility", "members")
    assert (row["title"], row["description"], row["category"]) == ("The lobby", "Who comes\nand goes", "doors")
    assert row["visibility"] == "members"
    assert lobby.objects("channel", "edit", "lobby", "--title", "")[0]["title"] == ""


def test_what_is_changed_together_is_changed_wholly_or_not_at_all(lobby: OnSite) -> None:
    edit = ("channel", "edit", "lobby", "--title", "Doors", "--category", "doors")
    before = lobby.objects("channel", "list")
    assert lobby.refused(*edit, "--visibility", "password") == (2, "option_invalid")
    assert lobby.refused(*edit, "--visibility", "password", "--password-stdin", typed="abc") == (2, "password_weak")
    assert lobby.refused(*edit, "--visibility", "members", "--password-stdin", typed=WORDS) == (2, "option_invalid")
    assert lobby.objects("channel", "list") == before
    (row,) = lobby.objects(*edit, "--visibility", "password", "--password-stdin", typed=WORDS)
    assert (row["title"], row["category"], row["visibility"]) == ("Doors", "doors", "password")


def test_a_password_is_wanted_once_and_changed_at_will(lobby: OnSite) -> None:
    edit = ("channel", "edit", "lobby")
    assert lobby.refused(*edit, "--visibility", "password") == (2, "option_invalid")
    assert lobby.refused(*edit, "--password-stdin", typed=WORDS) == (2, "option_invalid")
    assert lobby.refused(*edit, "--visibility", "password", "--password-stdin", typed="abc") == (2, "password_weak")
    assert lobby.objects("channel", "list")[0]["visibility"] == "public"
    lobby.done(*edit, "--visibility", "password", "--password-stdin", typed=WORDS)
    lobby.done(*edit, "--visibility", "password")
    lobby.done(*edit, "--password-stdin", typed="other words")
    told = lobby.run(*edit, "--title", "Doors")
    assert told.stdout.split() == ["lobby", "password", "Ann's", "Doors"]


def test_it_is_given_away_and_deleted(lobby: OnSite) -> None:
    assert lobby.done("channel", "give", "lobby", "bob") == "lobby is Bob's now, and its stream keys are revoked\n"
    assert lobby.objects("channel", "people", "list", "lobby")[0]["role"] == "moderator"
    asked = lobby.run("channel", "delete", "lobby")
    assert (asked.exit_code, "Bob's" in asked.stderr, "--yes" in asked.stderr) == (2, True, True)
    assert lobby.done("channel", "delete", "lobby", "--yes") == "lobby is deleted\n"
    assert lobby.objects("channel", "list") == []


def test_people_are_put_on_its_list_and_taken_off(lobby: OnSite) -> None:
    lobby.person("Cleo")
    assert lobby.done("channel", "people", "add", "lobby", "bob") == "Bob is invited to lobby\n"
    assert lobby.done("channel", "people", "add", "lobby", "cleo", "--role", "moderator") == (
        "Cleo is a moderator of lobby\n"
    )
    rows = lobby.objects("channel", "people", "list", "lobby")
    assert [(row["name"], row["role"]) for row in rows] == [("Cleo", "moderator"), ("Bob", "invited")]
    assert lobby.done("channel", "people", "list", "lobby").split()[:2] == ["Cleo", "moderator"]
    assert lobby.done("channel", "people", "remove", "lobby", "bob") == "Bob is not on the list of lobby any more\n"
    assert lobby.refused("channel", "people", "remove", "lobby", "bob") == (5, "person_unknown")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (["new", "lobby"], (5, "channel_taken")),
        (["new", "Lobby"], (2, "channel_invalid")),
        (["new", "admin"], (2, "channel_invalid")),
        (["new", "yard", "--owner", "cleo"], (5, "person_unknown")),
        (["new", "yard", "--title", "x" * 101], (2, "option_invalid")),
        (["edit", "lobby"], (2, "option_invalid")),
        (["edit", "yard", "--title", "x"], (5, "channel_unknown")),
        (["edit", "lobby", "--title", "two\nlines"], (2, "option_invalid")),
        (["edit", "lobby", "--visibility", "nobody"], (2, "option_invalid")),
        (["give", "lobby", "cleo"], (5, "person_unknown")),
        (["give", "yard", "bob"], (5, "channel_unknown")),
        (["delete", "yard", "--yes"], (5, "channel_unknown")),
        (["people", "list", "yard"], (5, "channel_unknown")),
        (["people", "add", "lobby", "cleo"], (5, "person_unknown")),
        (["people", "add", "lobby", "ann"], (2, "option_invalid")),
        (["people", "add", "lobby", "bob", "--role", "owner"], (2, "option_invalid")),
        (["people", "remove", "yard", "bob"], (5, "channel_unknown")),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_what_cannot_be_is_told_and_changes_nothing(
    lobby: OnSite, arguments: list[str], refusal: tuple[int, str]
) -> None:
    before = lobby.objects("channel", "list")
    assert lobby.refused("channel", *arguments) == refusal
    assert lobby.objects("channel", "list") == before
