"""Log lines: structured, from everywhere, and without secrets."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from footlight.app import running
from footlight.logs import configure_logs, logger
from footlight.model.channel import ChannelName
from footlight.settings import LogFormat, LogLevel, Settings
from footlight.wire.control import Hello, encode_control

SECRET = "fl_" + "Ab3-" * 10 + "xyz"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in (None, "footlight", "uvicorn.access")]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    # Servers of other tests may have switched it off.
    loggers[2].propagate = True
    yield
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def test_a_json_line_has_the_event_and_its_fields() -> None:
    out = io.StringIO()
    configure_logs("info", "json", out)
    logger("footlight.hub").info("viewer joined", channel="lobby")
    line = json.loads(out.getvalue())
    assert {"event": "viewer joined", "channel": "lobby", "level": "info", "logger": "footlight.hub"}.items() <= (
        line.items()
    )
    assert line["timestamp"].endswith("Z")


def test_a_console_line_is_for_people() -> None:
    out = io.StringIO()
    configure_logs("info", "console", out)
    logger("footlight.hub").info("viewer joined", channel="lobby")
    assert "viewer joined" in out.getvalue()
    assert "channel=lobby" in out.getvalue()


def test_other_libraries_lines_come_in_the_same_form() -> None:
    out = io.StringIO()
    configure_logs("info", "json", out)
    logging.getLogger("uvicorn.error").warning("Invalid %s", "request", extra={"color_message": "\x1b[31m"})
    line = json.loads(out.getvalue())
    assert (line["event"], line["logger"], line["level"]) == ("Invalid request", "uvicorn.error", "warning")
    assert "color_message" not in line


def test_below_the_level_nothing_is_written() -> None:
    out = io.StringIO()
    configure_logs("warning", "json", out)
    logger("footlight.hub").info("viewer joined")
    logging.getLogger("uvicorn.error").info("Started")
    assert out.getvalue() == ""


@pytest.mark.parametrize("level", ["debug", "info"])
def test_other_libraries_tell_only_what_is_wrong(level: LogLevel) -> None:
    out = io.StringIO()
    configure_logs(level, "json", out)
    logging.getLogger("sqlalchemy.engine").info("SELECT 1")
    logging.getLogger("uvicorn.error").debug("< TEXT")
    assert out.getvalue() == ""


def test_requests_are_told_at_debug_only() -> None:
    cases: list[tuple[LogLevel, int]] = [("info", 0), ("debug", 1)]
    for level, lines in cases:
        out = io.StringIO()
        configure_logs(level, "json", out)
        logging.getLogger("uvicorn.access").info("GET /")
        assert len(out.getvalue().splitlines()) == lines


@pytest.mark.parametrize("kind", ["fl_", "fla_", "fli_", "flp_", "fls_", "flt_"])
@pytest.mark.parametrize("format", ["json", "console"])
def test_a_secret_never_reaches_a_line(format: LogFormat, kind: str) -> None:
    secret = SECRET.replace("fl_", kind)
    out = io.StringIO()
    configure_logs("debug", format, out)
    log = logger("footlight.test")
    log.info(f"hello {secret}", key=secret, nested={"a": [secret]})
    logging.getLogger("websockets").warning("< TEXT %s", secret)
    try:
        raise ValueError(f"wrong key {secret}")
    except ValueError as error:
        log.error("failed", exc_info=error)
        logging.getLogger("asyncio").exception("failed")
    assert out.getvalue().count(f"{kind}[removed]") >= 6
    assert secret not in out.getvalue()


@pytest.mark.parametrize("format", ["json", "console"])
def test_a_traceback_tells_where_and_not_what_was_in_the_variables(format: LogFormat) -> None:
    out = io.StringIO()
    configure_logs("info", format, out)
    what_somebody_sent = "private words"
    try:
        raise ValueError(len(what_somebody_sent))
    except ValueError as error:
        logger("footlight.test").error("failed", exc_info=error)
        logging.getLogger("uvicorn.error").error("failed", exc_info=error)
    assert out.getvalue().count("ValueError") >= 2
    assert "test_logs.py" in out.getvalue()
    assert what_somebody_sent not in out.getvalue()


@pytest.mark.parametrize("key", [SECRET, "a password typed by mistake"])
async def test_a_publisher_that_is_refused_leaves_no_key_in_the_log(empty_data: Path, key: str) -> None:
    out = io.StringIO()
    configure_logs("debug", "json", out)
    async with running(Settings(port=0, data=empty_data, log_level="debug")) as server:
        await server.keys.new(ChannelName("lobby"))
        address = f"ws://127.0.0.1:{server.port}/live/lobby"
        async with connect(address, subprotocols=[Subprotocol("footlight.1")]) as publisher:
            await publisher.send(encode_control(Hello(1, "publish", key=key, session="s")))
            told = str(await publisher.recv())
            while "bye" not in told:
                told = str(await publisher.recv())
    assert "key_invalid" in told
    assert key not in out.getvalue() + told
