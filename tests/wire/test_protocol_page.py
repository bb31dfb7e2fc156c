"""docs/protocol.md tells the truth: its examples are read, and nothing of the wire is missing in it."""

import re
import struct
from pathlib import Path

import pytest

from footlight.errors import BY_CODE
from footlight.model.packet import PacketFlags
from footlight.wire.control import MAX_CONTROL, MAX_TRACKS, SUBPROTOCOL, Control, TrackInfo, Tracks, decode_control
from footlight.wire.h264 import codec_string, parse_avcc, parse_sps
from footlight.wire.opus import parse_opus_head
from footlight.wire.packets import HEADER, MAX_PACKETS, MAX_PAYLOAD, decode_packets

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n", 1)[0].strip("# "): part for part in re.split(r"\n(?=#{2,3} )", PAGE)}
KINDS = {str(kind.__struct_config__.tag): kind for kind in Control.__args__}

STRUCT_TYPES = {"B": "u8", "H": "u16", "I": "u32", "i": "i32", "q": "i64"}


def blocks(language: str, text: str = PAGE) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def rows(text: str) -> list[list[str]]:
    """The cells of the table rows of ``text``, without headings."""
    lines = re.findall(r"^\|(.+)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines if not line.startswith("---")]


@pytest.mark.parametrize("example", [line for block in blocks("json") for line in block.splitlines()])
def test_an_example_is_read(example: str) -> None:
    assert decode_control(example) is not None


@pytest.mark.parametrize("name", KINDS)
def test_a_message_has_a_row_and_a_section_with_its_fields_and_an_example_of_itself(name: str) -> None:
    section = SECTIONS[name]
    table = [cells[0] for cells in rows(section)]
    documented = {field for cell in table for field in re.findall(r"`(\w+)`", cell)}
    fields = set(KINDS[name].__struct_fields__) | (set(TrackInfo.__struct_fields__) if name == "tracks" else set())
    assert documented == fields
    examples = [decode_control(line) for block in blocks("json", section) for line in block.splitlines()]
    assert examples
    assert {type(example) for example in examples} == {KINDS[name]}
    assert f"`{name}`" in [cells[0] for cells in rows(SECTIONS["Control messages"])]


def test_the_header_is_laid_out_as_told() -> None:
    table = [cells for cells in rows(SECTIONS["Packets"]) if cells[0].isdigit()]
    told = [(int(offset), kind) for offset, kind, _, _ in table]
    letters = HEADER.format.lstrip("!")
    offsets = [struct.calcsize("!" + letters[:index]) for index in range(len(letters))]
    expected = [(offset, STRUCT_TYPES[letter]) for offset, letter in zip(offsets, letters, strict=True)]
    assert told == [*expected, (HEADER.size, "bytes")]


def test_every_flag_is_told() -> None:
    for flag in PacketFlags:
        assert f"{flag.value} {str(flag.name).lower()}" in SECTIONS["Packets"]


def test_the_example_of_a_packet_is_read() -> None:
    [block] = blocks("hex")
    [packet] = decode_packets(bytes.fromhex(block))
    assert (packet.track, packet.generation, packet.group, packet.pts) == (0, 2, 7, 90_000)
    assert packet.keyframe


def test_the_descriptions_of_the_example_are_real() -> None:
    [block] = blocks("json", SECTIONS["tracks"])
    message = decode_control(block)
    assert isinstance(message, Tracks)
    picture, sound = message.tracks
    sets = parse_avcc(picture.description)
    assert codec_string(sets.sps[0]) == picture.codec
    assert parse_sps(sets.sps[0]).width == picture.width
    assert parse_opus_head(sound.description).channels == sound.channels


def test_the_limits_are_told() -> None:
    limits = {cells[0]: cells[1] for cells in rows(SECTIONS["Limits"])}
    assert limits["control message"] == f"{MAX_CONTROL // 1024} KiB of UTF-8"
    assert limits["payload of a packet"] == f"{MAX_PAYLOAD // 1024**2} MiB"
    assert limits["packets of a binary message"] == f"{MAX_PACKETS:,}"
    assert limits["tracks of a broadcast"] == str(MAX_TRACKS)


def test_every_code_that_the_page_names_exists() -> None:
    named = set(re.findall(r"\bbye (\w+)", PAGE)) | {cells[2].strip("`") for cells in rows(SECTIONS["Limits"])[1:]}
    assert named - {"done"} <= set(BY_CODE)


def test_the_subprotocol_is_the_page_s_title() -> None:
    assert PAGE.startswith(f"# {SUBPROTOCOL}\n")


@pytest.mark.parametrize(
    "title",
    ["Watching", "Publishing", "Coming back", "Taking over", "Revoking a key", "A slow viewer", "Stopping a server"],
)
def test_what_happens_in_time_is_drawn(title: str) -> None:
    [diagram] = blocks("mermaid", SECTIONS[title])
    assert diagram.startswith("sequenceDiagram\n")
