"""Of which networks a machine is, and what becomes of announcements where it changes them."""

import subprocess
import sys
from pathlib import Path

import pytest

from footlight.api.listen import own_addresses
from footlight.cable.discoverynetwork import own_networks


def test_a_machine_knows_its_addresses_and_their_networks() -> None:
    networks = own_networks()
    assert {str(one.ip) for one in networks} >= {one for one in own_addresses() if not one.startswith("127.")}
    assert "127.0.0.0/8" in {str(one.network) for one in networks}


@pytest.mark.long
def test_a_machine_that_changes_its_network_is_announced_there_and_finds_what_is_there(tmp_path: Path) -> None:
    alone = ["unshare", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this system lets nobody have a network of their own")
    roamed = subprocess.run(
        [*alone, sys.executable, "-m", "tests.cable.roaming", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert roamed.stdout.splitlines() == ["discovery_unavailable", "10.9.0.1", "10.8.0.1"], roamed.stderr
