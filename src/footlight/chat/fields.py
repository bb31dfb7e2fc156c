"""What the fields of the chat's messages may be."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

MAX_INTEGER: Final = 2**53 - 1
"""What JavaScript's numbers hold exactly."""

RequestId = Annotated[str, Field(min_length=1, max_length=36, pattern=r"^[A-Za-z0-9_-]+$")]
"""The client's own name for a request; a line that is sent again has the one that it had."""
LineId = Annotated[int, Field(ge=1, le=MAX_INTEGER)]
RawText = Annotated[str, Field(max_length=4_000)]
"""What somebody typed; what of it may be a line is for `chat.text` to say, in words."""
RawNick = Annotated[str, Field(max_length=200)]
Micros = Annotated[int, Field(ge=0, le=MAX_INTEGER)]
"""Microseconds since 1970, in the server's clock."""


class ChatMessage(BaseModel):
    """Any message, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)
