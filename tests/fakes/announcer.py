"""Announcements as anybody on a network can send them: DNS records that no library would write."""

import struct
from collections.abc import Sequence
from typing import Final

TYPE: Final = (b"_footlight", b"_tcp", b"local")
GOOD: Final = (b"version=1", b"way=send", b"tls=yes", b"open=no")

_PTR, _TXT, _AAAA, _SRV, _A = 12, 16, 28, 33, 1
_UNIQUE: Final = 0x8001


def txt(strings: Sequence[bytes]) -> bytes:
    """The content of a TXT record."""
    return b"".join(bytes([len(one)]) + one for one in strings)


def announcement(
    name: bytes,
    *,
    port: int = 7700,
    text: bytes | None = None,
    addresses: Sequence[bytes] = (bytes([192, 0, 2, 9]),),
    lifetime: int = 60,
    alone: bool = False,
) -> bytes:
    """A response that announces ``name``; packed addresses of 4 or 16 bytes.

    Args:
        text: the content of the TXT record; None: a good one.
        alone: without anything but the pointer to it.
    """
    service, host = (name, *TYPE), (b"host-of-" + name[:40], b"local")
    records = [_record(TYPE, _PTR, 1, lifetime, _name(service))]
    if not alone:
        records.append(
            _record(service, _SRV, _UNIQUE, lifetime, struct.pack("!HHH", 0, 0, port) + _name(host)),
        )
        records.append(_record(service, _TXT, _UNIQUE, lifetime, txt(GOOD) if text is None else text))
        records += [_record(host, _A if len(one) == 4 else _AAAA, _UNIQUE, lifetime, one) for one in addresses]
    return struct.pack("!HHHHHH", 0, 0x8400, 0, len(records), 0, 0) + b"".join(records)


def _name(labels: Sequence[bytes]) -> bytes:
    return b"".join(bytes([len(one)]) + one for one in labels) + b"\0"


def _record(labels: Sequence[bytes], kind: int, dns_class: int, lifetime: int, content: bytes) -> bytes:
    return _name(labels) + struct.pack("!HHIH", kind, dns_class, lifetime, len(content)) + content
