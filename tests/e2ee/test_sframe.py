"""SFrame by the RFC's own vectors."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from footlight.e2ee.sframe import MAX_OVERHEAD, MAX_VALUE, SFrameKey, decode_header, encode_header
from footlight.errors import PacketTamperedError
from tests.wire.vectors import cases

NUMBERS = st.one_of(st.integers(0, 300), st.integers(0, MAX_VALUE))


@pytest.mark.parametrize("case", cases("sframe.json", "headers"))
def test_a_header_is_written_and_read(case: dict[str, Any]) -> None:
    header = bytes.fromhex(case["header"])
    assert encode_header(int(case["kid"], 16), int(case["ctr"], 16)) == header
    read = decode_header(header + b"\xff")
    assert (read.key_id, read.counter, read.size) == (int(case["kid"], 16), int(case["ctr"], 16), len(header))


@pytest.mark.parametrize("case", cases("sframe.json", "bad_headers"))
def test_a_header_that_is_none_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(PacketTamperedError):
        decode_header(bytes.fromhex(case["header"]))


@pytest.mark.parametrize("case", cases("sframe.json", "ciphertexts"))
def test_what_the_rfc_encrypts_is_encrypted_and_decrypted_alike(case: dict[str, Any]) -> None:
    base_key, metadata = bytes.fromhex(case["base_key"]), bytes.fromhex(case["metadata"])
    assert HKDF.extract(SHA512(), b"", base_key).hex() == case["sframe_secret"]
    key = SFrameKey(int(case["kid"], 16), base_key)
    assert (key.key.hex(), key.salt.hex()) == (case["sframe_key"], case["sframe_salt"])
    assert key.encrypt(int(case["ctr"], 16), metadata, bytes.fromhex(case["pt"])).hex() == case["ct"]
    assert key.decrypt(metadata, bytes.fromhex(case["ct"])).hex() == case["pt"]


@given(NUMBERS, NUMBERS)
def test_every_header_is_read_as_it_was_written(key_id: int, counter: int) -> None:
    header = encode_header(key_id, counter)
    read = decode_header(header)
    assert (read.key_id, read.counter, read.size) == (key_id, counter, len(header))


@given(st.integers(0, MAX_VALUE), NUMBERS, st.binary(max_size=50), st.binary(max_size=200), st.data())
def test_any_bit_that_is_flipped_is_noticed(
    key_id: int, counter: int, metadata: bytes, plaintext: bytes, data: st.DataObject
) -> None:
    key = SFrameKey(key_id, b"k" * 32)
    ciphertext = bytes(key.encrypt(counter, metadata, plaintext))
    assert len(ciphertext) <= len(plaintext) + MAX_OVERHEAD
    assert key.decrypt(metadata, ciphertext) == plaintext
    at = data.draw(st.integers(0, 8 * (len(ciphertext) + len(metadata)) - 1))
    damaged = bytearray(ciphertext + metadata)
    damaged[at // 8] ^= 1 << at % 8
    with pytest.raises(PacketTamperedError):
        key.decrypt(bytes(damaged[len(ciphertext) :]), bytes(damaged[: len(ciphertext)]))


def test_the_longest_header_and_the_tag_are_all_that_is_added() -> None:
    ciphertext = SFrameKey(MAX_VALUE, b"k").encrypt(MAX_VALUE, b"", b"12345")
    assert len(ciphertext) == 5 + MAX_OVERHEAD


def test_what_is_encrypted_cannot_be_written_to() -> None:
    assert SFrameKey(1, b"k").encrypt(0, b"", b"picture").readonly


def test_a_key_takes_nothing_that_names_another() -> None:
    misnamed = SFrameKey(1, b"k")
    misnamed.key_id = 2
    ciphertext = misnamed.encrypt(0, b"", b"picture")
    with pytest.raises(PacketTamperedError, match="another key"):
        SFrameKey(1, b"k").decrypt(b"", ciphertext)


def test_another_key_opens_nothing() -> None:
    ciphertext = SFrameKey(1, b"one").encrypt(0, b"", b"secret")
    for other in (SFrameKey(1, b"two"), SFrameKey(2, b"one")):
        with pytest.raises(PacketTamperedError):
            other.decrypt(b"", ciphertext)
