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
│   ├── TextInvalidError          text_invalid
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
    │   ├── TimedOutError         timed_out
    │   └── KickedError           kicked
    ├── BannedError               banned
    ├── NotAllowedError           not_allowed
    ├── NickNeededError           nick_needed
    ├── CommandUnknownError       command_unknown
    ├── MessageUnknownError       message_unknown
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

from footlight.errors.base import FootlightError as FootlightError
from footlight.errors.base import PeerError as PeerError
from footlight.errors.base import RefusedError as RefusedError
from footlight.errors.base import SystemFaultError as SystemFaultError
from footlight.errors.base import UserError as UserError
from footlight.errors.peer import CertificateUntrustedError as CertificateUntrustedError
from footlight.errors.peer import CodecUnsupportedError as CodecUnsupportedError
from footlight.errors.peer import ConnectionFailedError as ConnectionFailedError
from footlight.errors.peer import DecodingFailedError as DecodingFailedError
from footlight.errors.peer import HelloTimeoutError as HelloTimeoutError
from footlight.errors.peer import MessageTooLargeError as MessageTooLargeError
from footlight.errors.peer import NotEncryptedError as NotEncryptedError
from footlight.errors.peer import NotFootlightError as NotFootlightError
from footlight.errors.peer import NothingFoundError as NothingFoundError
from footlight.errors.peer import NothingReceivedError as NothingReceivedError
from footlight.errors.peer import PacketTamperedError as PacketTamperedError
from footlight.errors.peer import ProtocolViolationError as ProtocolViolationError
from footlight.errors.peer import ReceiveTimeoutError as ReceiveTimeoutError
from footlight.errors.peer import SourceStalledError as SourceStalledError
from footlight.errors.peer import VersionUnsupportedError as VersionUnsupportedError
from footlight.errors.refused import BannedError as BannedError
from footlight.errors.refused import BothReceiveError as BothReceiveError
from footlight.errors.refused import BothSendError as BothSendError
from footlight.errors.refused import BroadcastEncryptedError as BroadcastEncryptedError
from footlight.errors.refused import BroadcastEndedError as BroadcastEndedError
from footlight.errors.refused import ChannelBusyError as ChannelBusyError
from footlight.errors.refused import ChannelOfflineError as ChannelOfflineError
from footlight.errors.refused import ChannelTakenError as ChannelTakenError
from footlight.errors.refused import ChannelUnknownError as ChannelUnknownError
from footlight.errors.refused import CommandUnknownError as CommandUnknownError
from footlight.errors.refused import InvitationInvalidError as InvitationInvalidError
from footlight.errors.refused import KeyInvalidError as KeyInvalidError
from footlight.errors.refused import KeyRevokedError as KeyRevokedError
from footlight.errors.refused import KickedError as KickedError
from footlight.errors.refused import LastKeyError as LastKeyError
from footlight.errors.refused import LastOwnerError as LastOwnerError
from footlight.errors.refused import LimitReachedError as LimitReachedError
from footlight.errors.refused import MessageUnknownError as MessageUnknownError
from footlight.errors.refused import NameTakenError as NameTakenError
from footlight.errors.refused import NickNeededError as NickNeededError
from footlight.errors.refused import NotAllowedError as NotAllowedError
from footlight.errors.refused import OriginRefusedError as OriginRefusedError
from footlight.errors.refused import PasskeyUnknownError as PasskeyUnknownError
from footlight.errors.refused import PasswordNeededError as PasswordNeededError
from footlight.errors.refused import PasswordWrongError as PasswordWrongError
from footlight.errors.refused import PersonUnknownError as PersonUnknownError
from footlight.errors.refused import ServerStoppingError as ServerStoppingError
from footlight.errors.refused import SignInNeededError as SignInNeededError
from footlight.errors.refused import SignInRefusedError as SignInRefusedError
from footlight.errors.refused import SignInStaleError as SignInStaleError
from footlight.errors.refused import SlowDownError as SlowDownError
from footlight.errors.refused import SourceRefusedError as SourceRefusedError
from footlight.errors.refused import TakenOverError as TakenOverError
from footlight.errors.refused import TicketInvalidError as TicketInvalidError
from footlight.errors.refused import TimedOutError as TimedOutError
from footlight.errors.refused import ViewerStalledError as ViewerStalledError
from footlight.errors.system import AddressUnavailableError as AddressUnavailableError
from footlight.errors.system import DeviceBusyError as DeviceBusyError
from footlight.errors.system import DeviceUnavailableError as DeviceUnavailableError
from footlight.errors.system import DeviceVanishedError as DeviceVanishedError
from footlight.errors.system import DiscoveryUnavailableError as DiscoveryUnavailableError
from footlight.errors.system import EncoderUnavailableError as EncoderUnavailableError
from footlight.errors.system import StoreUnavailableError as StoreUnavailableError
from footlight.errors.system import ToolMissingError as ToolMissingError
from footlight.errors.user import AddressForbiddenError as AddressForbiddenError
from footlight.errors.user import BackupInvalidError as BackupInvalidError
from footlight.errors.user import ChannelInvalidError as ChannelInvalidError
from footlight.errors.user import FileUnwritableError as FileUnwritableError
from footlight.errors.user import FrameInvalidError as FrameInvalidError
from footlight.errors.user import KeyMissingError as KeyMissingError
from footlight.errors.user import MediaInvalidError as MediaInvalidError
from footlight.errors.user import NameInvalidError as NameInvalidError
from footlight.errors.user import OptionInvalidError as OptionInvalidError
from footlight.errors.user import PasskeyInvalidError as PasskeyInvalidError
from footlight.errors.user import PasskeyUnavailableError as PasskeyUnavailableError
from footlight.errors.user import PasswordWeakError as PasswordWeakError
from footlight.errors.user import PictureInvalidError as PictureInvalidError
from footlight.errors.user import PictureSizeError as PictureSizeError
from footlight.errors.user import SecretMissingError as SecretMissingError
from footlight.errors.user import SecretWrongError as SecretWrongError
from footlight.errors.user import SettingInvalidError as SettingInvalidError
from footlight.errors.user import SettingUnknownError as SettingUnknownError
from footlight.errors.user import SourceNotFoundError as SourceNotFoundError
from footlight.errors.user import SourceUnknownError as SourceUnknownError
from footlight.errors.user import StoreNotEmptyError as StoreNotEmptyError
from footlight.errors.user import StreamClosedError as StreamClosedError
from footlight.errors.user import TextInvalidError as TextInvalidError
from footlight.errors.user import UrlInvalidError as UrlInvalidError


def _leaves(root: type[FootlightError]) -> dict[str, type[FootlightError]]:
    leaves: dict[str, type[FootlightError]] = {}
    for child in root.__subclasses__():
        leaves.update(_leaves(child))
        if "code" in child.__dict__:
            leaves[child.code] = child
    return leaves


BY_CODE: dict[str, type[FootlightError]] = _leaves(FootlightError)
"""The leaf of each code: what a client raises for the ``bye`` it was told."""
