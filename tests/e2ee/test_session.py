"""A broadcast's tracks, sealed by its publisher and opened by its viewers."""

from dataclasses import replace

import pytest

from footlight.e2ee.mediakeys import MediaSecret
from footlight.e2ee.session import Opening, Sealing
from footlight.e2ee.sframe import decode_header
from footlight.errors import NotEncryptedError, SecretMissingError, SecretWrongError
from footlight.model.packet import PacketFlags
from footlight.model.track import Track
from tests.client.media import packet

RIGHT, WRONG = MediaSecret(b"right"), MediaSecret(b"wrong")
PICTURE = Track(0, "video", "main", "avc1.42c01f", b"", 90_000)
SOUND = Track(1, "audio", "sound", "opus", b"", 48_000)


def test_what_is_sealed_is_opened_by_the_same_secret() -> None:
    sealing, opening = Sealing(RIGHT), Opening(RIGHT)
    told = sealing.describe([PICTURE, SOUND])
    assert [track.encryption for track in told] == [sealing.encryption] * 2
    assert opening.describe(told) == (PICTURE, SOUND)
    packets = [packet(0, 0), packet(0, 0, track=1), packet(0, 1)]
    sealed = [sealing.seal(one) for one in packets]
    assert all(one.flags & PacketFlags.ENCRYPTED for one in sealed)
    assert opening.open(sealed) == packets
    assert opening.tampered == 0


def test_counters_go_up_by_track_and_each_run_of_a_publisher_has_a_salt_of_its_own() -> None:
    one, other = Sealing(RIGHT), Sealing(RIGHT)
    assert one.encryption.salt != other.encryption.salt
    counters = [decode_header(one.seal(packet(0, n, track=n % 2)).payload).counter for n in range(6)]
    assert counters == [0, 0, 1, 1, 2, 2]
    assert one.seal(packet(9)).payload != other.seal(packet(9)).payload


def test_a_wrong_secret_is_told_before_the_first_packet() -> None:
    with pytest.raises(SecretWrongError):
        Opening(WRONG).describe(Sealing(RIGHT).describe([PICTURE]))


def test_no_secret_is_told_before_the_first_packet() -> None:
    with pytest.raises(SecretMissingError):
        Opening(None).describe([PICTURE, *Sealing(RIGHT).describe([SOUND])])


def test_packets_that_nobody_said_to_be_encrypted_are_told_of_in_words() -> None:
    opening = Opening(None)
    opening.describe([PICTURE])
    assert opening.open([packet(0)]) == [packet(0)]
    with pytest.raises(SecretMissingError):
        opening.open([packet(0, 1), Sealing(RIGHT).seal(packet(1))])


def test_with_a_secret_nothing_is_taken_that_is_not_encrypted() -> None:
    sealing, opening = Sealing(RIGHT), Opening(RIGHT)
    with pytest.raises(NotEncryptedError):
        opening.describe([*sealing.describe([PICTURE]), SOUND])
    opening.describe(sealing.describe([PICTURE]))
    assert opening.open([packet(0), packet(1, track=1)]) == []
    assert opening.tampered == 2


def test_what_was_changed_is_counted_and_left_out() -> None:
    sealing, opening = Sealing(RIGHT), Opening(RIGHT)
    opening.describe(sealing.describe([PICTURE]))
    good, bad = sealing.seal(packet(0)), sealing.seal(packet(0, 1))
    assert opening.open([good, replace(bad, pts=bad.pts + 1), replace(good, track=1)]) == [packet(0)]
    assert opening.tampered == 2


def test_a_track_that_is_not_told_of_any_more_is_not_taken() -> None:
    sealing, opening = Sealing(RIGHT), Opening(RIGHT)
    told = sealing.describe([PICTURE, SOUND])
    opening.describe(told)
    opening.describe(told[:1])
    assert opening.open([sealing.seal(packet(0, track=1))]) == []
    assert opening.tampered == 1


def test_another_run_of_the_publisher_is_followed() -> None:
    opening = Opening(RIGHT)
    for _ in range(2):
        sealing = Sealing(RIGHT)
        opening.describe(sealing.describe([PICTURE]))
        assert opening.open([sealing.seal(packet(0))]) == [packet(0)]
    opening.describe(sealing.describe([replace(PICTURE, generation=1), SOUND]))
    assert opening.open([sealing.seal(packet(1, generation=1)), sealing.seal(packet(0, track=1))])
    assert opening.tampered == 0
