"""What the other end understood, and said no to."""

from footlight.errors.base import RefusedError


class SourceRefusedError(RefusedError):
    """A source on the network that wants other credentials, or has no such stream."""

    code = "source_refused"


class KeyInvalidError(RefusedError):
    """No such stream key on this channel, or not the key of this end of a cable."""

    code = "key_invalid"


class KeyRevokedError(RefusedError):
    """The stream key was revoked; a broadcast sent with it ends at once."""

    code = "key_revoked"


class ChannelUnknownError(RefusedError):
    """The server has no channel of that name."""

    code = "channel_unknown"


class ChannelOfflineError(RefusedError):
    """The channel is there, and nothing is on."""

    code = "channel_offline"


class ChannelBusyError(RefusedError):
    """Another publisher is live on the channel."""

    code = "channel_busy"


class TakenOverError(RefusedError):
    """Another publisher with a valid key took the channel over."""

    code = "taken_over"


class BothSendError(RefusedError):
    """Both ends of a cable send, and none receives."""

    code = "both_send"


class BothReceiveError(RefusedError):
    """Both ends of a cable receive, and none sends."""

    code = "both_receive"


class OriginRefusedError(RefusedError):
    """A page of another site, in somebody's browser, that wants what is on this machine."""

    code = "origin_refused"


class ViewerStalledError(RefusedError):
    """The viewer read nothing for so long that the server let it go."""

    code = "viewer_stalled"


class BroadcastEndedError(RefusedError):
    """Somebody who moderates the channel ended its broadcast."""

    code = "broadcast_ended"


class BroadcastEncryptedError(RefusedError):
    """Something was asked of a server for which it would have to read media that is encrypted end to end."""

    code = "broadcast_encrypted"


class SignInRefusedError(RefusedError):
    """Nobody is signed in: the name, the password, the passkey, the cookie or the token is not right.

    It does not tell which, so that nobody learns by it who has an account.
    """

    code = "sign_in_refused"


class SignInNeededError(RefusedError):
    """This is only for who is signed in."""

    code = "sign_in_needed"


class SignInStaleError(RefusedError):
    """The sign-in was too long ago for what cannot be undone, or lets somebody else in."""

    code = "sign_in_stale"


class PasswordNeededError(RefusedError):
    """The channel is for those who know its password."""

    code = "password_needed"


class PasswordWrongError(RefusedError):
    """Not the password of the channel."""

    code = "password_wrong"


class TicketInvalidError(RefusedError):
    """A ticket or link that there is not, that was used, whose time is over, or that is for something else."""

    code = "ticket_invalid"


class SlowDownError(RefusedError):
    """Too much was tried just now."""

    code = "slow_down"

    def __init__(self, message: str, retry_after: int) -> None:
        """``retry_after``: microseconds to wait."""
        self.retry_after = retry_after
        seconds = -(-retry_after // 1_000_000)
        super().__init__(f"{message}: try again in {seconds} second{'s' if seconds != 1 else ''}")


class TimedOutError(SlowDownError):
    """Who keeps order in a chat silenced this person for a while."""

    code = "timed_out"


class KickedError(SlowDownError):
    """Who keeps order in a chat put this person out, for a moment."""

    code = "kicked"


class BannedError(RefusedError):
    """Who keeps order in a chat shut this person out."""

    code = "banned"


class NotAllowedError(RefusedError):
    """Whoever asks may not do this."""

    code = "not_allowed"


class NickNeededError(RefusedError):
    """To write in a chat one needs a nick there."""

    code = "nick_needed"


class CommandUnknownError(RefusedError):
    """A chat has no such command."""

    code = "command_unknown"


class MessageUnknownError(RefusedError):
    """A chat has no such line, or it was deleted."""

    code = "message_unknown"


class NameTakenError(RefusedError):
    """Somebody has this name, or one that looks like it."""

    code = "name_taken"


class ChannelTakenError(RefusedError):
    """There is a channel of this name already."""

    code = "channel_taken"


class InvitationInvalidError(RefusedError):
    """An invitation that there is not, that was used up, or whose time is over."""

    code = "invitation_invalid"


class LastOwnerError(RefusedError):
    """The site would have no owner left."""

    code = "last_owner"


class PersonUnknownError(RefusedError):
    """There is no person of this name."""

    code = "person_unknown"


class PasskeyUnknownError(RefusedError):
    """The person has no such passkey."""

    code = "passkey_unknown"


class LastKeyError(RefusedError):
    """The person could not sign in any more."""

    code = "last_way_in"


class LimitReachedError(RefusedError):
    """A limit of the server is reached: connections, broadcasts, messages a second."""

    code = "limit_reached"


class ServerStoppingError(RefusedError):
    """The server is shutting down; it may be back in a moment."""

    code = "server_stopping"
