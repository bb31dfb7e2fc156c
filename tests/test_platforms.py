"""Nothing is imported that only POSIX systems have, but where it is asked for first whether it is there."""

import subprocess
import sys

BLOCKED = ("fcntl", "grp", "pwd", "resource", "termios")
"""Modules that only POSIX systems have."""
OF_ONE_SYSTEM = {"footlight.capture.x11": "xcffib", "footlight.capture.wayland": "jeepney"}
"""Packages for one system alone, and the library that only it has: imported when they are asked for."""

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
    if not module.name.endswith("__main__") and not module.name.startswith({left_out}):
        importlib.import_module(module.name)
        print(module.name)
"""


def imported(blocked: tuple[str, ...], left_out: tuple[str, ...] = ()) -> list[str]:
    """The modules that could be imported: all but those left out."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL.format(blocked=set(blocked), left_out=left_out)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_every_module_can_be_imported_without_what_only_posix_has() -> None:
    assert "footlight.capture.x11.screen" in imported(BLOCKED)


def test_no_module_imports_at_once_what_only_one_system_has() -> None:
    names = imported((*BLOCKED, *OF_ONE_SYSTEM.values()), tuple(OF_ONE_SYSTEM))
    assert "footlight.capture.platforms" in names
    assert not [name for name in names if name.startswith(tuple(OF_ONE_SYSTEM))]
