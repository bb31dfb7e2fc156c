"""Nothing is imported that only POSIX systems have, but where it is asked for first whether it is there."""

import subprocess
import sys

BLOCKED = ("fcntl", "grp", "pwd", "resource", "termios")

IMPORT_ALL = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name in {blocked}:
            raise ModuleNotFoundError(f"{{name}} is blocked", name=name)

# Loaded before anything could be blocked, and by libraries that ask for them in the right way.
for name in {blocked}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Blocked())
import footlight
for module in pkgutil.walk_packages(footlight.__path__, "footlight."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""


def test_every_module_can_be_imported_without_what_only_posix_has() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL.format(blocked=set(BLOCKED))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "footlight.capture.screen" in done.stdout.split()
