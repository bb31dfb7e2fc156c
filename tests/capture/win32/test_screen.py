"""How the screens of Windows are asked for; no Windows is needed."""

from footlight.capture.device import Device
from footlight.capture.sources import Region
from footlight.capture.win32.screen import screen_devices

GDI = Device(
    "gdigrab",
    "desktop",
    {"framerate": "29.97", "draw_mouse": "0", "video_size": "1280x720", "offset_x": "-1280", "offset_y": "40"},
)


def test_one_monitor_is_read_by_the_graphics_card_else_by_gdi() -> None:
    by_card, by_gdi = screen_devices(Region(1920, 1080, 8, 16), 1, 60, cursor=True)
    assert by_card == Device(
        "lavfi",
        "ddagrab=output_idx=0:framerate=60:draw_mouse=1:video_size=1920x1080:offset_x=8:offset_y=16,"
        "hwdownload,format=bgra",
    )
    assert (by_gdi.format, by_gdi.options["draw_mouse"]) == ("gdigrab", "1")


def test_of_several_monitors_none_is_taken_for_another() -> None:
    assert screen_devices(Region(1280, 720, -1280, 40), 2, 29.97, cursor=False) == [GDI]
