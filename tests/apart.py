"""Encoders that change the thread that opens them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def apart(make: Callable[[], Made]) -> Made:
    """What ``make`` returns, made in a thread that ends afterwards.

    SVT-AV1 gives the thread that opens it, and so all that it starts later, the highest real-time priority where it
    runs as root: a browser started by such a thread takes the machine for itself.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(make).result()
