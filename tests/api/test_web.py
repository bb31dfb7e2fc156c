"""The OpenAPI is good enough to make clients from."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from footlight.app import running
from footlight.errors import BY_CODE
from footlight.settings import Settings
from tests.fakes.http import ask

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Of a server as it runs."""

    async def read(data: Path) -> Any:
        async with running(Settings(port=0, data=data)) as server:
            return (await ask(server.port, "/api/v1/openapi.json")).json()

    found: dict[str, Any] = asyncio.run(read(tmp_path_factory.mktemp("openapi")))
    return found


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_operation_has_a_name_of_its_own_a_subject_and_a_description(schema: dict[str, Any]) -> None:
    found = [operation for _method, _path, operation in operations(schema)]
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name.isidentifier()] == []
    assert [one["operationId"] for one in found if not one.get("tags") or not one.get("description")] == []


def test_every_model_is_described_and_said_by_name(schema: dict[str, Any]) -> None:
    models = schema["components"]["schemas"]
    assert [name for name, model in models.items() if not model.get("description")] == []
    assert "ErrorAnswer" in models
    assert models["ErrorDetail"]["properties"]["code"]["description"]


def test_who_may_ask_is_told_as_openapi_does(schema: dict[str, Any]) -> None:
    assert set(schema["components"]["securitySchemes"]) == {"cookie", "token"}
    needs = {(method, path): operation.get("security") for method, path, operation in operations(schema)}
    assert needs["get", "/api/v1/me"] == [{"cookie": []}, {"token": []}]
    assert needs["post", "/api/v1/me/tokens"] == [{"cookie": []}]
    assert needs["get", "/api/v1/broadcasts"] == [{"cookie": []}, {"token": []}, {}]
    assert needs["get", "/api/v1/site"] is None


def test_error_answers_name_codes_that_there_are(schema: dict[str, Any]) -> None:
    told = {
        word.strip("`")
        for _method, _path, operation in operations(schema)
        for status, answer in operation["responses"].items()
        if status[0] == "4" and status != "4XX"
        for word in answer["description"].split(" or ")
    }
    assert {"sign_in_needed", "slow_down", "last_owner", "name_taken"} <= told <= BY_CODE.keys()


def test_bodies_refuse_what_nobody_knows(schema: dict[str, Any]) -> None:
    models, open_ones = schema["components"]["schemas"], []
    for _method, path, operation in operations(schema):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is not None:
            name = content["schema"]["$ref"].rpartition("/")[2]
            if models[name].get("additionalProperties") is not False:
                open_ones.append((path, name))
    assert json.dumps(open_ones) == "[]"
