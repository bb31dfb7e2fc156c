"""Who may do what: one table of roles and actions, and the question to it."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, get_args

from footlight.accounts.identity import Identity, Scope
from footlight.model.channel import ChannelName

Visibility = Literal["public", "unlisted", "password", "members", "invited"]
"""Who may watch: anybody; anybody who knows the address; who knows a password; who has an account; who is on a list."""

Standing = Literal["owner", "admin", "moderator", "vip", "invited", "member", "guest"]
"""What somebody is to a channel; a guest has no account, or a token without the scope."""


ListedAs = Literal["admin", "moderator", "vip", "invited"]
"""What a channel's list says of a person."""
STAFF: Final[frozenset[ListedAs]] = frozenset({"admin", "moderator"})
"""Those of the list who look after the channel for its owner."""
MADE_BY_OWNERS: Final[frozenset[ListedAs]] = STAFF | {"vip"}
"""What only a channel's owner makes of somebody; in its chat admins do too, as far as `chat.ranks` lets them."""


class Action(Enum):
    """What one can do with a channel."""

    SEE = "see that there is such a channel"
    WATCH = "watch it"
    PUBLISH = "send to it"
    MODERATE = "end its broadcast, and let people in or out"
    EDIT = "change its title, description, picture and who may watch"
    KEYS = "make and revoke its stream keys, and set what is pulled for it"
    MODERATORS = "make and unmake admins, moderators and VIPs"
    GIVE = "give it to somebody else"
    DELETE = "delete it"


_EVERYBODY: Final[frozenset[Standing]] = frozenset(get_args(Standing))
_STAFF: Final[frozenset[Standing]] = frozenset({"owner", *STAFF})
_LISTED: Final[frozenset[Standing]] = frozenset({"owner", *get_args(ListedAs)})
_OWNER: Final[frozenset[Standing]] = frozenset({"owner"})

ALLOWED: Final[dict[Action, frozenset[Standing]]] = {
    Action.PUBLISH: _OWNER,
    Action.MODERATE: _STAFF,
    Action.EDIT: _OWNER,
    Action.KEYS: _OWNER,
    Action.MODERATORS: _OWNER,
    Action.GIVE: _OWNER,
    Action.DELETE: _OWNER,
}
"""By standing; to see and to watch depend on the channel's visibility too."""

WATCHES: Final[dict[Visibility, frozenset[Standing]]] = {
    "public": _EVERYBODY,
    "unlisted": _EVERYBODY,
    # Guests and members show the password.
    "password": _LISTED,
    "members": _LISTED | {"member"},
    "invited": _LISTED,
}

_SCOPES: Final[dict[Action, Scope]] = {
    Action.SEE: "read",
    Action.WATCH: "read",
    Action.PUBLISH: "publish",
    **dict.fromkeys(
        (Action.MODERATE, Action.EDIT, Action.KEYS, Action.MODERATORS, Action.GIVE, Action.DELETE), "channels"
    ),
}
"""What a program's token must be for."""


@dataclass(frozen=True, slots=True)
class Place:
    """What rights on a channel depend on."""

    channel: ChannelName
    owner: str | None
    """A person's id; None: the site's own, which those who run the site have."""
    visibility: Visibility


def standing(who: Identity | None, place: Place, role: ListedAs | None) -> Standing:
    """What ``who`` is to a channel.

    Args:
        who: None: nobody is signed in.
        role: what the channel's list says of this person.
    """
    if who is None:
        return "guest"
    if who.person == place.owner or who.runs_the_site:
        return "owner"
    return role or "member"


def may(
    action: Action,
    who: Identity | None,
    place: Place,
    role: ListedAs | None = None,
    *,
    knows_password: bool = False,
) -> bool:
    """Whether ``who`` may do it.

    Args:
        role: what the channel's list says of this person.
        knows_password: the channel's, where it has one.
    """
    if who is not None and _SCOPES[action] not in who.scopes:
        who = None
    is_one = standing(who, place, role if who is not None else None)
    if action in ALLOWED:
        return is_one in ALLOWED[action]
    # To see an unlisted channel one needs its address, which whoever asks for it by name has.
    opened = action is Action.SEE and place.visibility in ("password", "members")
    return opened or (knows_password and place.visibility == "password") or is_one in WATCHES[place.visibility]


def visibility(text: str) -> Visibility:
    """A visibility as the database holds it."""
    return next(one for one in get_args(Visibility) if one == text)


def listed_as(text: str) -> ListedAs:
    """A role on a channel as the database holds it."""
    return next(one for one in get_args(ListedAs) if one == text)
