"""What ``doctor`` looks at: each check is one function, and finds one line or a few."""

import datetime
import platform
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

import numpy as np

from footlight.api.certificate import fingerprint
from footlight.api.listen import listen
from footlight.api.tls import server_tls
from footlight.api.webfiles import WEB
from footlight.capture.listing import Listing, SourceKind, list_sources
from footlight.client.sending.timeline import PacketCounter
from footlight.client.url import is_loopback
from footlight.codec.audiodecoder import AudioDecoder
from footlight.codec.build import ffmpeg_build
from footlight.codec.decoder import open_picture_decoder
from footlight.codec.h264 import VideoEncoder
from footlight.codec.opus import AudioEncoder
from footlight.codec.probe import try_h264_encoders
from footlight.errors import AddressUnavailableError, FootlightError
from footlight.model.frame import AudioFrame, VideoFrame
from footlight.model.track import Track
from footlight.model.units import Micros
from footlight.settings import Settings, load_settings

Status = Literal["ok", "warn", "fail"]

_PICTURES: Final = 3
_LITTLE: Final = 1_000_000_000
_TOO_LITTLE: Final = 100_000_000
"""Bytes on the disk below which there is a warning, and a failure."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    name: str
    status: Status
    message: str
    advice: str = ""
    """What to do about it; empty where all is well."""


def examine() -> Iterator[Finding]:
    """Look at everything, and tell each finding as soon as it is there."""
    uvloop = "asyncio" if sys.platform == "win32" else f"uvloop {version('uvloop')}"
    python = f"Python {platform.python_version()} on {platform.platform(terse=True)}, {uvloop}"
    yield Finding("footlight", "ok", f"{version('footlight')}, {python}")
    yield Finding("ffmpeg", "ok", ffmpeg_build())
    yield encoders()
    yield pictures()
    yield sound()
    yield from devices(list_sources())
    yield web_pages(WEB)
    try:
        settings = load_settings()
    except FootlightError as error:
        yield Finding("settings", "fail", str(error), "mend the settings file or the FOOTLIGHT_ variable it names")
        return
    yield address(settings)
    yield certificate(settings)
    yield data_folder(settings.data)


def encoders() -> Finding:
    """Which H.264 encoders work, tried by coding pictures."""
    trials = try_h264_encoders()
    works = [trial.encoder.label for trial in trials if trial.works]
    rest = "; ".join(f"{trial.encoder.label}: {trial.reason}" for trial in trials if not trial.works)
    if not works:
        return Finding("encoders", "fail", f"no H.264 encoder works ({rest})", "install PyAV from its own wheels")
    return Finding("encoders", "ok", ", ".join(works) + (f" (not here: {rest})" if rest else ""))


def pictures() -> Finding:
    """Whether pictures can be coded and decoded again."""
    try:
        encoder = VideoEncoder(320, 180, 30, 500_000)
        track = Track(0, "video", "main", encoder.codec, encoder.description, 90_000, width=320, height=180)
        decoder, counter = open_picture_decoder(track), PacketCounter(0, 90_000)
        seen = 0
        for number in range(_PICTURES):
            at = Micros(number * 33_333)
            frame = VideoFrame(np.full((180, 320, 3), 90, np.uint8), "bgr", 320, 180, number, at, at)
            for one in encoder.encode(frame):
                packet = counter.packet(
                    one.payload, keyframe=one.keyframe, pts=one.pts, duration=Micros(33_333), captured_at=at
                )
                seen += len(decoder.decode(packet))
    except FootlightError as error:
        return Finding("pictures", "fail", str(error), "install PyAV from its own wheels")
    if seen < _PICTURES:
        return Finding("pictures", "fail", f"{seen} of {_PICTURES} came out", "install PyAV from its own wheels")
    return Finding("pictures", "ok", f"coded and decoded, {encoder.codec} by {encoder.encoder_name}")


def sound() -> Finding:
    """Whether sound can be coded and decoded again."""
    try:
        encoder = AudioEncoder(48_000, 2)
        track = Track(0, "audio", "sound", "opus", encoder.description, 48_000, sample_rate=48_000, channels=2)
        decoder, counter = AudioDecoder(track), PacketCounter(0, 48_000)
        silence = AudioFrame(np.zeros((4_800, 2), np.float32), 48_000, 0, Micros(0), Micros(0))
        for one in encoder.encode(silence):
            decoder.decode(
                counter.packet(one.payload, keyframe=True, pts=one.pts, duration=Micros(20_000), captured_at=Micros(0))
            )
    except FootlightError as error:
        return Finding("sound", "fail", str(error), "install PyAV from its own wheels")
    return Finding("sound", "ok", "coded and decoded, Opus")


def devices(listing: Listing) -> Iterator[Finding]:
    """What can be captured; a kind of device that is missing is no fault, but worth a word."""
    kinds: tuple[tuple[SourceKind, str], ...] = (
        ("screen", "screens"),
        ("camera", "cameras"),
        ("mic", "microphones"),
        ("system", "speakers"),
    )
    for kind, name in kinds:
        found = [source for source in listing.sources if source.kind == kind]
        if found:
            yield Finding(name, "ok", ", ".join(f"{source.source} {source.name}" for source in found))
        else:
            missing, _, advice = listing.missing.get(kind, f"no {kind} found").partition(": ")
            yield Finding(name, "warn", missing, advice or "see footlight sources")


def web_pages(folder: Path) -> Finding:
    """Whether the pages are in the package."""
    if (folder / "index.html").is_file():
        return Finding("pages", "ok", "built")
    return Finding("pages", "fail", "the pages were not built", "install the package with pip, or run make setup")


def address(settings: Settings) -> Finding:
    """Whether a server could listen where the settings say, or does so already."""
    where = f"{settings.host}:{settings.port}"
    try:
        listen(settings.host, settings.port).close()
    except AddressUnavailableError as error:
        if _is_footlight(settings):
            return Finding("port", "ok", f"a server answers at {where} already")
        return Finding("port", "fail", str(error), "stop the other program, or choose another port with --port")
    return Finding("port", "ok", f"{where} is free")


def _is_footlight(settings: Settings) -> bool:
    host = settings.host if is_loopback(settings.host) else "127.0.0.1"
    url = f"http://{host}:{settings.port}/api/v1/broadcasts"
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return b'"broadcasts"' in answer.read(65_536)
    except (OSError, ValueError):
        return False


def certificate(settings: Settings) -> Finding:
    """What a server would speak TLS with."""
    kept = settings.data / "tls" / "certificate.pem"
    if settings.tls_certificate is not None:
        try:
            tls = server_tls(settings, loopback=False, now=datetime.datetime.now(datetime.UTC))
        except FootlightError as error:
            return Finding("tls", "fail", str(error), "give a certificate and its key, both in PEM")
        return Finding("tls", "ok", f"the given certificate, {tls.fingerprint if tls else ''}")
    if settings.http:
        return Finding("tls", "ok", "plain http: without https browsers beyond this machine use Media Source")
    if kept.is_file():
        try:
            return Finding("tls", "ok", f"a self-signed certificate beyond this machine, {fingerprint(kept)}")
        except (OSError, ValueError) as error:
            return Finding("tls", "fail", f"{kept} cannot be read: {error}", "remove it: a new one is made")
    return Finding("tls", "ok", "plain http for this machine; beyond it a self-signed certificate is made")


def data_folder(folder: Path) -> Finding:
    """Whether the data folder can be written, and has room."""
    there = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    try:
        free = shutil.disk_usage(there).free
        probe = there / ".footlight-doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        return Finding("data", "fail", f"{there} cannot be written: {reason}", "choose another folder with --data")
    room = f"{free / 1e9:.1f} GB free for {folder}"
    if free < _LITTLE:
        return Finding("data", "fail" if free < _TOO_LITTLE else "warn", room, "make room on this disk")
    return Finding("data", "ok", room)
