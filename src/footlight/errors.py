"""Every error Footlight raises on purpose, in one tree.

The classes of the second level say whose fault it was; each leaf has a stable ``code``, the same in
REST answers, in the ``bye`` of footlight.1, in the program's exit text and in logs. The exit status
belongs to the second level.

FootlightError
├── UserError                     the person who typed or configured something can mend it (exit 2)
│   ├── SettingUnknownError       setting_unknown
│   ├── SettingInvalidError       setting_invalid
│   ├── ChannelInvalidError       channel_invalid
│   ├── NameInvalidError          name_invalid
│   ├── PasswordWeakError         password_weak
│   ├── PasskeyInvalidError       passkey_invalid
│   ├── PasskeyUnavailableError   passkey_unavailable
│   ├── UrlInvalidError           url_invalid
│   ├── KeyMissingError           key_missing
│   ├── SourceUnknownError        source_unknown
│   ├── SourceNotFoundError       source_not_found
│   ├── MediaInvalidError         media_invalid
│   ├── PictureSizeError          picture_size
│   ├── PictureInvalidError       picture_invalid
│   ├── OptionInvalidError        option_invalid
│   ├── AddressForbiddenError     address_forbidden
│   ├── FileUnwritableError       file_unwritable
│   ├── BackupInvalidError        backup_invalid
│   ├── StoreNotEmptyError        store_not_empty
│   ├── SecretMissingError        secret_missing
│   ├── SecretWrongError          secret_wrong
│   ├── FrameInvalidError         frame_invalid
│   └── StreamClosedError         stream_closed
├── SystemFaultError              the machine lacks something, or took it away (exit 3)
│   ├── AddressUnavailableError   address_unavailable
│   ├── DeviceBusyError           device_busy
│   ├── DeviceVanishedError       device_vanished
│   ├── DeviceUnavailableError    device_unavailable
│   ├── EncoderUnavailableError   encoder_unavailable
│   ├── ToolMissingError          tool_missing
│   ├── DiscoveryUnavailableError discovery_unavailable
│   └── StoreUnavailableError     store_unavailable
├── PeerError                     the other end is away, or not what it should be (exit 4)
│   ├── ConnectionFailedError     connection_failed
│   ├── NotFootlightError         not_footlight
│   ├── ProtocolViolationError    protocol_violation
│   ├── MessageTooLargeError      message_too_large
│   ├── HelloTimeoutError         hello_timeout
│   ├── VersionUnsupportedError   version_unsupported
│   ├── CertificateUntrustedError certificate_untrusted
│   ├── CodecUnsupportedError     codec_unsupported
│   ├── SourceStalledError        source_stalled
│   ├── NothingReceivedError      nothing_received
│   ├── NothingFoundError         nothing_found
│   ├── ReceiveTimeoutError       receive_timeout
│   ├── DecodingFailedError       decoding_failed
│   ├── NotEncryptedError         not_encrypted
│   └── PacketTamperedError       packet_tampered
└── RefusedError                  the other end understood, and said no (exit 5)
    ├── SourceRefusedError        source_refused
    ├── KeyInvalidError           key_invalid
    ├── KeyRevokedError           key_revoked
    ├── ChannelUnknownError       channel_unknown
    ├── ChannelOfflineError       channel_offline
    ├── ChannelBusyError          channel_busy
    ├── TakenOverError            taken_over
    ├── BothSendError             both_send
    ├── BothReceiveError          both_receive
    ├── OriginRefusedError        origin_refused
    ├── ViewerStalledError        viewer_stalled
    ├── BroadcastEndedError       broadcast_ended
    ├── BroadcastEncryptedError   broadcast_encrypted
    ├── SignInRefusedError        sign_in_refused
    ├── SignInNeededError         sign_in_needed
    ├── SignInStaleError          sign_in_stale
    ├── PasswordNeededError       password_needed
    ├── PasswordWrongError        password_wrong
    ├── TicketInvalidError        ticket_invalid
    ├── SlowDownError             slow_down
    ├── NotAllowedError           not_allowed
    ├── NameTakenError            name_taken
    ├── ChannelTakenError         channel_taken
    ├── InvitationInvalidError    invitation_invalid
    ├── LastOwnerError            last_owner
    ├── PersonUnknownError        person_unknown
    ├── PasskeyUnknownError       passkey_unknown
    ├── LastKeyError              last_way_in
    ├── LimitReachedError         limit_reached
    └── ServerStoppingError       server_stopping
"""

from typing import ClassVar


class FootlightError(Exception):
    """The root of the tree above. ``str(error)`` is one line that says what is wrong and what to do."""

    code: ClassVar[str]
    exit_status: ClassVar[int] = 1


class UserError(FootlightError):
    """The person who typed or configured something can mend it."""

    exit_status = 2


class SettingUnknownError(UserError):
    """A key in the settings file or the environment that no setting has."""

    code = "setting_unknown"


class SettingInvalidError(UserError):
    """A setting whose value is of the wrong type or out of range."""

    code = "setting_invalid"


class ChannelInvalidError(UserError):
    """A channel name that does not match the grammar, or is reserved."""

    code = "channel_invalid"


class NameInvalidError(UserError):
    """What was to be a person's name cannot be one."""

    code = "name_invalid"


class PasswordWeakError(UserError):
    """A password that is too short, too long, or known to everybody."""

    code = "password_weak"


class PasskeyInvalidError(UserError):
    """What was to be kept as a passkey is none, or came too late."""

    code = "passkey_invalid"


class PasskeyUnavailableError(UserError):
    """The page has an address that no browser makes passkeys for: one with an IP address, or without https."""

    code = "passkey_unavailable"


class UrlInvalidError(UserError):
    """A URL that names no server or no channel."""

    code = "url_invalid"


class KeyMissingError(UserError):
    """Publishing was asked for without a stream key."""

    code = "key_missing"


class SourceUnknownError(UserError):
    """A source that the grammar of sources does not know."""

    code = "source_unknown"


class SourceNotFoundError(UserError):
    """A source of a known kind that this machine does not have: no such file, screen or camera."""

    code = "source_not_found"


class MediaInvalidError(UserError):
    """A file that holds no picture or sound that can be decoded."""

    code = "media_invalid"


class PictureSizeError(UserError):
    """A picture too small or too large to be coded."""

    code = "picture_size"


class PictureInvalidError(UserError):
    """A file that is no picture of a kind and size that a channel's picture can be made of."""

    code = "picture_invalid"


class OptionInvalidError(UserError):
    """A command's option, or an argument of the library, with a value that cannot be."""

    code = "option_invalid"


class AddressForbiddenError(UserError):
    """An address that a server may not fetch from: private, link-local or its own, or of a protocol it leaves alone."""

    code = "address_forbidden"


class FileUnwritableError(UserError):
    """A file that was to be written cannot be: a folder is missing, the disk is full, no right to."""

    code = "file_unwritable"


class BackupInvalidError(UserError):
    """A file that was to be restored cannot be read, or is no backup that this version knows."""

    code = "backup_invalid"


class StoreNotEmptyError(UserError):
    """A backup was to be restored into a database that holds something already."""

    code = "store_not_empty"


class SecretMissingError(UserError):
    """A broadcast that is encrypted, and no secret was given to watch it with."""

    code = "secret_missing"


class SecretWrongError(UserError):
    """A broadcast that is encrypted with another secret than the one that was given."""

    code = "secret_wrong"


class FrameInvalidError(UserError):
    """What a program gave as a picture or as sound is none: a wrong shape, or numbers of a wrong kind."""

    code = "frame_invalid"


class StreamClosedError(UserError):
    """A program uses a stream that it has closed, or not started yet."""

    code = "stream_closed"


class SystemFaultError(FootlightError):
    """The machine lacks something, or took it away."""

    exit_status = 3


class AddressUnavailableError(SystemFaultError):
    """The address to listen on is taken, or not one of this machine's."""

    code = "address_unavailable"


class DeviceBusyError(SystemFaultError):
    """A camera or microphone that another program holds."""

    code = "device_busy"


class DeviceVanishedError(SystemFaultError):
    """A screen, camera or microphone that went away while it was read."""

    code = "device_vanished"


class DeviceUnavailableError(SystemFaultError):
    """A device that cannot be opened: no display, no permission, no driver."""

    code = "device_unavailable"


class EncoderUnavailableError(SystemFaultError):
    """No encoder of the wanted kind works on this machine."""

    code = "encoder_unavailable"


class ToolMissingError(SystemFaultError):
    """A program or system library that a command needs beside Footlight: a compiler, a browser."""

    code = "tool_missing"


class DiscoveryUnavailableError(SystemFaultError):
    """No network of this machine lets ends announce themselves and be found."""

    code = "discovery_unavailable"


class StoreUnavailableError(SystemFaultError):
    """The data folder or its database cannot be opened or written."""

    code = "store_unavailable"


class PeerError(FootlightError):
    """The other end is away, or not what it should be."""

    exit_status = 4


class ConnectionFailedError(PeerError):
    """The other end cannot be reached."""

    code = "connection_failed"


class NotFootlightError(PeerError):
    """Something answers at that address, but it does not speak footlight.1."""

    code = "not_footlight"


class ProtocolViolationError(PeerError):
    """The other end sent what footlight.1 does not allow."""

    code = "protocol_violation"


class MessageTooLargeError(PeerError):
    """A message or packet beyond the limit."""

    code = "message_too_large"


class HelloTimeoutError(PeerError):
    """The other end connected, and then did not say hello in time."""

    code = "hello_timeout"


class VersionUnsupportedError(PeerError):
    """The other end speaks a version of the protocol that this end does not."""

    code = "version_unsupported"


class CertificateUntrustedError(PeerError):
    """The server's certificate is neither trusted by the system nor the pinned one."""

    code = "certificate_untrusted"


class CodecUnsupportedError(PeerError):
    """A codec that cannot be put into the wanted container, or pictures that cannot be passed on as they are."""

    code = "codec_unsupported"


class SourceStalledError(PeerError):
    """A source on the network that is connected and sends nothing, or nothing that makes sense."""

    code = "source_stalled"


class NothingReceivedError(PeerError):
    """Watching ended without a single decoded picture or sound."""

    code = "nothing_received"


class NothingFoundError(PeerError):
    """No end that could be the other one announces itself on the network."""

    code = "nothing_found"


class ReceiveTimeoutError(PeerError, TimeoutError):
    """Nothing new came in the time that a program would wait; it may come later."""

    code = "receive_timeout"


class DecodingFailedError(PeerError):
    """Coded media that the decoder refuses."""

    code = "decoding_failed"


class NotEncryptedError(PeerError):
    """A broadcast that is not encrypted, where a secret was given to watch it with."""

    code = "not_encrypted"


class PacketTamperedError(PeerError):
    """An encrypted packet that somebody changed on its way, or that was never encrypted with the broadcast's keys."""

    code = "packet_tampered"


class RefusedError(FootlightError):
    """The other end understood, and said no."""

    exit_status = 5


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


class NotAllowedError(RefusedError):
    """Whoever asks may not do this."""

    code = "not_allowed"


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


def _leaves(root: type[FootlightError]) -> dict[str, type[FootlightError]]:
    leaves: dict[str, type[FootlightError]] = {}
    for child in root.__subclasses__():
        leaves.update(_leaves(child))
        if "code" in child.__dict__:
            leaves[child.code] = child
    return leaves


BY_CODE: dict[str, type[FootlightError]] = _leaves(FootlightError)
"""The leaf of each code: what a client raises for the ``bye`` it was told."""
