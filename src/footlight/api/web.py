"""The HTTP application: every router in its place."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

import footlight
from footlight.api.errors import DESCRIBED, SCHEMA, ErrorAnswer, answer_errors
from footlight.api.guard import Guard
from footlight.api.identity import NOBODY


def web_application(routers: Sequence[APIRouter], max_request: int, *, tls_alone: bool = False) -> Guard:
    """One ASGI application of ``routers``, in this order, with the common errors, headers and limits.

    Args:
        max_request: bytes of the largest request body.
        tls_alone: as of `Guard`.
    """
    app = _Application(
        title="Footlight",
        version=footlight.__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses={"4XX": DESCRIBED, "5XX": DESCRIBED},
    )
    answer_errors(app)
    for router in routers:
        app.include_router(router)
    # Outside of everything, so that the answer to a fault of ours is guarded too.
    return Guard(app, max_request, tls_alone=tls_alone)


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """Routes that need no sign-in are said so as OpenAPI says it: by an empty requirement. What errors look like
        is said once."""
        if self.openapi_schema is not None:
            return self.openapi_schema
        schema = super().openapi()
        error = ErrorAnswer.model_json_schema(ref_template=SCHEMA)
        known = schema.setdefault("components", {}).setdefault("schemas", {})
        known |= {**error.pop("$defs"), ErrorAnswer.__name__: error}
        schema.get("components", {}).get("securitySchemes", {}).pop(NOBODY, None)
        for path in schema["paths"].values():
            for operation in path.values():
                if "security" in operation:
                    operation["security"] = [{} if NOBODY in one else one for one in operation["security"]]
        return schema


def _operation_id(route: APIRoute) -> str:
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name
