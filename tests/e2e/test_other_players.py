"""Players that other people wrote, on one live test card: each decodes its pictures and its sound."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from urllib.request import urlopen

import av
import cv2
import mss
import numpy as np

from footlight.capture import timestrip
from tests.e2e.display import Display
from tests.e2e.processes import PATIENCE, Server, run

PICTURES = 45


def url(server: Server, channel: str = "lobby") -> str:
    return f"{server.url}/live/{channel}.ts"


async def play(*command: str) -> str:
    """Run a player to its end, which must be a good one; what it said."""
    player = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said = (await player.communicate())[0].decode(errors="replace")
    finally:
        if player.returncode is None:
            player.kill()
    assert player.returncode == 0, said
    return said


@asynccontextmanager
async def playing(*command: str, environment: dict[str, str]) -> AsyncIterator[asyncio.StreamReader]:
    """A player that is ended by the test; what it says."""
    player = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert player.stdout is not None
    try:
        yield player.stdout
    finally:
        if player.returncode is None:
            player.terminate()
        await player.communicate()


def assert_they_move(folder: Path) -> None:
    """The pictures that a player wrote are those of the card, in their order and each once."""
    numbers = []
    for path in sorted(folder.glob("*.jpg")):
        image = cv2.imread(str(path))
        assert image is not None
        stamp = timestrip.read(np.asarray(image, np.uint8))
        assert stamp is not None, f"{path.name} is not the test card"
        numbers.append(stamp.number)
    assert len(numbers) >= PICTURES
    assert all(0 < (later - sooner) % (1 << 16) < 100 for sooner, later in pairwise(numbers))


def assert_it_sounds(path: Path) -> None:
    """The sound that a player wrote is not silence: the card beeps every second."""
    resampler = av.AudioResampler(format="flt", layout="stereo", rate=48_000)
    with av.open(str(path)) as file:
        pieces = [piece.to_ndarray() for frame in file.decode(audio=0) for piece in resampler.resample(frame)]
    samples = np.concatenate(pieces, axis=1)[0]
    assert len(samples) > 2 * 48_000
    assert np.abs(samples).max() > 0.03


async def test_mpv(on_air: Server, tmp_path: Path) -> None:
    await play(
        "mpv", "--no-config", "--vo=image", "--vo-image-format=jpg", f"--vo-image-outdir={tmp_path}", "--ao=pcm",
        f"--ao-pcm-file={tmp_path / 'sound.wav'}", f"--frames={PICTURES}", url(on_air),
    )  # fmt: skip
    assert_they_move(tmp_path)
    assert_it_sounds(tmp_path / "sound.wav")


async def test_gstreamer(on_air: Server, tmp_path: Path) -> None:
    await play(
        "gst-launch-1.0", "-q", "souphttpsrc", f"location={url(on_air)}", "is-live=true", "!", "tsdemux", "name=d",
        "d.", "!", "queue", "!", "h264parse", "!", "avdec_h264", "!", "identity", f"eos-after={PICTURES + 1}",
        "!", "videoconvert", "!", "jpegenc", "!", "multifilesink", f"location={tmp_path}/%03d.jpg",
        "d.", "!", "queue", "!", "opusparse", "!", "avdec_opus", "!", "identity", "eos-after=91",
        "!", "audioconvert", "!", "wavenc", "!",
        "filesink", f"location={tmp_path / 'sound.wav'}",
    )  # fmt: skip
    assert_they_move(tmp_path)
    assert_it_sounds(tmp_path / "sound.wav")


async def test_ffplay(on_air: Server) -> None:
    async with playing(
        "ffplay", "-hide_banner", "-nostats", "-analyzeduration", "500000", "-vf", "showinfo", "-af", "ashowinfo",
        url(on_air), environment={"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
    ) as said:  # fmt: skip
        await _until(said, lambda line: "[Parsed_showinfo" in line and "checksum" in line, PICTURES)
        await _until(said, lambda line: "[Parsed_ashowinfo" in line and "checksum" in line, PICTURES)


async def _until(said: asyncio.StreamReader, wanted: Callable[[str], bool], times: int) -> None:
    """Read on until so many different lines were wanted."""
    seen: set[str] = set()
    async with asyncio.timeout(PATIENCE):
        while len(seen) < times:
            line = (await said.readline()).decode(errors="replace")
            assert line, f"it ended after {len(seen)}"
            if wanted(line):
                seen.add(line)


async def test_vlc_in_a_window(on_air: Server, display: Display) -> None:
    with TemporaryDirectory(prefix="footlight-vlc-") as name:
        home = Path(name)
        home.chmod(0o777)
        sound = home / "sound.wav"
        async with (
            # As large as the screen: what is scaled cannot be read there.
            await on_air.send("large", "test", "--size", "1280x720"),
            playing(
                *_not_root(), "cvlc", "--no-color", "--vout=xcb_x11", "--fullscreen", "--no-osd",
                "--no-video-title-show", "--aout=afile", f"--audiofile-file={sound}", url(on_air, "large"),
                environment={"HOME": name, "DISPLAY": display.name},
            ),
        ):  # fmt: skip
            numbers = await asyncio.to_thread(_numbers_on, display)
        assert len(numbers) >= PICTURES
        assert_it_sounds(sound)


def _not_root() -> list[str]:
    """VLC refuses to run as root, as CI often is."""
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []


def _numbers_on(display: Display) -> set[int]:
    """The numbers of the test card's pictures that are seen on the screen, up to some."""
    numbers: set[int] = set()
    deadline = monotonic() + PATIENCE
    with mss.MSS(display=display.name) as screen:
        while len(numbers) < PICTURES and monotonic() < deadline:
            shot = screen.grab(screen.monitors[0])
            stamp = timestrip.read(np.frombuffer(shot.raw, np.uint8).reshape(shot.height, shot.width, 4))
            if stamp is not None:
                numbers.add(stamp.number)
    return numbers


async def test_watch_keeps_a_picture_and_leaves(on_air: Server, tmp_path: Path) -> None:
    for kept in ("now.png", "now-2.png"):
        command = await run(
            "watch", f"{on_air.url}/lobby", "--snapshot", "now.png", "--json", folder=tmp_path,
            environment={"HOME": str(tmp_path)},
        )  # fmt: skip
        assert command.process.returncode == 0, command.errors
        assert kept in command.printed[-1]
        image = cv2.imread(str(tmp_path / kept))
        assert image is not None
        assert timestrip.read(np.asarray(image, np.uint8)) is not None


async def test_watch_leaves_without_a_picture_where_nothing_is_on(on_air: Server, tmp_path: Path) -> None:
    await on_air.key("attic")
    command = await run(
        "watch", f"{on_air.url}/attic", "--snapshot", "now.png", "--duration", "1", folder=tmp_path,
        environment={"HOME": str(tmp_path)},
    )  # fmt: skip
    assert command.process.returncode == 4
    assert command.errors.endswith("[nothing_received]\n")
    assert not (tmp_path / "now.png").exists()


async def test_the_picture_of_a_channel_is_the_card_of_now(on_air: Server) -> None:
    def read() -> bytes:
        with urlopen(f"{on_air.url}/live/lobby.jpg", timeout=PATIENCE) as answer:  # noqa: S310
            body: bytes = answer.read()
            return body

    image = cv2.imdecode(np.frombuffer(await asyncio.to_thread(read), np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    assert timestrip.read(np.asarray(image, np.uint8)) is not None
