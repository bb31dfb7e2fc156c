"""What the person who typed or configured something can mend."""

from footlight.errors.base import UserError


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


class TextInvalidError(UserError):
    """A text that cannot be a line of a chat, or a reaction to one."""

    code = "text_invalid"


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
