"""Who asks: nobody, a person, or a program of a person's."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from footlight.model.units import Micros

SiteRole = Literal["owner", "admin", "member"]
"""On the site: owners run it, admins run its people and channels for them, members have accounts."""
SITE_ROLES: Final[tuple[SiteRole, ...]] = get_args(SiteRole)

Scope = Literal["read", "publish", "channels", "chat", "account", "site"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
"""What a token may be for: seeing what its person sees; sending; channels and their people; writing in
chats; the account itself; and running the site."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who is signed in, or a program with a token of theirs."""

    person: str
    """Their id."""
    name: str
    role: SiteRole
    session: str | None = None
    """Its id, where a browser asks."""
    token: str | None = None
    """Its id, where a program asks."""
    scopes: frozenset[str] = frozenset(SCOPES)
    """All of them, where the person asks."""
    signed_in_at: Micros | None = None
    """When the session began; None where there is none."""

    @property
    def runs_the_site(self) -> bool:
        return self.role in ("owner", "admin")
