"""``footlight invite``, as a person or a script uses it."""

import asyncio

import pytest

from footlight.accounts.invitations import InvitationInfo, Invitations
from footlight.clock import SystemClock
from footlight.store.store import open_store
from tests.cli.onsite import OnSite


@pytest.fixture(autouse=True)
def there(onsite: OnSite) -> None:
    onsite.done("channel", "new", "lobby")


def looked(onsite: OnSite, secret: str) -> InvitationInfo:
    async def look() -> InvitationInfo:
        async with open_store(onsite.data) as store:
            return await Invitations(store, SystemClock()).look(secret)

    return asyncio.run(look())


def test_the_link_is_all_that_is_on_standard_output_and_is_good(onsite: OnSite) -> None:
    made = onsite.run("invite", "new")
    path, _, secret = made.stdout.strip().partition("#")
    assert (made.exit_code, path) == (0, "/sign-up")
    assert "site's address" in made.stderr
    assert (looked(onsite, secret).role, looked(onsite, secret).uses_left) == ("member", 1)


@pytest.mark.parametrize(
    ("site", "base"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org/", "https://example.org"),
        ("http://192.168.1.5:7700", "http://192.168.1.5:7700"),
        ("example.org", "https://example.org:7700"),
    ],
)
def test_with_the_site_s_address_it_is_whole(onsite: OnSite, site: str, base: str) -> None:
    made = onsite.run("invite", "new", "--site", site)
    assert made.stdout.startswith(f"{base}/sign-up#fli_")
    assert made.stderr == ""


def test_it_is_listed_without_its_secret_and_taken_back(onsite: OnSite) -> None:
    (made,) = onsite.objects("invite", "new", "--role", "admin", "--uses", "3", "--hours", "0.5")
    assert (made["role"], made["uses_left"]) == ("admin", 3)
    secret = made["link"].partition("#")[2]
    assert onsite.objects("invite", "list") == [{name: made[name] for name in made if name != "link"}]
    listed = onsite.done("invite", "list")
    assert made["id"] in listed
    assert "3 uses" in listed
    assert secret not in listed
    assert onsite.done("invite", "revoke", made["id"]) == f"the invitation {made['id']} is taken back\n"
    assert onsite.refused("invite", "revoke", made["id"]) == (5, "invitation_invalid")
    assert "footlight invite new" in onsite.done("invite", "list")


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (["--uses", "0"], (2, "option_invalid")),
        (["--uses", "many"], (2, "option_invalid")),
        (["--hours", "nan"], (2, "option_invalid")),
        (["--hours", "-1"], (2, "option_invalid")),
        (["--role", "king"], (2, "option_invalid")),
        (["--site", "ftp://example.org"], (2, "url_invalid")),
    ],
)
def test_what_cannot_be_is_told_and_makes_nothing(onsite: OnSite, options: list[str], refusal: tuple[int, str]) -> None:
    assert onsite.refused("invite", "new", *options) == refusal
    assert onsite.objects("invite", "list") == []
