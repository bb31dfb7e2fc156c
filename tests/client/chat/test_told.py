"""The client's messages are the server's, and what it does not know harms nothing."""

from typing import Any

import msgspec
import pytest
from pydantic import BaseModel

from footlight.chat import messages, requests
from footlight.client.chat import asked, told
from footlight.errors import OptionInvalidError, ProtocolViolationError

REQUESTS: dict[str, Any] = {kind.__struct_config__.tag: kind for kind in asked.Request.__args__}


def fields_of(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields) - {"type"}


def by_type(union: Any) -> dict[str, type[BaseModel]]:
    return {kind.model_fields["type"].default: kind for kind in union.__args__}


def test_there_are_the_same_messages_on_both_sides() -> None:
    assert set(told.KINDS) == set(by_type(messages.FromServer))
    assert set(REQUESTS) == set(by_type(requests.Request))


@pytest.mark.parametrize("name", sorted(by_type(messages.FromServer)))
def test_a_message_has_the_same_fields_on_both_sides(name: str) -> None:
    ours, theirs = told.KINDS.get(name), by_type(messages.FromServer)[name]
    assert ours is not None
    assert set(ours.__struct_fields__) == fields_of(theirs)


@pytest.mark.parametrize("name", sorted(by_type(requests.Request)))
def test_a_request_has_the_same_fields_on_both_sides(name: str) -> None:
    ours, theirs = REQUESTS.get(name), by_type(requests.Request)[name]
    assert ours is not None
    assert set(ours.__struct_fields__) == fields_of(theirs)


@pytest.mark.parametrize(
    "name",
    [
        "Author",
        "Quote",
        "Reactions",
        "Line",
        "Person",
        "You",
        "RoomSettings",
        "Room",
        "PollState",
        "PollChoice",
        "CommandUsage",
        "CommandArgument",
    ],
)
def test_parts_have_the_same_fields_on_both_sides(name: str) -> None:
    assert set(getattr(told, name).__struct_fields__) == fields_of(getattr(messages, name))


@pytest.mark.parametrize("request_", [kind for kind in REQUESTS.values() if kind is not asked.Say])
def test_a_request_is_read_by_the_server(request_: Any) -> None:
    values = {"message": 1, "text": "hi", "emoji": "👍", "on": True, "to": "Ann", "nick": "Ann", "choice": 0}
    made = request_(**{name: values[name] for name in request_.__struct_fields__ if name in values})
    read = requests.read_request(asked.written(made))
    assert isinstance(read, BaseModel)
    assert read.model_dump(include={"type", "id"}) == {"type": made.__struct_config__.tag, "id": made.id}


def test_a_hello_is_read_by_the_server() -> None:
    hello = asked.Hello(version=1, nick="Ann", last=7, device="x" * 30)
    assert requests.read_request(asked.written(hello)) == requests.Hello(version=1, nick="Ann", last=7, device="x" * 30)


def test_what_a_newer_server_tells_is_left_out() -> None:
    assert told.read_told('{"type": "fireworks", "size": [1]}') is None
    assert told.read_told('{"type": "ok", "id": "a", "sparks": {"b": 1}}') == told.Ok(id="a")


@pytest.mark.parametrize(
    "text",
    ["", "nope", "[]", "{}", '{"type": 7}', '{"type": "ok"}', '{"type": "ok", "id": 1}', "[" * 100_000, "\ud800"],
)
def test_what_is_no_message_is_told_from_one(text: str) -> None:
    with pytest.raises(ProtocolViolationError) as raised:
        told.read_told(text)
    assert "\n" not in str(raised.value)


def test_an_object_has_the_type_and_nothing_that_is_not_there() -> None:
    assert told.as_object(told.Ok(id="a")) == {"type": "ok", "id": "a"}
    line = told.Line(1, 1, told.Author("guest", "red"), "say", "hi", 5)
    assert "reply" not in told.as_object(told.Message(line))["line"]


@pytest.mark.parametrize(
    "request_",
    [
        asked.Say(text="x" * 4_001), asked.Say(text="\ud800"), asked.Say(id="no spaces", text="x"),
        asked.Edit(message=0, text="x"), asked.AskHistory(limit=101), asked.AskSearch(text=""),
        asked.Vote(choice=-1),
    ],
)  # fmt: skip
def test_what_the_server_would_show_us_out_for_is_not_sent(request_: asked.Request) -> None:
    with pytest.raises(OptionInvalidError):
        asked.written(request_)


def test_a_program_s_request_gets_an_id_of_its_own() -> None:
    one, other = (asked.read_request('{"type": "say", "text": "hi"}') for _ in range(2))
    assert one.id != other.id
    assert asked.read_request('{"type": "ping", "id": "mine"}') == asked.Ping(id="mine")


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"type": "hello", "version": 1}', '{"type": "say", "text": "x", "loud": 1}']
)
def test_a_program_s_mistake_is_told(text: str) -> None:
    with pytest.raises(OptionInvalidError, match="no request of a chat"):
        asked.read_request(text)


def test_ids_are_ids() -> None:
    assert all(requests.Ping(id=asked.new_id()) for _ in range(50))
    assert msgspec.json.decode(asked.written(asked.Ping()))["type"] == "ping"
