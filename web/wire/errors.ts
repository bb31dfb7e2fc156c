/** What the parsers of this folder throw: the other end sent what footlight.1 does not allow. */

/** The codes are those of `footlight.errors`. */
export type ProtocolErrorCode = "protocol_violation" | "message_too_large" | "codec_unsupported";

export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;

  constructor(code: ProtocolErrorCode, message: string) {
    super(message);
    this.name = "ProtocolError";
    this.code = code;
  }
}

/** A `ProtocolError` of the commonest code. */
export function violation(message: string): ProtocolError {
  return new ProtocolError("protocol_violation", message);
}
