"""Which role may ask what: one line for every route of the REST interface, and for every way to watch and to send.

`test_roles` asks a server each of them in each role. The page `docs/api.md` has it as a table, made by
``python -m tests.api.roletable``.
"""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from footlight.accounts.identity import SCOPES
from tests.api.cast import PASSWORD, PERSONS, Cast

Body = Callable[[Cast], Any]

EVERYBODY: Final = frozenset({"nobody", *PERSONS})
SIGNED_IN: Final = frozenset(PERSONS)
HOSTS: Final = frozenset({"admin", "site owner"})
"""Those who run the site."""
STAFF: Final = frozenset({"owner", "moderator"}) | HOSTS
OWNERS: Final = frozenset({"owner"}) | HOSTS

IN_PERSON: Final = "none"
"""In place of a scope: no token is for it."""
UNASKED: Final = ""
"""In place of a scope: who asks is not looked at."""

PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True)
class Line:
    """A route, and who may ask it."""

    method: str
    """One of HTTP; or ``watch``, ``publish`` or ``chat``, what one says hello for on a WebSocket."""
    path: str
    who: frozenset[str]
    """People's roles."""
    scope: str
    """What a token must be for; or `IN_PERSON`, or `UNASKED`."""
    about: str = ""
    """What of the route this line is about, where it has several."""
    body: Body = field(default=lambda _cast: None)
    answer: tuple[int, str] | None = None
    """Of who may ask, where it is an error: there is nothing on, or no browser at hand that makes passkeys."""
    where: Callable[[str, Cast], str] = field(default=lambda path, _cast: path)
    """Changes the path, where the usual one does not do."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}{' ' + self.about if self.about else ''}"

    def outcome(self, role: str) -> str:
        """What is to become of the question in one of the `ROLES`."""
        if self.scope == UNASKED:
            return "allowed"
        if role == "suspended's token":
            return "sign_in_refused"
        kind, _, scope = role.partition("token: ")
        if scope:
            # A program that may not write is no guest in a chat.
            by_all = self.who == EVERYBODY and self.scope in SCOPES and self.method != "chat"
            return "allowed" if "site owner" in self.who and (scope == self.scope or by_all) else "not_allowed"
        person = "nobody" if kind == "suspended" else kind
        if person in self.who:
            return "allowed"
        return "sign_in_needed" if person == "nobody" else "not_allowed"

    def of(self, cast: Cast, role: str) -> str:
        """The path for a role."""
        path = self.where(self.path, cast)
        things = {"{channel}": cast.channel, "{id}": cast.things[role], "{name}": cast.newcomer}
        for name, value in things.items():
            path = path.replace(name, value)
        return path


def _v1(method: str, path: str, who: frozenset[str], scope: str, body: Body | None = None, **more: Any) -> Line:
    if body is not None:
        more["body"] = body
    return Line(method, f"/api/v1{path}", who, scope, **more)


_OFF: Final = (404, "channel_offline")
_CHAT: Final = "/channels/{channel}/chat"
_NO_SUCH: Final = (404, "message_unknown")
_FIRST: Final[dict[str, Any]] = {"where": lambda path, _cast: re.sub(r"{(entry|ban|held|filter)}", "1", path)}
_KEY: Final[dict[str, Any]] = {"where": lambda path, cast: path.replace("{id}", cast.key)}
_LISTED: Final[dict[str, Any]] = {"where": lambda path, cast: path.replace("{name}", cast.listed)}
_INVITATION: Final[dict[str, Any]] = {"where": lambda path, cast: path.replace("{id}", cast.invitation)}

TABLE: Final = (
    Line("GET", "/healthz", EVERYBODY, UNASKED),
    Line("GET", "/readyz", EVERYBODY, UNASKED),
    Line("GET", "/metrics", EVERYBODY, UNASKED),
    _v1("GET", "/openapi.json", EVERYBODY, UNASKED),
    _v1("GET", "/site", EVERYBODY, UNASKED),
    _v1("GET", "/session", EVERYBODY, "read"),
    _v1("POST", "/session", EVERYBODY, UNASKED, lambda cast: {"name": cast.newcomer, "password": PASSWORD}),
    _v1("DELETE", "/session", EVERYBODY, UNASKED),
    _v1("POST", "/session/passkey/options", EVERYBODY, UNASKED),
    _v1(
        "POST", "/session/passkey", EVERYBODY, UNASKED, lambda _cast: {"credential": None},
        answer=(422, "request_invalid"),
    ),
    _v1(
        "POST", "/people", EVERYBODY, UNASKED,
        lambda cast: {"name": f"new{cast.number}", "password": PASSWORD, "invitation": cast.invitation_secret},
    ),
    _v1("POST", "/invitations/look", EVERYBODY, UNASKED, lambda cast: {"secret": cast.invitation_secret}),
    _v1("GET", "/me", SIGNED_IN, "read"),
    _v1("PATCH", "/me", SIGNED_IN, "account", lambda cast: {"name": f"another{cast.number}"}),
    _v1("DELETE", "/me", SIGNED_IN, IN_PERSON),
    _v1("PUT", "/me/password", SIGNED_IN, IN_PERSON, lambda _cast: {"old": PASSWORD, "new": "seven lantern otters"}),
    _v1("GET", "/me/export", SIGNED_IN, IN_PERSON),
    _v1("GET", "/me/sessions", SIGNED_IN, "read"),
    _v1("DELETE", "/me/sessions", SIGNED_IN, "account"),
    _v1("DELETE", "/me/sessions/{id}", SIGNED_IN, "account"),
    _v1("GET", "/me/passkeys", SIGNED_IN, "read"),
    _v1("POST", "/me/passkeys/options", SIGNED_IN, IN_PERSON),
    _v1(
        "POST", "/me/passkeys", SIGNED_IN, IN_PERSON, lambda _cast: {"name": "a key", "credential": {}},
        answer=(422, "passkey_invalid"),
    ),
    _v1("PATCH", "/me/passkeys/{id}", SIGNED_IN, "account", lambda _cast: {"name": "my key"}),
    _v1("DELETE", "/me/passkeys/{id}", SIGNED_IN, IN_PERSON),
    _v1("GET", "/me/tokens", SIGNED_IN, "read"),
    _v1("POST", "/me/tokens", SIGNED_IN, IN_PERSON, lambda _cast: {"name": "a program", "scopes": ["read"]}),
    _v1("DELETE", "/me/tokens/{id}", SIGNED_IN, "account"),
    _v1("GET", "/me/channels", SIGNED_IN, "read"),
    _v1("GET", "/me/follows", SIGNED_IN, "read"),
    _v1("PUT", "/me/follows/{channel}", SIGNED_IN, "channels"),
    _v1("DELETE", "/me/follows/{channel}", SIGNED_IN, "channels"),
    _v1("GET", "/people", HOSTS, "site"),
    _v1("PATCH", "/people/{name}", HOSTS, "site", lambda _cast: {"suspended": True}),
    _v1(
        "PATCH", "/people/{name}", frozenset({"site owner"}), IN_PERSON, lambda _cast: {"role": "admin"},
        about="role",
    ),
    _v1("DELETE", "/people/{name}", HOSTS, "site"),
    _v1("GET", "/invitations", HOSTS, "site"),
    _v1("POST", "/invitations", HOSTS, "site", lambda _cast: {}),
    _v1(
        "POST", "/invitations", frozenset({"site owner"}), IN_PERSON, lambda _cast: {"role": "admin"},
        about="role: admin or owner",
    ),
    _v1("DELETE", "/invitations/{id}", HOSTS, "site", **_INVITATION),
    _v1("GET", "/broadcasts", EVERYBODY, "read"),
    _v1("POST", "/channels", SIGNED_IN, "channels", lambda cast: {"name": f"new{cast.number}"}),
    _v1("GET", "/channels/{channel}", EVERYBODY, "read"),
    _v1("PATCH", "/channels/{channel}", OWNERS, "channels", lambda _cast: {"title": "Evening"}),
    _v1("DELETE", "/channels/{channel}", OWNERS, "channels"),
    _v1("GET", "/channels/{channel}/picture", EVERYBODY, "read"),
    _v1("PUT", "/channels/{channel}/picture", OWNERS, "channels", lambda _cast: PNG),
    _v1("DELETE", "/channels/{channel}/picture", OWNERS, "channels"),
    _v1("GET", "/channels/{channel}/keys", OWNERS, "channels"),
    _v1("POST", "/channels/{channel}/keys", OWNERS, "channels", lambda _cast: {}),
    _v1("DELETE", "/channels/{channel}/keys/{id}", OWNERS, "channels", **_KEY),
    _v1("GET", "/channels/{channel}/people", STAFF, "channels"),
    _v1("PUT", "/channels/{channel}/people/{name}", STAFF, "channels", lambda _cast: {"role": "invited"}),
    _v1(
        "PUT", "/channels/{channel}/people/{name}", OWNERS, "channels", lambda _cast: {"role": "moderator"},
        about="role: moderator",
    ),
    _v1("DELETE", "/channels/{channel}/people/{name}", STAFF, "channels", **_LISTED),
    _v1("PUT", "/channels/{channel}/owner", OWNERS, "channels", lambda cast: {"name": cast.newcomer}),
    _v1("POST", "/channels/{channel}/tickets", EVERYBODY, "read", lambda _cast: {"action": "watch"}, about="watch"),
    _v1(
        "POST", "/channels/{channel}/tickets", OWNERS, "publish", lambda _cast: {"action": "publish"},
        about="publish",
    ),
    _v1("POST", "/channels/{channel}/links", EVERYBODY, "read", lambda _cast: {}),
    _v1("DELETE", "/channels/{channel}/broadcast", STAFF, "channels", answer=_OFF),
    _v1("GET", f"{_CHAT}/lines", EVERYBODY, "chat"),
    _v1("GET", f"{_CHAT}/search", EVERYBODY, "chat", where=lambda path, _cast: f"{path}?text=tea"),
    _v1("GET", f"{_CHAT}/export", OWNERS, "chat"),
    _v1("GET", f"{_CHAT}/log", STAFF, "chat"),
    _v1("POST", f"{_CHAT}/log/{{entry}}/undo", STAFF, "chat", answer=_NO_SUCH, **_FIRST),
    _v1("GET", f"{_CHAT}/bans", STAFF, "chat"),
    _v1("DELETE", f"{_CHAT}/bans/{{ban}}", STAFF, "chat", answer=_NO_SUCH, **_FIRST),
    _v1("GET", f"{_CHAT}/held", STAFF, "chat"),
    _v1("POST", f"{_CHAT}/held/{{held}}/approve", STAFF, "chat", answer=_NO_SUCH, **_FIRST),
    _v1("POST", f"{_CHAT}/held/{{held}}/reject", STAFF, "chat", answer=_NO_SUCH, **_FIRST),
    _v1("GET", f"{_CHAT}/settings", OWNERS, "chat"),
    _v1("PATCH", f"{_CHAT}/settings", OWNERS, "chat", lambda _cast: {"slow_seconds": 10}),
    _v1("GET", f"{_CHAT}/filters", OWNERS, "chat"),
    _v1(
        "POST", f"{_CHAT}/filters", OWNERS, "chat",
        lambda _cast: {"kind": "word", "pattern": "spam", "action": "hold"},
    ),
    _v1("POST", f"{_CHAT}/filters/preview", OWNERS, "chat", lambda _cast: {"kind": "word", "pattern": "spam"}),
    _v1("DELETE", f"{_CHAT}/filters/{{filter}}", OWNERS, "chat", answer=_NO_SUCH, **_FIRST),
    _v1("GET", f"{_CHAT}/emotes", EVERYBODY, "chat"),
    _v1("GET", f"{_CHAT}/emotes/{{name}}", EVERYBODY, "chat", answer=(404, "not_found")),
    _v1("PUT", f"{_CHAT}/emotes/{{name}}", OWNERS, "chat", lambda _cast: PNG),
    _v1("DELETE", f"{_CHAT}/emotes/{{name}}", OWNERS, "chat", answer=(404, "not_found")),
    Line("watch", "/live/{channel}", EVERYBODY, "read"),
    Line("publish", "/live/{channel}", OWNERS, "publish"),
    Line("chat", "/chat/{channel}", EVERYBODY, "chat"),
    Line("GET", "/live/{channel}.ts", EVERYBODY, UNASKED, answer=(404, "")),
    Line("GET", "/live/{channel}.jpg", EVERYBODY, UNASKED, answer=_OFF),
    Line("GET", "/live/{channel}/{link}.ts", EVERYBODY, "read", answer=(404, "")),
    Line("GET", "/live/{channel}/{link}.jpg", EVERYBODY, "read", answer=_OFF),
)  # fmt: skip
"""On a public channel; `test_roles` has the others too."""


def as_text() -> str:
    """The table as the page has it."""
    head = ["", "nobody", "member", "invited", "moderator", "owner", "admin", "site's owner", "token"]
    rows = [_row(line) for line in TABLE]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _row(line: Line) -> list[str]:
    hellos = {"watch": "`hello` to watch", "publish": "`hello` to send", "chat": "`hello` to a chat"}
    method = hellos.get(line.method)
    what = f"`{line.method} {line.path}`" if method is None else f"{method}, `{line.path}`"
    people = ("nobody", "member", "invited", "moderator", "owner", "admin", "site owner")
    return [
        f"{what}, {line.about}" if line.about else what,
        *("yes" if role in line.who else "" for role in people),
        {IN_PERSON: "no", UNASKED: ""}.get(line.scope, f"`{line.scope}`"),
    ]


if __name__ == "__main__":
    print(as_text())
