"""Nothing is imported that only POSIX systems have, but where it is asked for first whether it is there."""

import subprocess
import sys

import pytest

BLOCKED = ("fcntl", "grp", "pwd", "resource", "termios")
"""Modules that only POSIX systems have."""
OF_ONE_SYSTEM = {
    "footlight.capture.x11": "xcffib",
    "footlight.capture.wayland": "jeepney",
    "footlight.desktop": "PySide6",
}
"""Packages for one system or one extra alone, and the library that only it has: imported when they are asked for."""

IMPORT_ALL = """
import importlib, pkgutil, sys

posix, of_one_system = {posix}, {of_one_system}
blocked = posix | set(of_one_system.values())

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name in blocked:
            raise ModuleNotFoundError(f"{{name}} is blocked", name=name)

# Loaded before anything could be blocked, and by libraries that ask for them in the right way.
for name in blocked:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Blocked())
import footlight
names = [module.name for module in pkgutil.walk_packages(footlight.__path__, "footlight.")]
names = [name for name in names if not name.endswith("__main__")]
for name in names:
    if not name.startswith(tuple(of_one_system)):
        importlib.import_module(name)
print(*(name for name in names if name in sys.modules))
blocked = posix
for name in names:
    importlib.import_module(name)
print(*(name for name in names if name in sys.modules))
"""


@pytest.fixture(scope="module")
def imported() -> tuple[list[str], list[str]]:
    """The modules that are there once all were imported that any system has; and once all were that there are."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL.format(posix=set(BLOCKED), of_one_system=OF_ONE_SYSTEM)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    anywhere, everything = (line.split() for line in done.stdout.splitlines())
    return anywhere, everything


def test_every_module_can_be_imported_without_what_only_posix_has(imported: tuple[list[str], list[str]]) -> None:
    assert "footlight.capture.x11.screen" in imported[1]


def test_no_module_imports_at_once_what_only_one_system_has(imported: tuple[list[str], list[str]]) -> None:
    names = imported[0]
    assert "footlight.capture.platforms" in names
    assert not [name for name in names if name.startswith(tuple(f"{package}." for package in OF_ONE_SYSTEM))]
