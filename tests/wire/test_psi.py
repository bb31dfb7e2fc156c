"""The tables of a transport stream, byte by byte as other muxers write them."""

from footlight.wire.psi import StreamEntry, crc32, descriptor, program_association, program_map


def test_the_association_is_what_every_muxer_of_one_program_writes() -> None:
    assert program_association().hex(" ") == "00 b0 0d 00 01 c1 00 00 00 01 f0 00 2a b1 04 b2"


def test_the_check_is_the_one_of_the_standard() -> None:
    assert crc32(b"123456789") == 0x0376E6E7
    assert crc32(program_association()) == 0


def test_the_map_lists_streams_with_descriptors_and_names_the_clock() -> None:
    opus = StreamEntry(0x101, 0x06, descriptor(0x05, b"Opus"))
    section = program_map([StreamEntry(0x100, 0x1B), opus], pcr_pid=0x100, version=3)
    assert section[:-4].hex(" ") == (
        "02 b0 1d 00 01 c7 00 00"  # version 3, applies now
        " e1 00 f0 00"  # the clock's PID, no descriptors of the program
        " 1b e1 00 f0 00"
        " 06 e1 01 f0 06 05 04 4f 70 75 73"
    )
    assert crc32(section) == 0
