"""``--listen`` with an address and without."""

import pytest

from footlight.cli.listenoption import DEFAULT_ADDRESS, with_addresses


def test_the_default_address_is_the_cables() -> None:
    from footlight.cable import address

    assert address.DEFAULT_ADDRESS == DEFAULT_ADDRESS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("test --listen", f"test --listen {DEFAULT_ADDRESS}"),
        ("--listen test", f"--listen {DEFAULT_ADDRESS} test"),
        ("--listen camera:1 mic", f"--listen {DEFAULT_ADDRESS} camera:1 mic"),
        ("--listen --json test", f"--listen {DEFAULT_ADDRESS} --json test"),
        ("--listen film.mp4", f"--listen {DEFAULT_ADDRESS} film.mp4"),
        ("--listen rtsp://h:1/p", f"--listen {DEFAULT_ADDRESS} rtsp://h:1/p"),
        ("test --listen 0.0.0.0:7701", "test --listen 0.0.0.0:7701"),
        ("test --listen :7701", "test --listen :7701"),
        ("test --listen 7701", "test --listen 7701"),
        ("test --listen [::]:7701", "test --listen [::]:7701"),
        ("test --listen studio.local:7701", "test --listen studio.local:7701"),
        ("test --listen=anything", "test --listen=anything"),
        ("test", "test"),
        ("-- --listen", "-- --listen"),
    ],
)
def test_where_no_address_follows_the_default_is_meant(typed: str, meant: str) -> None:
    assert with_addresses(typed.split()) == meant.split()
