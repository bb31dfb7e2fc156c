"""Every failed request has the same answer: ``{"error": {"code": ..., "message": ...}}``."""

import math
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from footlight.errors import (
    BroadcastEncryptedError,
    ChannelOfflineError,
    ChannelTakenError,
    ChannelUnknownError,
    CodecUnsupportedError,
    FootlightError,
    KeyInvalidError,
    KeyRevokedError,
    LastKeyError,
    LastOwnerError,
    LimitReachedError,
    MessageTooLargeError,
    MessageUnknownError,
    NameTakenError,
    PasskeyUnknownError,
    PeerError,
    PersonUnknownError,
    ServerStoppingError,
    SignInNeededError,
    SignInRefusedError,
    SignInStaleError,
    SlowDownError,
    SystemFaultError,
    UserError,
)
from footlight.model.units import Micros, seconds

CODES: Final = {
    HTTPStatus.BAD_REQUEST: "request_invalid",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "message_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "content_type_unsupported",
    HTTPStatus.UNPROCESSABLE_ENTITY: "request_invalid",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
"""The code of each status that no error of ours explains further."""

_STATUS: Final[dict[type[FootlightError], HTTPStatus]] = {
    BroadcastEncryptedError: HTTPStatus.NOT_ACCEPTABLE,
    ChannelOfflineError: HTTPStatus.NOT_FOUND,
    ChannelTakenError: HTTPStatus.CONFLICT,
    ChannelUnknownError: HTTPStatus.NOT_FOUND,
    CodecUnsupportedError: HTTPStatus.NOT_ACCEPTABLE,
    KeyInvalidError: HTTPStatus.UNAUTHORIZED,
    KeyRevokedError: HTTPStatus.UNAUTHORIZED,
    LastKeyError: HTTPStatus.CONFLICT,
    LastOwnerError: HTTPStatus.CONFLICT,
    LimitReachedError: HTTPStatus.TOO_MANY_REQUESTS,
    MessageTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MessageUnknownError: HTTPStatus.NOT_FOUND,
    NameTakenError: HTTPStatus.CONFLICT,
    PasskeyUnknownError: HTTPStatus.NOT_FOUND,
    PersonUnknownError: HTTPStatus.NOT_FOUND,
    ServerStoppingError: HTTPStatus.SERVICE_UNAVAILABLE,
    SignInNeededError: HTTPStatus.UNAUTHORIZED,
    SignInRefusedError: HTTPStatus.UNAUTHORIZED,
    SignInStaleError: HTTPStatus.UNAUTHORIZED,
    SlowDownError: HTTPStatus.TOO_MANY_REQUESTS,
    SystemFaultError: HTTPStatus.SERVICE_UNAVAILABLE,
    UserError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PeerError: HTTPStatus.BAD_REQUEST,
    FootlightError: HTTPStatus.FORBIDDEN,
}


class ErrorDetail(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    code: str
    """Stable, for programs."""
    message: str
    """One line, for people."""


class ErrorAnswer(BaseModel):
    """The body of every answer with a status of 400 or more."""

    error: ErrorDetail


SCHEMA: Final = "#/components/schemas/{model}"
DESCRIBED: Final = {"content": {"application/json": {"schema": {"$ref": SCHEMA.format(model=ErrorAnswer.__name__)}}}}
"""Says of a response in the OpenAPI that it is an `ErrorAnswer`. A ``model`` would say it too, and be made ready to
check answers with: for every status of every route, most of what a server does at its start."""


def error_answer(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """An answer in the common form."""
    body = ErrorAnswer(error=ErrorDetail(code=code, message=message))
    return JSONResponse(body.model_dump(), status, headers)


def status_of(error: type[FootlightError]) -> int:
    """The status that tells an error of ours."""
    return next(_STATUS[kind] for kind in error.__mro__ if kind in _STATUS)


def answer_of(error: FootlightError) -> JSONResponse:
    """The answer that tells an error of ours."""
    status = status_of(type(error))
    headers: dict[str, str] = {}
    if status == HTTPStatus.UNAUTHORIZED:
        # RFC 9110 wants it; a browser asks nobody for a token by itself.
        headers["www-authenticate"] = "Bearer"
    if isinstance(error, SlowDownError):
        headers["retry-after"] = str(max(1, math.ceil(seconds(Micros(error.retry_after)))))
    return error_answer(status, error.code, str(error), headers)


def answer_errors(app: FastAPI) -> None:
    """Make ``app`` answer every error in the common form."""
    app.exception_handler(FootlightError)(_of_ours)
    app.exception_handler(HTTPException)(_of_http)
    app.exception_handler(RequestValidationError)(_of_validation)
    app.exception_handler(Exception)(_unforeseen)


async def _of_ours(_request: Request, error: FootlightError) -> Response:
    return answer_of(error)


async def _of_http(request: Request, error: HTTPException) -> Response:
    code = CODES.get(HTTPStatus(error.status_code), "request_invalid")
    message = f"{request.method} {request.url.path[:200]}: {error.detail}"
    return error_answer(error.status_code, code, message, dict(error.headers or {}))


async def _of_validation(_request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    # A field's name may be anything that somebody sent.
    where = ".".join(str(part) for part in first["loc"])[:100]
    return error_answer(HTTPStatus.UNPROCESSABLE_ENTITY, "request_invalid", f"{where}: {first['msg']}")


async def _unforeseen(_request: Request, _error: Exception) -> Response:
    # It is raised again above, and logged there by the HTTP server.
    return error_answer(
        HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "the server failed at this request; its log says more"
    )
