"""Sources on the network: good ones, and servers that stall, lie, vanish and lead astray. All on loopback."""

import os
import socket
import ssl
import subprocess
import threading
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from footlight.capture.source import CaptureOptions, Notice
from footlight.capture.stream import source as stream_source
from footlight.capture.stream.address import parse_address
from footlight.capture.stream.opening import open_address
from footlight.capture.stream.source import AtEnd, StreamSource
from footlight.clock import SystemClock
from footlight.errors import (
    CertificateUntrustedError,
    CodecUnsupportedError,
    ConnectionFailedError,
    FootlightError,
    MediaInvalidError,
    SourceRefusedError,
    SourceStalledError,
)
from footlight.model.coded import CodedSample
from footlight.model.frame import AudioFormat, AudioFrame, VideoFrame
from tests.capture.stream.media import stream
from tests.capture.stream.reading import Frame, everything
from tests.fakes.badserver import BadServer, Script, answering, closing, silent, status

FIT = CaptureOptions(coded="fit")


def opened(url: str, options: CaptureOptions = FIT, at_end: AtEnd = "end") -> StreamSource:
    return open_address(parse_address(url), options, SystemClock(), at_end=at_end)


def received(data: bytes, options: CaptureOptions = FIT) -> list[Frame]:
    """What a source makes of a stream that comes over HTTP."""
    with BadServer(answering(data)) as server:
        return everything(opened(f"http://127.0.0.1:{server.port}/", options))


def test_a_stream_that_fits_is_passed_on_picture_by_picture() -> None:
    samples = [frame for frame in received(stream()) if isinstance(frame, CodedSample)]
    assert [sample.sequence for sample in samples] == list(range(30))
    assert [sample.keyframe for sample in samples] == [number % 10 == 0 for number in range(30)]
    assert all(abs(sample.dts - number * 1_000_000 / 30) < 20 for number, sample in enumerate(samples))
    assert len({id(sample.format) for sample in samples}) == 1
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = samples[0].format.description
    assert len([one for sample in samples for one in decoder.decode(av.Packet(sample.payload))]) == 30
    assert (samples[0].format.width, samples[0].format.height, samples[0].format.codec[:5]) == (64, 48, "avc1.")


def test_what_is_passed_on_was_received_when_it_says() -> None:
    before = SystemClock().now()
    frames = received(stream())
    assert all(before <= frame.captured_at + 1_000_000 <= SystemClock().now() + 1_000_000 for frame in frames)
    captured = [frame.captured_at for frame in frames]
    assert captured == sorted(captured)


def test_b_frames_are_decoded() -> None:
    frames = received(stream(bframes=2))
    assert len(frames) == 30
    assert all(isinstance(frame, VideoFrame) for frame in frames)
    assert [frame.pts for frame in frames] == sorted(frame.pts for frame in frames)


def test_b_frames_cannot_be_passed_on() -> None:
    with pytest.raises(CodecUnsupportedError, match="B-frames"):
        received(stream(bframes=2), CaptureOptions(coded="copy"))


def test_pictures_are_decoded_where_nobody_wants_them_coded() -> None:
    frames = received(stream(), CaptureOptions())
    assert len(frames) == 30
    assert isinstance(frames[0], VideoFrame)


def test_sound_comes_beside_pictures_that_are_passed_on() -> None:
    frames = received(stream(sound=True))
    sound = [frame for frame in frames if isinstance(frame, AudioFrame)]
    assert sum(len(frame.samples) for frame in sound) == pytest.approx(48_000, abs=3_000)
    assert sum(isinstance(frame, CodedSample) for frame in frames) == 30
    assert {frame.stream for frame in sound} == {1}


@pytest.mark.parametrize(
    ("codec", "format", "named"),
    [("libx265", "mpegts", "hvc1."), ("libvpx-vp9", "webm", "vp09."), ("libsvtav1", "matroska", "av01.")],
)
def test_other_codecs_are_passed_on_where_that_is_asked_for(codec: str, format: str, named: str) -> None:
    size = (128, 96)
    frames = received(stream(20, size, codec=codec, format=format), CaptureOptions(coded="copy"))
    samples = [frame for frame in frames if isinstance(frame, CodedSample)]
    assert len(samples) == 20
    assert samples[0].keyframe
    assert samples[0].format.codec.startswith(named)
    assert (samples[0].format.width, samples[0].format.height) == size
    assert samples[0].format.description


def test_other_codecs_are_decoded_where_it_is_not() -> None:
    frames = received(stream(10, codec="libvpx-vp9", format="webm"))
    assert all(isinstance(frame, VideoFrame) for frame in frames)
    assert len(frames) == 10


def test_parameters_that_change_begin_at_a_keyframe_and_decode() -> None:
    frames = received(stream(20) + stream(20, (96, 64)))
    samples = [frame for frame in frames if isinstance(frame, CodedSample)]
    formats = list(dict.fromkeys(id(sample.format) for sample in samples))
    assert len(formats) == 2
    changed = next(sample for sample in samples if id(sample.format) == formats[1])
    assert changed.keyframe
    assert (changed.format.width, changed.format.height) == (96, 64)
    times = [sample.dts for sample in samples]
    assert times == sorted(set(times))  # the second begins at 0 again
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = changed.format.description
    assert [one.width for one in decoder.decode(av.Packet(changed.payload))] == [96]


def test_b_frames_that_come_later_end_the_passing_on() -> None:
    notices: list[Notice] = []
    frames = received(stream(20) + stream(20, bframes=2), CaptureOptions(coded="fit", on_notice=notices.append))
    kinds = [type(frame) for frame in frames]
    assert kinds[:15] == [CodedSample] * 15
    assert kinds[-10:] == [VideoFrame] * 10
    assert [notice.state for notice in notices] == ["coded"]


def test_damage_in_the_middle_is_survived() -> None:
    whole = bytearray(stream(60))
    third = len(whole) // 3
    whole[third : third + 400] = os.urandom(400)
    frames = received(bytes(whole))
    assert len(frames) > 30
    assert frames[-1].pts >= 1_500_000


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (closing, ConnectionFailedError),
        (answering(b""), MediaInvalidError),
        (answering(b"neither picture nor sound\n" * 10_000), MediaInvalidError),
        (answering(np.random.default_rng(7).bytes(300_000)), FootlightError),
        (status("401 Unauthorized", 'WWW-Authenticate: Basic realm="cam"'), SourceRefusedError),
        (status("403 Forbidden"), SourceRefusedError),
        (status("404 Not Found"), SourceRefusedError),
        (status("503 Service Unavailable"), ConnectionFailedError),
        (status("302 Found", "Location: /again"), ConnectionFailedError),
        (status("302 Found", "Location: file:///etc/passwd"), ConnectionFailedError),
        (status("302 Found", "Location: ftp://127.0.0.1/"), ConnectionFailedError),
        (answering(head=b"\xff\x00 nonsense\r\n\r\n"), ConnectionFailedError),
    ],
)
def test_a_bad_server_is_told_in_words(script: Script, error: type[FootlightError]) -> None:
    with BadServer(script) as server, pytest.raises(error) as raised:
        opened(f"http://admin:secret@127.0.0.1:{server.port}/video?token=hidden")
    assert "secret" not in str(raised.value)
    assert "hidden" not in str(raised.value)
    assert f"admin:***@127.0.0.1:{server.port}" in str(raised.value)


@pytest.mark.parametrize("scheme", ["http", "rtsp", "tcp"])
def test_a_server_that_says_nothing_is_given_up(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_source, "_OPEN_SECONDS", 0.5)
    with BadServer(silent) as server, pytest.raises(SourceStalledError):
        opened(f"{scheme}://127.0.0.1:{server.port}/")


@pytest.mark.parametrize("scheme", ["rtsp", "tcp"])
def test_garbage_by_other_protocols_is_told_in_words(scheme: str) -> None:
    def script(connection: socket.socket, over: threading.Event) -> None:
        del over
        connection.sendall(b"neither picture nor sound\n" * 10_000)

    with BadServer(script) as server, pytest.raises(FootlightError) as raised:
        opened(f"{scheme}://127.0.0.1:{server.port}/")
    assert raised.value.code in {"media_invalid", "connection_failed", "source_stalled", "source_refused"}


def test_nobody_listens() -> None:
    with pytest.raises(ConnectionFailedError):
        opened("http://127.0.0.1:9/")
    with pytest.raises(ConnectionFailedError):
        opened("rtsp://127.0.0.1:9/")


@pytest.mark.parametrize("target", ["file:///etc/hostname", "tcp://127.0.0.1:9/a.ts", "concat:/etc/hostname"])
def test_a_playlist_names_nothing_but_http(target: str, tmp_path: Path) -> None:
    film = tmp_path / "film.ts"
    film.write_bytes(stream())
    target = target.replace("/etc/hostname", str(film))
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n".encode()
    with BadServer(answering(playlist)) as server, pytest.raises(FootlightError):
        opened(f"http://127.0.0.1:{server.port}/live.m3u8")


def test_a_closed_source_ends_a_read_at_once() -> None:
    with BadServer(answering(stream(30), hang=True)) as server:
        source = opened(f"http://127.0.0.1:{server.port}/", at_end="again")
        threading.Timer(1.5, source.close).start()
        frames = everything(source)
        ended = time.monotonic()
        assert frames
        assert time.monotonic() - ended < 1.0


def back(*scripts: Script) -> tuple[list[Frame], list[Notice]]:
    """Read a source that is opened again until its second opening was seen to the end of what it sends."""
    notices: list[Notice] = []
    frames: list[Frame] = []
    with BadServer(*scripts) as server:
        options = CaptureOptions(coded="fit", on_notice=notices.append)
        source = opened(f"http://127.0.0.1:{server.port}/", options, "again")
        while sum(notice.state == "back" for notice in notices) == 0 or frames[-1].sequence < 50:
            frames.append(source.read())
        source.close()
    return frames, notices


def test_a_source_that_vanishes_goes_on_when_it_is_back() -> None:
    frames, notices = back(answering(stream()), closing, answering(stream()))
    assert notices[0].state == "lost"
    assert notices[-1].state == "back"
    times = [frame.pts for frame in frames]
    assert times == sorted(set(times))
    gap = max(after - before for before, after in pairwise(times))
    assert gap > 100_000  # the time that it was away for
    assert frames[30].keyframe  # type: ignore[union-attr]


def test_a_source_that_is_back_with_another_size_has_another_format() -> None:
    frames, _ = back(answering(stream()), answering(stream(30, (96, 64))))
    last = frames[-1]
    assert isinstance(last, CodedSample)
    assert last.format.width == 96


def test_a_refusal_after_the_first_opening_is_no_end() -> None:
    frames, notices = back(answering(stream()), status("404 Not Found"), answering(stream()))
    assert len(frames) > 30
    assert any("no such stream" in notice.text for notice in notices)


def test_a_source_that_is_closed_while_it_is_away_ends() -> None:
    with BadServer(answering(stream(10)), closing) as server:
        source = opened(f"http://127.0.0.1:{server.port}/", at_end="again")
        threading.Timer(1.0, source.close).start()
        everything(source)
        assert server.connections >= 2


def test_a_source_may_fail_instead() -> None:
    with BadServer(answering(stream(10))) as server:
        source = opened(f"http://127.0.0.1:{server.port}/", at_end="fail")
        with pytest.raises(SourceStalledError, match="ended"):
            everything(source)


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody vouches for."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
         key, "-out", cert, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: ssl.SSLContext) -> None:
    with BadServer(answering(stream()), tls=certificate) as server, pytest.raises(CertificateUntrustedError):
        opened(f"https://127.0.0.1:{server.port}/")


def test_a_certificate_that_the_system_knows_is_believed(
    certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    with BadServer(answering(stream()), tls=certificate) as server:
        assert everything(opened(f"https://127.0.0.1:{server.port}/"))


def test_rtsp_over_tls_refuses_a_certificate_that_nobody_vouches_for(certificate: ssl.SSLContext) -> None:
    script = answering(b"RTSP/1.0 200 OK\r\n\r\n", head=b"")
    with BadServer(script, tls=certificate) as server, pytest.raises(FootlightError) as raised:
        opened(f"rtsps://127.0.0.1:{server.port}/cam")
    assert raised.value.code in {"connection_failed", "certificate_untrusted"}


def test_sound_alone_is_a_source() -> None:
    with BadServer(answering(stream(60, sound=True))) as server:
        source = opened(f"http://127.0.0.1:{server.port}/")
        assert any(isinstance(format, AudioFormat) for format in source.formats)
        source.close()


@pytest.mark.parametrize("way", ["Basic", "Digest"])
def test_a_name_and_a_password_are_given_to_who_asks_for_them(way: str) -> None:
    asked: list[bytes] = []
    challenge = f'{way} realm="cam", nonce="abc", qop="auth"'

    def script(connection: socket.socket, over: threading.Event) -> None:
        del over
        request = connection.recv(65536)
        asked.append(request)
        if f"Authorization: {way} ".encode() in request:
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + stream())
        else:
            head = f"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode())

    with BadServer(script) as server:
        assert everything(opened(f"http://user:pass%40word@127.0.0.1:{server.port}/"))
    assert b"Authorization" not in asked[0]
    if way == "Basic":
        assert b"dXNlcjpwYXNzQHdvcmQ=" in asked[1]
