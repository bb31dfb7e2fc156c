"""Sessions: begun, known again, listed, ended, and over by themselves."""

import asyncio
from pathlib import Path

import pytest

from footlight.accounts.sessions import IDLE, LONGEST, MOST, NewSession
from footlight.errors import SignInRefusedError, StoreUnavailableError
from footlight.store.sqlite import FILE
from tests.accounts.site import Site
from tests.client.recording.fulldisk import files_no_larger_than

DAY = 86_400


async def begin(site: Site, person: str, device: str = "Firefox") -> NewSession:
    async with site.store.write() as session:
        return await site.sessions.begin(session, person, device)


async def over(site: Site, secret: str) -> bool:
    try:
        await site.sessions.who(secret)
    except SignInRefusedError:
        return True
    return False


async def test_a_session_tells_who_it_is(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    first, second = await begin(either, ann), await begin(either, bob)
    who = await either.sessions.who(first.secret)
    assert (who.person, who.name, who.role, who.session, who.token) == (ann, "Ann", "member", first.id, None)
    assert who.signed_in_at == either.clock.now()
    assert (await either.sessions.who(second.secret)).person == bob


async def test_when_somebody_signed_in_is_not_when_they_came_last(either: Site) -> None:
    new = await begin(either, await either.person("Ann"))
    begun = either.clock.now()
    for _ in range(2):
        either.clock.forward(7_200)
        who = await either.sessions.who(new.secret)
    assert who.signed_in_at == begun


async def test_a_new_name_and_role_are_known_at_once(either: Site) -> None:
    ann = await either.person("Ann")
    new = await begin(either, ann)
    await either.people.rename(ann, "Anna")
    await either.people.set_role(ann, "admin")
    who = await either.sessions.who(new.secret)
    assert (who.name, who.role) == ("Anna", "admin")


@pytest.mark.parametrize("wrong", ["", "fls_", "fls_" + "A" * 43, "x" * 100_000, "\0", "\ud800", "' OR 1=1 --"])
async def test_a_wrong_secret_is_nobody_s(either: Site, wrong: str) -> None:
    new = await begin(either, await either.person("Ann"))
    for secret in (wrong, new.secret + "x", new.secret[:-1], new.id):
        assert await over(either, secret)


async def test_who_does_not_come_for_long_signs_in_again(either: Site) -> None:
    new = await begin(either, await either.person("Ann"))
    either.clock.forward(IDLE / 1_000_000 - 1)
    assert not await over(either, new.secret)
    either.clock.forward(IDLE / 1_000_000)
    assert await over(either, new.secret)


async def test_who_comes_often_signs_in_again_in_the_end(either: Site) -> None:
    ann = await either.person("Ann")
    new = await begin(either, ann)
    days = LONGEST // (DAY * 1_000_000)
    for _ in range(0, days - 10, 10):
        either.clock.forward(10 * DAY)
        assert not await over(either, new.secret)
    either.clock.forward(10 * DAY)
    assert await over(either, new.secret)
    assert await either.sessions.list(ann) == []


async def test_they_are_listed_the_last_used_first(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    await begin(either, bob)
    first = await begin(either, ann, "Firefox on Linux")
    either.clock.forward(10)
    second = await begin(either, ann, "Safari\n\x1b[31m\u202e" + "x" * 500)
    listed = await either.sessions.list(ann)
    assert [info.id for info in listed] == [second.id, first.id]
    assert listed[1].device == "Firefox on Linux"
    assert listed[0].device == ("Safari[31m" + "x" * 500)[:128]
    either.clock.forward(3_601)
    await either.sessions.who(first.secret)
    listed = await either.sessions.list(ann)
    assert (listed[0].id, listed[0].used_at) == (first.id, either.clock.now())


async def test_its_use_is_written_once_an_hour(either: Site) -> None:
    ann = await either.person("Ann")
    new = await begin(either, ann)
    begun = either.clock.now()
    for _ in range(4):
        either.clock.forward(900)
        await either.sessions.who(new.secret)
    assert (await either.sessions.list(ann))[0].used_at == begun
    either.clock.forward(1)
    await either.sessions.who(new.secret)
    assert (await either.sessions.list(ann))[0].used_at == either.clock.now()


async def test_a_full_disk_keeps_nobody_from_being_known(accounts: Site, tmp_path: Path) -> None:
    ann = await accounts.person("Ann")
    new = await begin(accounts, ann)
    begun = accounts.clock.now()
    accounts.clock.forward(3_601)
    with files_no_larger_than((tmp_path / f"{FILE}-wal").stat().st_size):
        assert (await accounts.sessions.who(new.secret)).person == ann
        with pytest.raises(StoreUnavailableError):
            await begin(accounts, ann)
    assert [info.used_at for info in await accounts.sessions.list(ann)] == [begun]
    await accounts.sessions.who(new.secret)
    assert [info.used_at for info in await accounts.sessions.list(ann)] == [accounts.clock.now()]


async def test_one_is_ended_and_only_by_whose_it_is(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    first, second = await begin(either, ann), await begin(either, ann)
    assert not await either.sessions.end(bob, first.id)
    assert not await over(either, first.secret)
    assert await either.sessions.end(ann, first.id)
    assert not await either.sessions.end(ann, first.id)
    assert await over(either, first.secret)
    assert not await over(either, second.secret)


async def test_all_others_are_ended(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    kept, of_bob = await begin(either, ann), await begin(either, bob)
    others = [await begin(either, ann) for _ in range(3)]
    await either.sessions.end_rest(ann, kept.id)
    assert [await over(either, new.secret) for new in (kept, of_bob, *others)] == [False, False, True, True, True]
    await either.sessions.end_rest(ann, None)
    assert await over(either, kept.secret)


async def test_who_is_suspended_or_gone_has_none(either: Site) -> None:
    ann, bob = await either.person("Ann"), await either.person("Bob")
    of_ann, of_bob = await begin(either, ann), await begin(either, bob)
    await either.people.suspend(ann)
    await either.people.delete(bob)
    assert await over(either, of_ann.secret)
    assert await over(either, of_bob.secret)
    await either.people.suspend(ann, suspended=False)
    assert await over(either, of_ann.secret)


async def test_a_person_has_a_bounded_number_and_the_newest_stays(either: Site) -> None:
    ann = await either.person("Ann")
    # All at one moment: which was used least lately does not tell.
    for _ in range(MOST + 5):
        new = await begin(either, ann)
        assert not await over(either, new.secret)
    assert len(await either.sessions.list(ann)) == MOST
    either.clock.forward(10)
    newest = await begin(either, ann)
    # A clock that was set back must not keep anybody from signing in.
    either.clock.forward(-3_600)
    late = await begin(either, ann)
    assert not await over(either, late.secret)
    assert not await over(either, newest.secret)
    assert len(await either.sessions.list(ann)) == MOST


async def test_many_begin_and_end_at_once(either: Site) -> None:
    ann = await either.person("Ann")
    begun = await asyncio.gather(*(begin(either, ann) for _ in range(20)))
    await asyncio.gather(*(either.sessions.end(ann, new.id) for new in begun), either.sessions.end_rest(ann, None))
    assert await either.sessions.list(ann) == []


async def test_the_secret_is_shown_once(accounts: Site, tmp_path: Path) -> None:
    new = await begin(accounts, await accounts.person("Ann"))
    assert new.secret.startswith("fls_")
    assert new.secret not in repr(new)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / FILE in files
    assert all(new.secret.encode() not in path.read_bytes() for path in files)
