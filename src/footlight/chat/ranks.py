"""What somebody is in a room, and what each may do there: one table, which docs/chat.md shows."""

from enum import Enum, StrEnum
from typing import Final

from footlight.errors import NotAllowedError


class Rank(StrEnum):
    """What somebody is in a room, the highest first."""

    OWNER = "owner"
    ADMIN = "admin"
    MODERATOR = "moderator"
    VIP = "vip"
    MEMBER = "member"
    GUEST = "guest"

    def over(self, other: "Rank") -> bool:
        """Whether it is the higher one of two."""
        return _HEIGHT[self] > _HEIGHT[other]


_HEIGHT: Final = {rank: height for height, rank in enumerate(reversed(Rank))}


class Deed(Enum):
    """What one can do in a room; the value follows "may"."""

    READ = "read along"
    SAY = "say something"
    ME = "say what one does"
    REACT = "react to a line"
    PRIVATE = "write to somebody alone"
    EDIT_OWN = "change one's own lines"
    DELETE_OWN = "delete one's own lines"
    VOTE = "vote in a poll"
    COLOUR = "choose a colour"
    BLOCK = "block somebody for oneself"
    PEOPLE = "see who is here"
    HELP = "ask for help"
    NICK = "take another nick"
    UNHURRIED = "write past slow mode and the rules for followers, emotes and repetition"
    WARN = "warn somebody"
    DELETE = "delete other people's lines"
    TIMEOUT = "silence somebody for a while"
    KICK = "put somebody out"
    BAN = "ban somebody, and let them in again"
    CLEAR = "clear the chat"
    SLOW = "set slow mode"
    FOLLOWERS = "let only followers write"
    EMOTE_ONLY = "let only emotes be written"
    UNIQUE = "let nothing be said twice"
    ANNOUNCE = "announce something"
    PIN = "pin a line"
    POLL = "hold a poll"
    HELD = "let held lines through, or not"
    LOG = "read what moderators did, and undo it"
    ADMINS = "see who the admins and moderators are"
    VIP = "make and unmake VIPs"
    MOD = "make and unmake moderators"
    FILTERS = "set what is filtered"
    EMOTES = "add and remove emotes"
    SETTINGS = "change the room's settings"
    EXPORT = "take the whole room along as a file"
    ADMIN = "make and unmake admins"


_ALL: Final = frozenset(Rank)
_GUESTS: Final = frozenset({Rank.GUEST})
_OWNERS: Final = frozenset({Rank.OWNER})
_ADMINS: Final = _OWNERS | {Rank.ADMIN}
_STAFF: Final = _ADMINS | {Rank.MODERATOR}
_KNOWN: Final = _STAFF | {Rank.VIP}

ALLOWED: Final[dict[Deed, frozenset[Rank]]] = {
    Deed.READ: _ALL,
    Deed.SAY: _ALL,
    Deed.ME: _ALL,
    Deed.REACT: _ALL,
    Deed.PRIVATE: _ALL,
    Deed.EDIT_OWN: _ALL,
    Deed.DELETE_OWN: _ALL,
    Deed.VOTE: _ALL,
    Deed.COLOUR: _ALL,
    Deed.BLOCK: _ALL,
    Deed.PEOPLE: _ALL,
    Deed.HELP: _ALL,
    # Who has an account has its name everywhere.
    Deed.NICK: _GUESTS,
    Deed.UNHURRIED: _KNOWN,
    Deed.WARN: _STAFF,
    Deed.DELETE: _STAFF,
    Deed.TIMEOUT: _STAFF,
    Deed.KICK: _STAFF,
    Deed.BAN: _STAFF,
    Deed.CLEAR: _STAFF,
    Deed.SLOW: _STAFF,
    Deed.FOLLOWERS: _STAFF,
    Deed.EMOTE_ONLY: _STAFF,
    Deed.UNIQUE: _STAFF,
    Deed.ANNOUNCE: _STAFF,
    Deed.PIN: _STAFF,
    Deed.POLL: _STAFF,
    Deed.HELD: _STAFF,
    Deed.LOG: _STAFF,
    # A setting opens it to everybody.
    Deed.ADMINS: _ADMINS,
    Deed.VIP: _ADMINS,
    Deed.MOD: _ADMINS,
    Deed.FILTERS: _ADMINS,
    Deed.EMOTES: _ADMINS,
    Deed.SETTINGS: _ADMINS,
    Deed.EXPORT: _ADMINS,
    Deed.ADMIN: _OWNERS,
}
"""Who may do what."""

OVER_OTHERS: Final = frozenset(
    {Deed.WARN, Deed.DELETE, Deed.TIMEOUT, Deed.KICK, Deed.BAN, Deed.VIP, Deed.MOD, Deed.ADMIN}
)
"""What is done to somebody: only to those of a lower rank than one's own."""

COMMANDS: Final[dict[str, Deed]] = {
    "me": Deed.ME,
    "private": Deed.PRIVATE,
    "w": Deed.PRIVATE,
    "msg": Deed.PRIVATE,
    "color": Deed.COLOUR,
    "block": Deed.BLOCK,
    "unblock": Deed.BLOCK,
    "listusers": Deed.PEOPLE,
    "users": Deed.PEOPLE,
    "help": Deed.HELP,
    "nick": Deed.NICK,
    "warn": Deed.WARN,
    "delete": Deed.DELETE,
    "timeout": Deed.TIMEOUT,
    "untimeout": Deed.TIMEOUT,
    "kick": Deed.KICK,
    "ban": Deed.BAN,
    "unban": Deed.BAN,
    "clear": Deed.CLEAR,
    "slow": Deed.SLOW,
    "followers": Deed.FOLLOWERS,
    "emoteonly": Deed.EMOTE_ONLY,
    "uniquechat": Deed.UNIQUE,
    "announce": Deed.ANNOUNCE,
    "pin": Deed.PIN,
    "unpin": Deed.PIN,
    "poll": Deed.POLL,
    "listadmins": Deed.ADMINS,
    "mods": Deed.ADMINS,
    "vip": Deed.VIP,
    "unvip": Deed.VIP,
    "mod": Deed.MOD,
    "unmod": Deed.MOD,
    "addadmin": Deed.ADMIN,
    "removeadmin": Deed.ADMIN,
}
"""What each command does, by the word after the slash."""


def may(deed: Deed, rank: Rank, *, over: Rank | None = None) -> bool:
    """Whether somebody may do it.

    Args:
        over: the rank of whom it is done to, where it is done to somebody.
    """
    if rank not in ALLOWED[deed]:
        return False
    return over is None or deed not in OVER_OTHERS or rank.over(over)


def check(deed: Deed, rank: Rank, *, over: Rank | None = None) -> None:
    """Return where somebody may do it; the arguments are those of `may`.

    Raises:
        NotAllowedError: they may not, and this says who may.
    """
    if may(deed, rank, over=over):
        return
    if rank not in ALLOWED[deed]:
        raise NotAllowedError(f"only {who_may(deed)} may {deed.value}")
    raise NotAllowedError(f"to {deed.value} one must stand above them, and {a_rank(over)} is not below {a_rank(rank)}")


def deeds_of(rank: Rank) -> list[Deed]:
    """All that somebody of this rank may do."""
    return [deed for deed, ranks in ALLOWED.items() if rank in ranks]


def as_table() -> str:
    """The table in Markdown, as docs/chat.md has it."""
    commands: dict[Deed, list[str]] = {}
    for word, deed in COMMANDS.items():
        commands.setdefault(deed, []).append(f"`/{word}`")
    lines = [f"| deed | commands | {' | '.join(Rank)} |", "|---|---|" + "---|" * len(Rank)]
    for deed, ranks in ALLOWED.items():
        cells = ["yes" if rank in ranks else "" for rank in Rank]
        lower = ", to those below" if deed in OVER_OTHERS else ""
        lines.append(f"| {deed.value}{lower} | {' '.join(commands.get(deed, []))} | {' | '.join(cells)} |")
    return "\n".join(lines)


def who_may(deed: Deed) -> str:
    """Those who may do something, in words."""
    ranks = ALLOWED[deed]
    if ranks == _ALL:
        return "everybody"
    words = [_PLURAL[rank] for rank in Rank if rank in ranks]
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"


def a_rank(rank: Rank | None) -> str:
    """A rank as one speaks of somebody who has it."""
    return {Rank.OWNER: "an owner", Rank.ADMIN: "an admin", Rank.VIP: "a VIP"}.get(rank or Rank.GUEST, f"a {rank}")


_PLURAL: Final = {
    rank: {Rank.VIP: "VIPs", Rank.MEMBER: "people with an account"}.get(rank, f"{rank}s") for rank in Rank
}


if __name__ == "__main__":
    print(as_table())
