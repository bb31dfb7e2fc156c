"""A real X display for real windows."""

from tests.capture.conftest import display as display
