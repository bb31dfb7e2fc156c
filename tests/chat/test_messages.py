"""The wire: what is taken, what is refused, and what types are made of."""

import json
from typing import Any

import pytest

from footlight.chat import messages
from footlight.chat.described import described
from footlight.chat.messages import FromServer, written
from footlight.chat.requests import FromClient, read_request
from footlight.errors import MessageTooLargeError, ProtocolViolationError


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"hello","version":1}',
        '{"type":"hello","version":1,"nick":"Ann","last":7,"device":"aaaaaaaaaaaaaaaaaaaaaaaa","ticket":"flt_a"}',
        '{"type":"say","id":"a-1","text":"[{}]","reply_to":4}',
        '{"type":"edit","id":"a","message":1,"text":""}',
        '{"type":"delete","id":"a","message":9007199254740991}',
        '{"type":"react","id":"a","message":1,"emoji":"x","on":false}',
        '{"type":"command","id":"a","text":"/help"}',
        '{"type":"private","id":"a","to":"Bob","text":"psst"}',
        '{"type":"history","id":"a","before":3,"limit":100}',
        '{"type":"search","id":"a","text":"word"}',
        '{"type":"people","id":"a","after":"Ann"}',
        '{"type":"nick","id":"a","nick":"Ann"}',
        '{"type":"ping","id":"a"}',
    ],
)
def test_what_a_client_may_send_is_read(text: str) -> None:
    read = read_request(text)

    assert read.model_dump(exclude_unset=True) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "7", '"hello"', "[]", "{}", "{", '{"type":"say"}', '{"type":"shout","id":"a"}',
        '{"type":"ping","id":"a","id":"a"}',
        '{"type":"ping","id":"a","more":1}',
        '{"type":"ping","id":{}}',
        '{"type":"ping","id":["a"]}',
        '{"type":["ping"],"id":"a"}',
        '{"type":"ping","id":""}',
        '{"type":"ping","id":"' + "a" * 37 + '"}',
        '{"type":"ping","id":"a\\n"}',
        '{"type":"ping","id":7}',
        '{"type":"say","id":"a","text":"\\ud800"}',
        '{"type":"say","id":"a","text":null}',
        '{"type":"say","id":"a","text":"' + "x" * 4_001 + '"}',
        '{"type":"say","id":"a","text":"x","reply_to":0}',
        '{"type":"say","id":"a","text":"x","reply_to":"1"}',
        '{"type":"history","id":"a","limit":101}',
        '{"type":"history","id":"a","limit":1.0}',
        '{"type":"history","id":"a","limit":true}',
        '{"type":"history","id":"a","limit":1e400}',
        '{"type":"history","id":"a","limit":NaN}',
        '{"type":"history","id":"a","limit":' + "9" * 5_000 + "}",
        '{"type":"react","id":"a","message":1,"emoji":"x","on":1}',
        '{"type":"hello","version":1,"device":"short"}',
        "[" * 10_000,
        '{"a":' * 2_000,
        "\ud800",
        '{"type":"ping","\\u001b[31m":1}',
    ],
)  # fmt: skip
def test_anything_else_is_refused_by_code_and_not_repeated(text: str) -> None:
    with pytest.raises(ProtocolViolationError) as refused:
        read_request(text)

    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


def test_a_message_is_bounded_in_bytes() -> None:
    with pytest.raises(MessageTooLargeError):
        read_request('{"type":"say","id":"a","text":"' + "€" * 6_000 + '"}')


def test_what_is_none_is_not_written() -> None:
    assert json.loads(written(messages.Failed(id="a", code="slow_down", message="wait"))) == {
        "type": "error", "id": "a", "code": "slow_down", "message": "wait",
    }  # fmt: skip


def test_every_message_is_described_with_its_type() -> None:
    schemas: dict[str, Any] = described()["components"]["schemas"]

    for union, name in ((FromClient, "FromClient"), (FromServer, "FromServer")):
        kinds = {kind.__name__: kind.model_fields["type"].default for kind in union.__args__}
        assert {value: f"#/components/schemas/{kind}" for kind, value in kinds.items()} == (
            schemas[name]["discriminator"]["mapping"]
        )
        for kind, value in kinds.items():
            assert schemas[kind]["properties"]["type"]["const"] == value
            assert "type" in schemas[kind]["required"]
            assert schemas[kind]["additionalProperties"] is False


def test_no_message_of_a_client_has_a_list_or_an_object() -> None:
    schemas: dict[str, Any] = described()["components"]["schemas"]
    for kind in FromClient.__args__:
        for field in schemas[kind.__name__]["properties"].values():
            for choice in field.get("anyOf", [field]):
                assert choice["type"] in ("string", "integer", "boolean", "null")
