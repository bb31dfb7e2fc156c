"""What no client of ours sends, on both databases: names, ids and numbers at their ends, and beyond."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api.v1.town import Town, town
from tests.store.conftest import ready as ready
from tests.store.where import Where

ODD = [
    "%00",
    "a%00b",
    "%ff%fe",
    "%ed%a0%80",
    "..%2f..%2fetc",
    "'%20OR%201=1--",
    "%e2%80%ae",
    "%f0%9f%98%80",
    "x" * 20_000,
    "٣",
    "раураl",
]


@pytest_asyncio.fixture
async def anywhere(ready: Where) -> AsyncIterator[Town]:
    async with town(ready.data, ready.address) as made:
        yield made


async def test_odd_names_in_paths_and_bodies_are_answered_and_do_nothing(anywhere: Town) -> None:
    ann = await anywhere.person("ann", "admin")
    await anywhere.channel("lobby", ann)
    before = await ann.told("/channels/lobby")
    for odd in ODD:
        for method, path, body in (
            ("GET", f"/channels/{odd}", None),
            ("PATCH", f"/channels/{odd}", {"title": "x"}),
            ("DELETE", f"/channels/{odd}", None),
            ("GET", f"/channels/{odd}/picture", None),
            ("DELETE", f"/channels/{odd}/broadcast", None),
            ("POST", f"/channels/{odd}/tickets", {"action": "publish"}),
            ("PUT", f"/channels/lobby/people/{odd}", {"role": "moderator"}),
            ("DELETE", f"/channels/lobby/people/{odd}", None),
            ("DELETE", f"/channels/lobby/keys/{odd}", None),
            ("PUT", f"/me/follows/{odd}", None),
            ("DELETE", f"/me/follows/{odd}", None),
            ("GET", f"/channels/lobby/picture?v={odd}", None),
        ):
            answer = await ann.ask(method, path, body)
            assert answer.status in (404, 422), (method, path[:80])
            assert answer.json()["error"]["message"]
        name = odd[:300]
        assert await ann.code("PUT", "/channels/lobby/owner", {"name": name}) == (404, "person_unknown")
        assert await ann.code("POST", "/channels", {"name": name}) == (422, "channel_invalid")
    assert await ann.told("/channels/lobby") == before
    assert await ann.told("/channels/lobby/people") == {"people": []}


async def test_texts_at_their_ends_are_kept_as_they_are(anywhere: Town) -> None:
    ann = await anywhere.person("ann")
    name = "a" * 32
    assert await ann.code("POST", "/channels", {"name": name, "title": "🦦" * 100}) == (201, "")
    said = {"description": "ß" * 2_000, "category": "話" * 32}
    assert await ann.code("PATCH", f"/channels/{name}", said) == (200, "")
    told = await ann.told(f"/channels/{name}")
    assert (told["title"], told["description"], told["category"]) == ("🦦" * 100, *said.values())
    assert await ann.code("POST", f"/channels/{name}/keys", {"name": "é" * 64}) == (201, "")


async def test_a_person_is_found_however_the_name_is_spelt(anywhere: Town) -> None:
    ann, bob = await anywhere.person("ann"), await anywhere.person("Bob")
    await anywhere.channel("lobby", ann)
    # The first letter is Cyrillic: nobody else can have a name that looks like this one.
    assert await ann.code("PUT", "/channels/lobby/people/%d0%92OB", {"role": "invited"}) == (204, "")
    assert [one["name"] for one in (await ann.told("/channels/lobby/people"))["people"]] == [bob.name]
