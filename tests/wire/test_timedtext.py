"""Timed text beside pictures, as FFmpeg reads it."""

import io

import av

from footlight.wire.fmp4 import Run, fragment, init_segment, text_id
from footlight.wire.timedtext import text_fragment
from tests.client.media import FPS, pictures, track


def texts_in(file: bytes) -> list[tuple[int, int, str]]:
    """From when on, for how long and what is told, in milliseconds."""
    with av.open(io.BytesIO(file), "r", format="mov") as container:
        packets = [packet for packet in container.demux(subtitles=0) if packet.pts is not None]
    told = [(packet.pts or 0, packet.duration or 0, bytes(packet)[2:].decode()) for packet in packets]
    return [each for each in told if each[2]]


def test_each_text_has_its_time() -> None:
    id = text_id([track()])
    file = b"".join((
        init_segment([track()], "notes"),
        fragment(1, [Run(track(), pictures()[:FPS])]),
        text_fragment(2, id, 1_000, 250, "Grüße"),
        fragment(3, [Run(track(), pictures()[FPS:])]),
        text_fragment(4, id, 1_700, 100, "once more"),
    ))  # fmt: skip
    assert texts_in(file) == [(1_000, 250, "Grüße"), (1_700, 100, "once more")]


def test_the_track_has_a_name_and_the_pictures_are_as_without_it() -> None:
    file = init_segment([track()], "notes") + fragment(1, [Run(track(), pictures())])
    with av.open(io.BytesIO(file), "r", format="mov") as container:
        (text,) = container.streams.subtitles
        assert (text.codec_context.name, text.language, text.metadata["handler_name"]) == ("mov_text", "eng", "notes")
        assert len(list(container.decode(video=0))) == 2 * FPS
    assert texts_in(file) == []
