"""Screen, camera, microphone and system sound as one broadcast: what is heard of it is what was played."""

import asyncio
import json
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.capture.soundserver import SoundServer, sound_server
from tests.e2e.display import Display
from tests.e2e.processes import Footlight, Server, run

SYSTEM = 700
MIC = 1_100
"""Hz."""
STRETCH = 0.005
"""At most, as docs/capture.md says."""


def sound_of(path: Path, track: int = 0) -> NDArray[np.float32]:
    """The left channel of a sound track of a recording, at 48 kHz."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(container.streams.audio[track])]
    return np.asarray(np.concatenate(frames, axis=1)[0], np.float32)


def strength(sound: NDArray[np.float32], hertz: float) -> float:
    """How loud a tone is, at its loudest within half a second.

    Its pitch may be off by what the mix stretches it, while it follows the times that a busy machine tells. Half a
    second tells tones apart that are 2 Hz from each other, and half a percent is more than that.
    """
    pitches = hertz * np.linspace(1 - STRETCH, 1 + STRETCH, 21)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(24_000) / 48_000, pitches)) * np.hanning(24_000)[:, np.newaxis]
    starts = range(0, len(sound) - 24_000, 6_000)
    return max(float(4 * np.abs(sound[at : at + 24_000] @ waves).max() / 24_000) for at in starts)


async def film(folder: Path) -> Path:
    """Ten silent seconds, in place of a camera."""
    path = folder / "camera.mp4"
    process = await asyncio.create_subprocess_exec(
        *("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=15:duration=10"),
        *("-pix_fmt", "yuv420p", str(path)),
    )
    assert await process.wait() == 0
    return path


def hearing(sounds: SoundServer) -> dict[str, str]:
    """The environment of a sender whose microphone hears the desk, and whose system plays to the speakers."""
    (sounds.folder / ".asoundrc").write_text("pcm.!default { type pulse }\n")
    told = {name: sounds.environment[name] for name in ("HOME", "XDG_RUNTIME_DIR")}
    return {**told, "PULSE_SOURCE": "desk.monitor"}


async def recorded(server: Server, folder: Path) -> tuple[dict[str, object], Path]:
    """Watch for a while as a person would; the summary, and what was kept."""
    path = folder / "kept.mp4"
    arguments = ("--no-window", "--duration", "3", "--json", "--record", str(path))
    watch = await run("watch", f"{server.url}/lobby", *arguments, folder=folder)
    assert watch.process.returncode == 0, watch.errors
    summary: dict[str, object] = json.loads(watch.printed[-1])
    return summary, path


async def loud(sender: Footlight) -> None:
    """Wait until the sender hears something."""
    await sender.until(lambda said: said["event"] == "status" and (said["level_dbfs"] or -96) > -12)


@pytest.mark.asyncio(loop_scope="session")
async def test_microphone_and_system_sound_are_heard_in_one_track_beside_two_pictures(
    server: Server, display: Display, tmp_path: Path
) -> None:
    camera = await film(tmp_path)
    sounds_folder = tmp_path / "sounds"
    sounds_folder.mkdir()
    with sound_server(sounds_folder) as sounds:
        playing = [sounds.play(SYSTEM, 60, "speakers"), sounds.play(MIC, 60, "desk")]
        sources = ("screen", str(camera), "--loop", "mic", "system", "--gain", "system=-6")
        environment = {**hearing(sounds), "DISPLAY": display.name}
        try:
            async with await server.send("lobby", *sources, environment=environment) as sender:
                await loud(sender)
                summary, kept = await recorded(server, tmp_path)
                status = await sender.until(lambda said: said["event"] == "status")
        finally:
            for one in playing:
                one.kill()
                one.wait()
    assert summary["frames"]
    with av.open(str(kept)) as container:
        assert (len(container.streams.video), len(container.streams.audio)) == (2, 1)
    sound = sound_of(kept)
    assert strength(sound, MIC) == pytest.approx(0.5, abs=0.1)
    assert strength(sound, SYSTEM) == pytest.approx(0.25, abs=0.05)
    assert strength(sound, 900) < 0.01
    assert status["muted"] is False


@pytest.mark.long
@pytest.mark.asyncio(loop_scope="session")
async def test_with_tracks_each_sound_is_heard_alone(server: Server, tmp_path: Path) -> None:
    sounds_folder = tmp_path / "sounds"
    sounds_folder.mkdir()
    with sound_server(sounds_folder) as sounds:
        playing = [sounds.play(SYSTEM, 60, "speakers"), sounds.play(MIC, 60, "desk")]
        try:
            arguments = ("mic", "system", "--sound", "tracks")
            async with await server.send("lobby", *arguments, environment=hearing(sounds)) as sender:
                await loud(sender)
                channel = await server.channel("lobby")
                _, kept = await recorded(server, tmp_path)
        finally:
            for one in playing:
                one.kill()
                one.wait()
    assert [track["name"] for track in channel["broadcast"]["tracks"]] == ["mic", "system"]
    mic, system = sound_of(kept, 0), sound_of(kept, 1)
    assert strength(mic, MIC) == pytest.approx(0.5, abs=0.1)
    assert strength(mic, SYSTEM) < 0.01
    assert strength(system, SYSTEM) == pytest.approx(0.5, abs=0.1)
    assert strength(system, MIC) < 0.01
