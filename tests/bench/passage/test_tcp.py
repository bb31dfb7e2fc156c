"""What the kernel counts of this process's connections."""

import socket
from pathlib import Path

from footlight.bench.passage.tcp import received_bytes


def test_what_came_by_tcp_counts_and_nothing_else() -> None:
    unix, other_unix = socket.socketpair()
    with (
        unix,
        other_unix,
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as one,
        listener.accept()[0] as other,
    ):
        before = received_bytes()
        unix.sendall(bytes(500))
        other_unix.recv(500, socket.MSG_WAITALL)
        one.sendall(bytes(100_000))
        other.recv(100_000, socket.MSG_WAITALL)

        assert received_bytes() - before == 100_000


def test_it_leaves_no_descriptor_open() -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))

    for _ in range(3):
        received_bytes()

    assert len(list(descriptors.iterdir())) == before
