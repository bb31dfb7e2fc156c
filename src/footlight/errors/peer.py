"""What is wrong with the other end."""

from footlight.errors.base import PeerError


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
