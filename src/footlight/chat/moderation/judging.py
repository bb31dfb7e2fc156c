"""Whether a line is written: by the room's rules and filters, and by how new its author is there."""

from typing import Final

from footlight.chat.emoji import only_emotes
from footlight.chat.line import Edit, Say
from footlight.chat.messages import TimedOut
from footlight.chat.moderation.filters import Filter
from footlight.chat.moderation.marks import keeps_order
from footlight.chat.moderation.records import Newcomer, Records
from footlight.chat.moderation.rules import RoomRules
from footlight.chat.presence import Client
from footlight.chat.ranks import Deed, may
from footlight.chat.room import Room
from footlight.chat.whom import Whom
from footlight.errors import NotAllowedError, SlowDownError, TextInvalidError
from footlight.model.clock import Clock
from footlight.model.units import micros_from_seconds

_HOUR: Final = 3_600
_CAUGHT: Final = "what you wrote is filtered in this chat"


class Judge:
    """That of all rooms."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def judge(self, room: Room, client: Client, say: Say) -> str | None:
        """Return None where a line is to be written; else why it waits, and it is kept for those who keep order.

        Raises:
            NotAllowedError, TextInvalidError: it is not what may be written here.
            SlowDownError: not yet.
            TimedOutError: nothing of them is any more.
            LimitReachedError: too many lines wait.
        """
        conduct, by = room.conduct, say.author
        if keeps_order(by.rank) or conduct.heard.again(by.key, say.client_id, say.text):
            return None
        rules, unhurried = conduct.rules, may(Deed.UNHURRIED, by.rank)
        reason = None
        if not unhurried:
            if _asks(rules):
                newcomer = await self._records.newcomer(room.channel, by)
                # It may be another moment now.
                conduct.turn_away(client.caller, by.rank)
                conduct.may_write(client.caller, by.rank)
                reason = self._held(conduct.rules, newcomer)
                self._check_followers(conduct.rules, newcomer)
            _check_emotes(room, say.text)
            if conduct.rules.unique and conduct.heard.said(say.text):
                raise _said_before()
            wait = conduct.heard.wait(by.key, conduct.rules.slow_seconds)
            if wait:
                raise SlowDownError(f"slow mode: one line in {conduct.rules.slow_seconds} s", wait)
        caught = conduct.filters.caught(say.text, 0 if unhurried else conduct.heard.times(by.key, say.text))
        if caught is not None and caught.action != "hold":
            await self._refuse(room, client, caught)
        if caught is not None:
            reason = "it is looked at first, as it may be filtered here"
        if reason is None:
            conduct.heard.note(by.key, say.client_id, say.text)
            return None
        if await self.is_kept(room, say):
            return None
        conduct.heard.note_held(by.key, say.client_id, say.text)
        room.wait(await self._records.hold(room.channel, say, reason))
        return reason

    async def is_kept(self, room: Room, say: Say) -> bool:
        """Whether this line is written already, and was sent again."""
        return await self._records.is_kept(room.channel, say)

    async def judge_edit(self, room: Room, client: Client, edit: Edit) -> None:
        """Return where a line may become this; raises as `judge`."""
        conduct, by = room.conduct, edit.author
        if keeps_order(by.rank):
            return
        if not may(Deed.UNHURRIED, by.rank):
            if _asks(conduct.rules):
                newcomer = await self._records.newcomer(room.channel, by)
                # It may be another moment now.
                conduct.turn_away(client.caller, by.rank)
                conduct.may_write(client.caller, by.rank)
                held = self._held(conduct.rules, newcomer)
                if held is not None:
                    raise NotAllowedError(f"{held}: a line that they see already cannot be changed")
                self._check_followers(conduct.rules, newcomer)
            _check_emotes(room, edit.text)
            if conduct.rules.unique and conduct.heard.said(edit.text) and not room.means_the_same(edit):
                raise _said_before()
        caught = conduct.filters.caught(edit.text)
        if caught is not None:
            await self._refuse(room, client, caught)

    async def _refuse(self, room: Room, client: Client, caught: Filter) -> None:
        if caught.action == "timeout":
            member, caller = client.member, client.caller
            nick = "" if member is None else member.nick
            whom = Whom(caller.key, nick, caller.person, (caller.device,), client.rank, caller.address or None)
            silence, before = await self._records.silence(room.channel, whom, caught.id, _CAUGHT)
            room.conduct.unsilence(before)
            room.conduct.silence(silence)
            for one in room.presence.clients_of(caller.key):
                one.tell(TimedOut(until=silence.until, reason=silence.reason))
            room.conduct.may_write(caller, client.rank)
        raise TextInvalidError(f"{_CAUGHT}: say it in other words")

    def _check_followers(self, rules: RoomRules, newcomer: Newcomer) -> None:
        if rules.followers_seconds is None:
            return
        if newcomer.follows_since is None:
            raise NotAllowedError("only those who follow the channel write here now: follow it")
        wait = newcomer.follows_since + micros_from_seconds(rules.followers_seconds) - self._clock.now()
        if wait > 0:
            raise SlowDownError("only those write here now who have followed the channel for a while", wait)

    def _held(self, rules: RoomRules, newcomer: Newcomer) -> str | None:
        if rules.hold_first and not newcomer.has_written:
            return "first lines are looked at before all see them"
        if newcomer.account_since is not None:
            young = micros_from_seconds(rules.hold_new_accounts_hours * _HOUR)
            if self._clock.now() - newcomer.account_since < young:
                return "lines of new accounts are looked at before all see them"
        return None


def _said_before() -> NotAllowedError:
    return NotAllowedError("this was said here already: nothing is said twice in this chat now")


def _asks(rules: RoomRules) -> bool:
    return rules.followers_seconds is not None or rules.hold_first or rules.hold_new_accounts_hours > 0


def _check_emotes(room: Room, text: str) -> None:
    if room.conduct.rules.emote_only and not only_emotes(text, room.emotes.names):
        raise NotAllowedError("only emotes are written here now")
