"""All messages of the chat as JSON Schema, of which the pages' TypeScript types are made."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from footlight.chat.messages import FromServer
from footlight.chat.requests import VERSION, FromClient


def described() -> dict[str, Any]:
    """The schema in the frame of an OpenAPI description, which tools make types of."""
    pairs: list[tuple[type[BaseModel], JsonSchemaMode]] = [(kind, "validation") for kind in FromClient.__args__]
    pairs += [(kind, "serialization") for kind in FromServer.__args__]
    _, schemas = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
    models: dict[str, Any] = schemas["$defs"]
    for model in models.values():
        if "const" in model.get("properties", {}).get("type", {}):
            # It has a default only so that Python need not write it.
            model["required"] = sorted({"type", *model.get("required", ())})
    for name, union in (("FromClient", FromClient), ("FromServer", FromServer)):
        references = {
            kind.model_fields["type"].default: f"#/components/schemas/{kind.__name__}" for kind in _kinds(union)
        }
        models[name] = {
            "oneOf": [{"$ref": reference} for reference in references.values()],
            "discriminator": {"propertyName": "type", "mapping": references},
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Footlight's chat", "version": str(VERSION)},
        "paths": {},
        "components": {"schemas": models},
    }


def _kinds(union: Any) -> tuple[type[BaseModel], ...]:
    kinds: tuple[type[BaseModel], ...] = union.__args__
    return kinds
