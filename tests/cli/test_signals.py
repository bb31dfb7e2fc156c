"""Ctrl-C where it is easily forgotten."""

import io
import signal

import pytest

from footlight.cli.signals import Interrupts


class LetGo(io.RawIOBase):
    """Gets Ctrl-C in the middle of being let go, where Python drops every exception."""

    def close(self) -> None:
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_that_strikes_while_something_is_let_go_is_remembered() -> None:
    interrupts = Interrupts()
    with interrupts.remembered():
        LetGo()
    assert interrupts.pressed


def test_ctrl_c_ends_what_waits() -> None:
    interrupts, before = Interrupts(), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interrupts.remembered():
        signal.raise_signal(signal.SIGINT)
    assert interrupts.pressed
    assert signal.getsignal(signal.SIGINT) is before
