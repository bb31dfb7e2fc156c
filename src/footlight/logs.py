"""Structured logs: one line an event on standard error, for people or as JSON, never with a secret."""

import logging
import re
import sys
from typing import Final, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

from footlight.settings import LogFormat, LogLevel

_SECRET: Final = re.compile(r"(fl[a-z]?_)[A-Za-z0-9_-]{8,}")
"""A stream key, or what else `accounts.secrets` makes: each kind has a letter of its own."""

_BEFORE: Final[list[structlog.typing.Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

# Local variables hold what people sent, and are many times the size of what they explain.
_TRACEBACKS: Final = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def logger(name: str) -> BoundLogger:
    """The logger of a module: ``log.info("viewer joined", channel=channel)``.

    It is a logger of the standard library below, so an application that embeds Footlight decides where
    its lines go; a server does so by `configure_logs`.
    """
    bound: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[structlog.stdlib.filter_by_level, *_BEFORE, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )
    return bound


def configure_logs(level: LogLevel, format: LogFormat, stream: TextIO | None = None) -> None:
    """Send every line of this process, other libraries' too, to ``stream`` (None: standard error)."""
    out = stream or sys.stderr
    rendering: list[structlog.typing.Processor]
    if format == "json":
        rendering = [_TRACEBACKS, structlog.processors.JSONRenderer()]
    else:
        plain = structlog.dev.plain_traceback
        rendering = [structlog.dev.ConsoleRenderer(colors=out.isatty(), exception_formatter=plain)]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        _WithoutSecrets(
            foreign_pre_chain=[*_BEFORE, structlog.stdlib.ExtraAdder()],
            processors=[ProcessorFormatter.remove_processors_meta, _plain, *rendering],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # Of libraries only what is wrong: at their debug level they tell every query and every message.
    root.setLevel("WARNING" if level in ("debug", "info") else level.upper())
    logging.getLogger("footlight").setLevel(level.upper())
    logging.getLogger("uvicorn.access").setLevel("INFO" if level == "debug" else "WARNING")


class _WithoutSecrets(ProcessorFormatter):
    """The last thing that touches a line: whatever looks like a secret of ours leaves without it."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET.sub(r"\1[removed]", super().format(record))


def _plain(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    # uvicorn repeats its message with terminal colours in it.
    event.pop("color_message", None)
    return event
