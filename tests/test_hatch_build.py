"""The build hook's judgement: when the pages are stale, and what it says where it cannot build them."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hatch_build import WebBuild, WebBuildError


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree whose pages are built, as far as the hook can tell."""
    (tmp_path / "web" / "app").mkdir(parents=True)
    (tmp_path / "web" / "package.json").write_text('{"scripts": {"build": "exit 7"}}')
    (tmp_path / "web" / "package-lock.json").write_text('{"lockfileVersion": 3, "packages": {}}')
    (tmp_path / "web" / "app" / "main.ts").write_text("1")
    installed = tmp_path / "web" / "node_modules" / ".package-lock.json"
    installed.parent.mkdir()
    installed.touch()
    out = tmp_path / "src" / "footlight" / "_web"
    out.mkdir(parents=True)
    (out / ".inputs").write_text(WebBuild(tmp_path).inputs())
    return tmp_path


def test_pages_are_fresh_whatever_times_their_sources_have(tree: Path) -> None:
    os.utime(tree / "web" / "app" / "main.ts", (2e9, 2e9))

    assert WebBuild(tree).fresh()
    WebBuild(tree).build()


def test_a_changed_a_new_or_a_renamed_source_makes_them_stale(tree: Path) -> None:
    main = tree / "web" / "app" / "main.ts"

    main.write_text("2")
    assert not WebBuild(tree).fresh()
    main.write_text("1")
    assert WebBuild(tree).fresh()
    main.rename(main.with_name("other.ts"))
    assert not WebBuild(tree).fresh()


def test_what_is_no_source_of_the_pages_leaves_them_fresh(tree: Path) -> None:
    (tree / "web" / "app" / "main.test.ts").write_text("3")
    (tree / "web" / "node_modules" / "something.js").write_text("4")
    (tree / "web" / "openapi").mkdir()
    (tree / "web" / "openapi" / "types.ts").write_text("5")

    assert WebBuild(tree).fresh()


def test_while_pages_are_built_the_old_ones_are_there_and_then_the_new_ones_alone(tree: Path) -> None:
    out = tree / "src" / "footlight" / "_web"
    (out / "old.html").write_text("old")
    (tree / "web" / "package.json").write_text('{"scripts": {"build": "node build.js"}}')
    (tree / "web" / "build.js").write_text(
        """const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
        mkdirSync("dist/new", { recursive: true });
        writeFileSync("dist/new/seen.html", readFileSync("../src/footlight/_web/old.html"));"""
    )
    for _ in range(2):
        WebBuild(tree).build()
        assert WebBuild(tree).fresh()
        assert sorted(one.name for one in out.iterdir()) == [".inputs", "seen.html"]
    assert (out / "seen.html").read_text() == "old"
    assert not (tree / "web" / "dist").exists()


def test_two_who_build_at_once_make_the_pages_once(tree: Path) -> None:
    (tree / "web" / "package.json").write_text('{"scripts": {"build": "node build.js"}}')
    (tree / "web" / "build.js").write_text(
        """const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
        appendFileSync("../built", "once,");
        mkdirSync("dist/new", { recursive: true });
        writeFileSync("dist/new/player.js", "");"""
    )
    with ThreadPoolExecutor() as pool:
        # Each as a process of its own has it: nothing is shared but the tree.
        for done in [pool.submit(WebBuild(tree).build) for _ in range(4)]:
            done.result()

    assert (tree / "built").read_text() == "once,"
    assert sorted(one.name for one in (tree / "src" / "footlight" / "_web").iterdir()) == [".inputs", "player.js"]
    assert WebBuild(tree).fresh()


def test_a_failed_build_is_told_and_leaves_the_pages_stale(tree: Path) -> None:
    (tree / "web" / "app" / "main.ts").write_text("2")

    with pytest.raises(WebBuildError, match=r"`npm run build`.* ended with status 7"):
        WebBuild(tree).build()
    assert not WebBuild(tree).fresh()


def test_a_tree_without_the_pages_sources_is_told(tmp_path: Path) -> None:
    with pytest.raises(WebBuildError, match=r"no package\.json"):
        WebBuild(tmp_path).build()
