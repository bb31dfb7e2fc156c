"""The channel of a path."""

from footlight.errors import ChannelInvalidError, ChannelUnknownError
from footlight.model.channel import ChannelName, channel_name


def named_channel(text: str) -> ChannelName:
    """The name of a channel in a path; whether there is one is not asked.

    Raises:
        ChannelUnknownError: it cannot be one.
    """
    try:
        return channel_name(text)
    except ChannelInvalidError as error:
        # What cannot be a channel is none here; the client checked its own spelling.
        raise ChannelUnknownError(str(error)) from None
