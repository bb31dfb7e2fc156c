"""A real X display for real windows."""

from tests.capture.conftest import display as display
from tests.desktop.screen import desk as desk
from tests.desktop.screen import qt_display as qt_display
