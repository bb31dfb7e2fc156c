"""What all routers of ``/api/v1`` have in common: how they read JSON, and what they call their operations."""

import json
import math
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, NoReturn

from fastapi import APIRouter, Header, HTTPException, Path, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict

from footlight.api.errors import DESCRIBED, status_of
from footlight.errors import (
    FootlightError,
    NotAllowedError,
    OriginRefusedError,
    SignInNeededError,
    SignInRefusedError,
)

PREFIX: Final = "/api/v1"

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{1,16}$")]
"""Of what has no name: in a path."""

Origin = Annotated[str, Header(include_in_schema=False)]
"""Of the page that asks: browsers tell it by themselves."""

READING: Final = (SignInNeededError, SignInRefusedError, NotAllowedError)
"""The refusals of every route that needs somebody who is signed in."""
CHANGING: Final = (*READING, OriginRefusedError)
"""The same, where it changes something: a browser tells then from which page."""

_MOST_DIGITS: Final = 400


class Question(BaseModel):
    """The base of every body that is sent to us: of the right types, with nothing more in it than is known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class Answer(BaseModel):
    """The base of what is answered: what is written below its fields is in the OpenAPI too."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def v1_router(subject: str) -> APIRouter:
    """A router of ``/api/v1``; ``subject`` is its tag in the OpenAPI."""
    return APIRouter(prefix=PREFIX, tags=[subject], route_class=StrictRoute)


def fails(*errors: type[FootlightError]) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may answer with these errors, for the OpenAPI."""
    codes: dict[int, list[str]] = {}
    for error in errors:
        codes.setdefault(status_of(error), []).append(error.code)
    return {
        status: {**DESCRIBED, "description": " or ".join(f"`{code}`" for code in sorted(found))}
        for status, found in sorted(codes.items())
    }


class StrictRoute(APIRoute):
    """A route that takes only JSON that all programs read alike."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return read_strictly


class _StrictRequest(Request):
    async def json(self) -> Any:
        body = await self.body()
        try:
            return read_json(body)
        except ValueError as error:
            raise HTTPException(400, f"the body cannot be taken: {error}") from None


def read_json(body: bytes) -> object:
    """Read JSON (RFC 8259) in UTF-8, without what programs read differently (RFC 7493).

    Raises:
        ValueError: it is none, is nested too deeply, repeats a name, has a number that is none, or signs that no
            text has.
    """
    try:
        text = body.decode()
        value: object = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse, parse_float=_number, parse_int=_whole
        )
        # A half of a pair of surrogates can be written, and no text can hold it.
        written = json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from None
    except UnicodeError:
        raise ValueError("not text in UTF-8") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\u0000" in written.replace(b"\\\\", b""):
        raise ValueError("the sign of the number zero is in no text")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _number(text: str) -> float:
    # 1e999 is written as a number, and is none.
    return number if math.isfinite(number := float(text)) else _refuse(text)


def _whole(text: str) -> int:
    return int(text) if len(text) <= _MOST_DIGITS else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no number of JSON")
