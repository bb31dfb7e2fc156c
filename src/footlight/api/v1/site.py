"""What everybody may know of the site: whether one can make an account."""

from fastapi import APIRouter

from footlight.accounts.people import People
from footlight.api.v1.router import Answer, v1_router
from footlight.settings import SignUp


class SiteAnswer(Answer):
    """The site, as it is told to everybody."""

    sign_up: SignUp
    """Who may make an account: anybody, who is invited, or nobody."""
    set_up: bool
    """Whether it has an owner; else the link that the server printed makes the first."""


def site_router(people: People) -> APIRouter:
    """``/api/v1/site``."""
    router = v1_router("site")

    @router.get("/site")
    async def get() -> SiteAnswer:
        """What everybody may know of the site."""
        return SiteAnswer(sign_up=people.sign_up, set_up=await people.has_owner())

    return router
