"""Fuzz one parser with libFuzzer, guided by coverage, for as long as one likes.

Atheris has wheels for few systems, so it is no dependency: ``pip install atheris``, then from the project's folder

    python -m tests.fuzz.run_atheris TARGET [-max_total_time=60] [other options of libFuzzer] [folder of inputs]

TARGET is a name in targets.py. A finding ends the run with its traceback, and its bytes are kept in a file
``crash-...``; given instead of the folder, that file is run again.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["footlight"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Start from the target's seeds; libFuzzer ends the process."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        raise SystemExit(f"usage: python -m tests.fuzz.run_atheris {'|'.join(TARGETS)} [options of libFuzzer]")
    target = TARGETS[sys.argv.pop(1)]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(target.seeds):
            Path(folder, str(number)).write_bytes(seed)
        paths = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
        atheris.Setup(sys.argv if paths else [*sys.argv, folder], target.once)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
