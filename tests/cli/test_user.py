"""``footlight user``, as a person or a script uses it."""

import json

import pytest

from tests.accounts.site import PASSWORD
from tests.cli.onsite import OnSite


def test_an_account_is_made_listed_and_described(onsite: OnSite) -> None:
    assert (
        onsite.done("user", "new", "Ann", "--role", "owner", "--password-stdin", typed=PASSWORD) == "Ann is an owner\n"
    )
    onsite.person("Bob")
    listed = onsite.done("user", "list").splitlines()
    assert [line.split()[:2] for line in listed] == [["Ann", "owner"], ["Bob", "member"]]
    ann, bob = onsite.objects("user", "list")
    assert (ann["name"], ann["role"], ann["has_password"], ann["suspended_at"]) == ("Ann", "owner", True, None)
    assert bob["id"] != ann["id"]


def test_many_are_listed_once_each(onsite: OnSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footlight.cli.site._PAGE", 2)
    for name in ("Cleo", "Ann", "Bob"):
        onsite.person(name)
    assert [row["name"] for row in onsite.objects("user", "list")] == ["Ann", "Bob", "Cleo"]


def test_a_site_without_accounts_says_how_one_is_made(onsite: OnSite) -> None:
    onsite.done("channel", "new", "lobby")
    assert "footlight user new" in onsite.done("user", "list")
    assert onsite.objects("user", "list") == []


def test_it_is_changed_by_its_name_in_capitals_or_not(onsite: OnSite) -> None:
    onsite.person("Ann")
    assert onsite.done("user", "role", "ann", "admin") == "Ann is an admin now\n"
    assert onsite.done("user", "suspend", "ANN") == "Ann is suspended, and signed out everywhere\n"
    assert "suspended since" in onsite.done("user", "list")
    assert onsite.objects("user", "restore", "ann")[0]["suspended_at"] is None
    assert onsite.done("user", "rename", "ann", "Anna") == "ann is Anna now\n"
    assert [row["name"] for row in onsite.objects("user", "list")] == ["Anna"]
    words = onsite.done("user", "password", "Anna", "--password-stdin", typed="other words here\n")
    assert words == "Anna has a new password, and is signed out everywhere\n"


def test_the_last_owner_stays(onsite: OnSite) -> None:
    onsite.person("Olga", "owner")
    for arguments in (["role", "Olga", "member"], ["suspend", "Olga"], ["delete", "Olga", "--yes"]):
        assert onsite.refused("user", *arguments) == (5, "last_owner")


def test_a_name_that_is_taken_or_looks_so_is_refused(onsite: OnSite) -> None:
    onsite.person("Ilya")
    for name in ("Ilya", "ILYA", "llya", "1lya"):
        assert onsite.refused("user", "new", name, "--password-stdin", typed=PASSWORD) == (5, "name_taken")
    onsite.person("Bob")
    assert onsite.refused("user", "rename", "Bob", "llya") == (5, "name_taken")


@pytest.mark.parametrize(
    "arguments",
    [
        ["role", "llya", "admin"], ["password", "llya", "--password-stdin"], ["suspend", "llya"], ["restore", "llya"],
        ["rename", "llya", "Bob"], ["delete", "llya", "--yes"], ["export", "llya"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_nobody_is_taken_for_who_looks_alike_or_is_not_there(onsite: OnSite, arguments: list[str]) -> None:
    onsite.person("Ilya")
    before = onsite.objects("user", "list")
    assert onsite.refused("user", *arguments, typed=PASSWORD) == (5, "person_unknown")
    command, _, *rest = arguments
    assert onsite.refused("user", command, "nobody.here", *rest, typed=PASSWORD) == (5, "person_unknown")
    assert onsite.objects("user", "list") == before


@pytest.mark.parametrize(
    ("arguments", "typed", "refusal"),
    [
        (["new", "<b>", "--password-stdin"], PASSWORD, (2, "name_invalid")),
        (["new", "admin", "--password-stdin"], PASSWORD, (2, "name_invalid")),
        (["new", "Ann", "--password-stdin"], "short", (2, "password_weak")),
        (["new", "Ann", "--password-stdin"], "password1234", (2, "password_weak")),
        (["new", "Ann", "--password-stdin"], "x" * 9_999, (2, "password_weak")),
        (["new", "Ann", "--password-stdin"], "", (2, "option_invalid")),
        (["new", "Ann", "--password-stdin"], "\nplum tractor quiet", (2, "option_invalid")),
        (["new", "Ann", "--password-stdin"], b"\xff\xfe plum tractor", (2, "option_invalid")),
        (["new", "Ann"], PASSWORD, (2, "option_invalid")),
        (["new", "Ann", "--role", "king"], None, (2, "option_invalid")),
        (["new", "Ann", "--password", PASSWORD], None, (2, "option_invalid")),
        (["new"], None, (2, "option_invalid")),
    ],
)
def test_what_cannot_be_is_told_and_makes_nothing(
    onsite: OnSite, arguments: list[str], typed: str | bytes | None, refusal: tuple[int, str]
) -> None:
    onsite.done("channel", "new", "lobby")
    assert onsite.refused("user", *arguments, typed=typed) == refusal
    assert onsite.objects("user", "list") == []


def test_a_password_is_told_nowhere(onsite: OnSite) -> None:
    onsite.person("Ann")
    told = onsite.run("user", "password", "Ann", "--password-stdin", "--json", typed="other words here")
    assert "other words" not in told.output
    refused = onsite.run("user", "password", "Ann", "--password-stdin", typed="qwertyuiop")
    assert "qwertyuiop" not in refused.output


def test_deleting_wants_a_yes_where_nobody_can_be_asked(onsite: OnSite) -> None:
    onsite.person("Ann")
    onsite.done("channel", "new", "lobby", "--owner", "Ann")
    asked = onsite.run("user", "delete", "Ann")
    assert asked.exit_code == 2
    assert "with the channel lobby" in asked.stderr
    assert "--yes" in asked.stderr
    assert onsite.objects("user", "delete", "Ann", "--yes") == [{"name": "Ann", "channels": ["lobby"]}]
    assert onsite.objects("user", "list") == []
    assert onsite.objects("channel", "list") == []


def test_what_the_site_holds_is_exported(onsite: OnSite) -> None:
    onsite.person("Ann")
    onsite.done("channel", "new", "lobby", "--owner", "Ann")
    told = json.loads(onsite.done("user", "export", "ann"))
    assert told["account"]["name"] == "Ann"
    assert [channel["name"] for channel in told["channels"]] == ["lobby"]
    assert "argon2" not in json.dumps(told)


@pytest.mark.parametrize("arguments", [["list"], ["suspend", "Ann"], ["delete", "Ann", "--yes"]])
def test_a_data_folder_that_is_mistyped_is_told_and_not_made(onsite: OnSite, arguments: list[str]) -> None:
    onsite.data = onsite.data.with_name("date")
    assert onsite.refused("user", *arguments) == (3, "store_unavailable")
    assert not onsite.data.exists()
