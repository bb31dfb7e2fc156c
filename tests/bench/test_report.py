"""What people and programs read of a bench."""

import json

import pytest

from footlight.bench.machine import Machine
from footlight.bench.report import JsonReport, Report, TextReport

MACHINE = Machine("A processor", 2, 4.0, "Linux 6", "3.11.7", 0.1)


def write(report: Report) -> None:
    report.machine(MACHINE)
    report.heading("Fan-out", ["server", "viewers", "p99_ms"])
    report.row({"server": "footlight", "viewers": 1000, "p99_ms": 12.25})
    report.note("A sentence.")
    report.summary({"peers": {"a loop": 4000}, "viewers_per_core": 3000})


def test_json_is_one_object_a_line_and_the_last_is_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    write(JsonReport())

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["machine"]["cores"] == 2
    assert lines[1] == {"server": "footlight", "viewers": 1000, "p99_ms": 12.25}
    assert lines[-1]["viewers_per_core"] == 3000


def test_text_has_the_machine_aligned_columns_and_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    write(TextReport())

    machine, _, title, columns, row, note, _, summary = capsys.readouterr().out.splitlines()
    assert "2 cores" in machine
    assert title == "Fan-out"
    assert len(columns) == len(row)
    assert row.split() == ["footlight", "1,000", "12.2"]
    assert note == "A sentence."
    assert summary == "peers a loop 4,000; viewers_per_core 3,000"
