"""Invitations by HTTP: who makes them, for whom, and what is told of them."""

from footlight.accounts.identity import SITE_ROLES
from tests.api.v1.house import PASSWORD, House


async def test_an_invitation_is_made_shown_used_and_gone(home: House) -> None:
    owner = await home.person("owen", "owner")
    answer = await owner.ask("POST", "/invitations", {"role": "admin", "uses": 2, "hours": 1.5})
    assert answer.status == 201
    made = answer.json()
    secret = made.pop("secret")
    assert secret.startswith("fli_")
    assert made.pop("path") == f"/sign-up#{secret}"
    assert made == {
        "id": made["id"],
        "role": "admin",
        "uses_left": 2,
        "created_at": "2023-11-14T22:13:20Z",
        "expires_at": "2023-11-14T23:43:20Z",
    }
    assert await owner.told("/invitations") == {"invitations": [made]}
    look = await home.ask("POST", "/invitations/look", {"secret": secret})
    assert look.json() == {"role": "admin", "uses_left": 2, "expires_at": "2023-11-14T23:43:20Z"}
    joined = await home.browser().ask("POST", "/people", {"name": "ann", "password": PASSWORD, "invitation": secret})
    assert joined.json()["role"] == "admin"
    assert (await owner.told("/invitations"))["invitations"][0]["uses_left"] == 1
    assert await owner.code("DELETE", f"/invitations/{made['id']}") == (204, "")
    assert await owner.code("DELETE", f"/invitations/{made['id']}") == (404, "not_found")
    assert await home.code("POST", "/invitations/look", {"secret": secret}) == (403, "invitation_invalid")
    assert await owner.told("/invitations") == {"invitations": []}


async def test_it_is_for_one_member_and_three_days_unless_told_otherwise(home: House) -> None:
    made = (await (await home.person("owen", "owner")).ask("POST", "/invitations", {})).json()
    assert (made["role"], made["uses_left"], made["expires_at"]) == ("member", 1, "2023-11-17T22:13:20Z")


async def test_one_whose_time_is_over_is_good_no_longer(home: House) -> None:
    secret = (await home.invitations.new(hours=1)).secret
    home.clock.forward(3600)
    assert await home.code("POST", "/invitations/look", {"secret": secret}) == (403, "invitation_invalid")
    assert await home.code("POST", "/invitations/look", {"secret": "x" * 129}) == (422, "request_invalid")


async def test_numbers_that_cannot_be_are_refused(home: House) -> None:
    owner = await home.person("owen", "owner")
    for body in (
        {"uses": 0}, {"uses": 1001}, {"uses": 1.5}, {"uses": "1"}, {"hours": 0}, {"hours": 8761}, {"hours": -1},
        {"role": "king"}, {"by": "x"},
    ):  # fmt: skip
        assert await owner.code("POST", "/invitations", body) == (422, "request_invalid")
    for id in ("x", "0" * 17, "a%00", "..%2f"):
        assert (await owner.code("DELETE", f"/invitations/{id}"))[0] in (404, 422)


async def test_an_admin_invites_members_alone(home: House) -> None:
    admin = await home.person("adam", "admin")
    made = {role: (await home.invitations.new(role=role)).info.id for role in SITE_ROLES}
    for role in ("admin", "owner"):
        assert await admin.code("POST", "/invitations", {"role": role}) == (403, "not_allowed")
        assert await admin.code("DELETE", f"/invitations/{made[role]}") == (403, "not_allowed")
    assert await admin.code("POST", "/invitations", {"role": "member"}) == (201, "")
    assert await admin.code("DELETE", f"/invitations/{made['member']}") == (204, "")


async def test_who_finds_an_owners_browser_open_or_a_token_does_not_stay_an_owner(home: House) -> None:
    owner = await home.person("owen", "owner")
    await home.people.create("bob", None, "member")
    token = await home.token("owen", ["site"])
    for method, path in (("POST", "/invitations"), ("PATCH", "/people/bob")):
        for role in ("admin", "owner"):
            assert await home.code(method, path, {"role": role}, token) == (403, "not_allowed")
    assert await home.code("POST", "/invitations", {}, token) == (201, "")
    home.clock.forward(15 * 60 + 1)
    for method, path in (("POST", "/invitations"), ("PATCH", "/people/bob")):
        assert await owner.code(method, path, {"role": "owner"}) == (401, "sign_in_stale")
    assert await owner.code("POST", "/invitations", {"role": "member"}) == (201, "")
    assert await owner.code("PATCH", "/people/bob", {"role": "member", "suspended": True}) == (200, "")


async def test_others_invite_nobody(home: House) -> None:
    ann = await home.person("ann")
    await home.person("owen", "owner")
    token = await home.token("owen", ["read", "account", "channels", "publish"])
    for method, path in (("GET", "/invitations"), ("POST", "/invitations"), ("DELETE", "/invitations/abc")):
        body: dict[str, str] | None = {} if method == "POST" else None
        assert await ann.code(method, path, body) == (403, "not_allowed")
        assert await home.code(method, path, body, token) == (403, "not_allowed")
        assert await home.code(method, path, body) == (401, "sign_in_needed")
    site = await home.token("owen", ["site"])
    assert await home.code("POST", "/invitations", {}, site) == (201, "")
