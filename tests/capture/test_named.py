"""Which of a machine's devices a name means."""

import pytest

from footlight.capture.device import Camera, camera_address
from footlight.capture.mic import Microphone
from footlight.capture.mic import choose as choose_mic
from footlight.capture.named import named
from footlight.capture.sources import CameraSpec, MicSpec, SystemSpec
from footlight.capture.speaker import Speaker
from footlight.capture.speaker import choose as choose_speaker

NAMES = ("sysdefault", "USB Audio 2", "default", "USB Audio")
MICS = [Microphone(number, name, 1, 48_000, default=False) for number, name in enumerate(NAMES)]
SPEAKERS = [Speaker(f"sink{number}.monitor", name, default=False) for number, name in enumerate(NAMES)]
CAMERAS = [Camera(number, name, f"/dev/video{number}") for number, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("wanted", "number"), [("default", 2), ("Default", 2), ("USB Audio", 3), ("usb", 1), ("sysd", 0)]
)
def test_a_whole_name_wins_over_a_part_of_one_that_comes_first(wanted: str, number: int) -> None:
    assert choose_mic(MicSpec(wanted), MICS) is MICS[number]
    assert choose_speaker(SystemSpec(wanted), SPEAKERS) is SPEAKERS[number]
    assert camera_address(CameraSpec(wanted), CAMERAS) == f"/dev/video{number}"


def test_what_is_listed_is_found_again_by_its_own_name() -> None:
    assert [named(one.name, CAMERAS) for one in CAMERAS] == CAMERAS
    assert named("Yeti", CAMERAS) is None


def test_a_speaker_is_found_by_what_the_system_calls_it() -> None:
    assert choose_speaker(SystemSpec("sink1.monitor"), SPEAKERS) is SPEAKERS[1]
