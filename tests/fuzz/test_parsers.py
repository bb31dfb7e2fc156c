"""Every parser on bytes that nobody means: anything, and what is almost right."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footlight.wire.control import Control
from tests.fuzz.targets import TARGETS

QUICK = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
"""The same bytes each time: `make test` fails for what was changed, not by chance."""
LONG = settings(QUICK, max_examples=4_000, derandomize=False, print_blob=True)


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A good input with bytes changed, left out, put in or repeated, and its end cut off."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "flip", "leave out", "put in", "repeat", "cut"])):
            case "change":
                data[at : at + 1] = draw(st.sampled_from([b"\0", b"\1", b"\x7f", b"\x80", b"\xff"]))
            case "flip" if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "leave out":
                del data[at : at + draw(st.integers(1, 8))]
            case "put in":
                data[at:at] = draw(st.binary(min_size=1, max_size=8))
            case "repeat":
                data[at:at] = data[at : at + draw(st.integers(1, 64))]
            case "cut":
                del data[at:]
    return bytes(data)


def inputs(name: str) -> st.SearchStrategy[bytes]:
    return st.one_of(st.binary(max_size=200), damaged(TARGETS[name].seeds))


_NAMES = sorted({name for kind in Control.__args__ for name in kind.__struct_fields__} | {"type", "x"})
_TYPES = sorted(str(kind.__struct_config__.tag) for kind in Control.__args__)
_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(0, 300), st.floats(), st.text(max_size=10),
    st.sampled_from([*_TYPES, "watch", "video", "live", "AAEC", "avc1.42c01f"]),
)  # fmt: skip
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=6),
    max_leaves=12,
)
_TRACK = st.fixed_dictionaries(
    {"id": st.integers(-1, 256), "kind": st.sampled_from(["video", "audio", "x"]), "name": st.text(max_size=4)}
    | {"codec": st.text(max_size=4), "description": st.just("AAEC"), "timescale": st.integers(-1, 3)},
    optional={"fps": st.floats(), "width": st.integers(), "generation": st.integers(-1, 65_536)},
)


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    """Objects that have the names of control messages, and values that may not fit."""
    fields: dict[str, Any] = draw(st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=6))
    if draw(st.booleans()):
        fields["tracks"] = draw(st.lists(_TRACK, max_size=18))
    return {**fields, "type": draw(st.one_of(st.sampled_from(_TYPES), st.text(max_size=4)))}


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_raises_only_what_is_permitted(name: str) -> None:
    QUICK(given(inputs(name))(TARGETS[name].once))()


@QUICK
@given(messages())
def test_objects_with_the_names_of_control_messages_raise_only_what_is_permitted(message: dict[str, Any]) -> None:
    TARGETS["control"].once(json.dumps(message).encode())


@pytest.mark.parametrize("name", TARGETS)
def test_what_the_vectors_hold_raises_only_what_is_permitted(name: str) -> None:
    assert TARGETS[name].seeds
    for seed in TARGETS[name].seeds:
        TARGETS[name].once(seed)


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_raises_only_what_is_permitted_for_long(name: str) -> None:
    LONG(given(inputs(name))(TARGETS[name].once))()


@pytest.mark.long
@LONG
@given(messages())
def test_objects_with_the_names_of_control_messages_for_long(message: dict[str, Any]) -> None:
    TARGETS["control"].once(json.dumps(message).encode())
