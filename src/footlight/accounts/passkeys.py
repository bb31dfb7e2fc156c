"""Passkeys: people sign in with a key that their device keeps, and type neither a name nor a password (WebAuthn)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from footlight.accounts.challenges import LONGEST, Challenges, Purpose
from footlight.accounts.guessing import Guessing
from footlight.accounts.passkeysite import passkey_site
from footlight.accounts.sessions import NewSession, Sessions
from footlight.errors import (
    LastKeyError,
    LimitReachedError,
    OptionInvalidError,
    PasskeyInvalidError,
    PasskeyUnknownError,
    PersonUnknownError,
    SignInRefusedError,
)
from footlight.logs import logger
from footlight.model.clock import Clock
from footlight.model.units import Micros
from footlight.model.wording import one_line
from footlight.store.models import Passkey, Person
from footlight.store.store import Store

MOST: Final = 20
"""Of one person."""
LONGEST_NAME: Final = 64
_LONGEST_ID: Final = 1023
"""Bytes, by the standard."""
_LONGEST_KEY: Final = 1024
"""Bytes; the longest that is asked for, of RSA with 4096 bits, has half of it."""
_LARGEST: Final = 65_536
"""Letters in one field of what a browser sends."""
_TIMEOUT_MS: Final = LONGEST // 1000
_NOT_KNOWN: Final = "the passkey is not one of this site's, or it took too long: try again"
_NOT_KEPT: Final = "what the browser sent is no passkey for this site, or it took too long: try again"

_log = logger(__name__)

Parsed = TypeVar("Parsed", AuthenticationCredential, RegistrationCredential)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PasskeyInfo:
    """What a person is told of a passkey."""

    id: str
    """base64url, as browsers write it."""
    name: str
    created_at: Micros
    used_at: Micros | None
    backed_up: bool
    """It is on several devices of the person's, by whoever makes their system."""


class Passkeys:
    """Registers, knows again, lists and forgets them."""

    def __init__(self, store: Store, clock: Clock, sessions: Sessions, guessing: Guessing) -> None:
        self._store = store
        self._clock = clock
        self._sessions = sessions
        self._guessing = guessing
        self._challenges = Challenges(clock)

    async def register_options(self, person: str, origin: str) -> str:
        """What ``navigator.credentials.create`` is asked, as JSON.

        Args:
            person: their id.
            origin: of the page, as ``https://example.org``.

        Raises:
            PasskeyUnavailableError: no browser makes passkeys at this address.
            PersonUnknownError: there is no such person.
            LimitReachedError: they have as many as one may have.
        """
        site = passkey_site(origin)
        async with self._store.read() as session:
            row = await _person(session, person)
            ids = (await session.scalars(select(Passkey.id).where(Passkey.person == person))).all()
        _check_room(len(ids))
        return options_to_json(
            generate_registration_options(
                rp_id=site,
                rp_name=site,
                user_id=person.encode(),
                user_name=row.name,
                challenge=self._challenges.new("register", origin, person),
                timeout=_TIMEOUT_MS,
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED,
                    user_verification=UserVerificationRequirement.PREFERRED,
                ),
                exclude_credentials=[PublicKeyCredentialDescriptor(id=id) for id in ids],
            )
        )

    async def register(self, person: str, origin: str, credential: object, name: str) -> PasskeyInfo:
        """Keep what the browser made of `register_options`.

        Args:
            credential: JSON, read: ``PublicKeyCredential.toJSON()``.
            name: by which the person knows it, like ``My telephone``.

        Raises:
            PasskeyUnavailableError, PersonUnknownError, LimitReachedError: as of `register_options`.
            OptionInvalidError: the name is empty, or too long.
            PasskeyInvalidError: it is no passkey for this site, it came too late, or it is there already.
        """
        site, name = passkey_site(origin), _name(name)
        given = _read(parse_registration_credential_json, credential)
        challenge = self._challenge(given, "register", origin, person)
        made = None
        if given is not None and challenge is not None:
            made = _tried(
                lambda: verify_registration_response(
                    credential=given, expected_challenge=challenge, expected_rp_id=site, expected_origin=origin
                )
            )
        if given is None or challenge is None or made is None or made.credential_id != given.raw_id:
            raise PasskeyInvalidError(_NOT_KEPT)
        if len(made.credential_id) > _LONGEST_ID or len(made.credential_public_key) > _LONGEST_KEY:
            raise PasskeyInvalidError("this passkey is larger than any that is known")
        self._challenges.meet(challenge)
        row = Passkey(
            id=made.credential_id,
            person=person,
            name=name,
            public_key=made.credential_public_key,
            signatures=made.sign_count,
            backed_up=made.credential_backed_up,
            created_at=self._clock.now(),
            used_at=None,
        )
        async with self._store.write() as session:
            await _person(session, person)
            _check_room(await _count(session, person))
            if await session.get(Passkey, row.id) is not None:
                raise PasskeyInvalidError("this passkey is there already")
            session.add(row)
            return _info(row)

    def sign_in_options(self, origin: str) -> str:
        """What ``navigator.credentials.get`` is asked, as JSON: any passkey that the device has for this site.

        Raises:
            PasskeyUnavailableError: no browser makes passkeys at this address.
        """
        return options_to_json(
            generate_authentication_options(
                rp_id=passkey_site(origin),
                challenge=self._challenges.new("sign in", origin),
                timeout=_TIMEOUT_MS,
                user_verification=UserVerificationRequirement.PREFERRED,
            )
        )

    async def sign_in(self, origin: str, credential: object, *, address: str, device: str) -> NewSession:
        """Sign in with what the browser made of `sign_in_options`.

        Args:
            credential: JSON, read: ``PublicKeyCredential.toJSON()``.
            address: the IP address that it comes from.
            device: as the browser calls itself.

        Raises:
            PasskeyUnavailableError: no browser makes passkeys at this address.
            SignInRefusedError: the passkey is not good here, it came too late, or its person was suspended.
            SlowDownError: too many wrong tries.
        """
        site = passkey_site(origin)
        # Nobody's name is typed: all tries from an address count as one name's.
        tried = f"passkeys from {address}"
        self._guessing.attempt(tried, address)
        given = _read(parse_authentication_credential_json, credential)
        challenge = self._challenge(given, "sign in", origin)
        if given is None or challenge is None:
            raise SignInRefusedError(_NOT_KNOWN)
        async with self._store.read() as session:
            known = await session.get(Passkey, given.raw_id)
        if known is None or given.response.user_handle != known.person.encode():
            raise SignInRefusedError(_NOT_KNOWN)
        shown = _tried(
            lambda: verify_authentication_response(
                credential=given,
                expected_challenge=challenge,
                expected_rp_id=site,
                expected_origin=origin,
                credential_public_key=known.public_key,
                # The counter is compared below, with what it is by then.
                credential_current_sign_count=0,
            )
        )
        # Nobody else's turn comes between this question and the answer that it is met.
        if shown is None or not self._challenges.good(challenge, "sign in", origin):
            raise SignInRefusedError(_NOT_KNOWN)
        self._challenges.meet(challenge)
        async with self._store.write() as session:
            row = await session.get(Passkey, known.id)
            person = None if row is None else await session.get(Person, row.person)
            if row is None or person is None or person.suspended_at is not None:
                raise SignInRefusedError(_NOT_KNOWN)
            if max(row.signatures, shown.new_sign_count) > 0 and shown.new_sign_count <= row.signatures:
                _log.warning("a passkey's counter went back: it may have been copied", person=person.id)
                raise SignInRefusedError(_NOT_KNOWN)
            row.signatures, row.backed_up = shown.new_sign_count, shown.credential_backed_up
            row.used_at = self._clock.now()
            begun = await self._sessions.begin(session, person.id, device)
        self._guessing.succeeded(tried, address)
        return begun

    async def list(self, person: str) -> list[PasskeyInfo]:
        """Those of one person, oldest first."""
        async with self._store.read() as session:
            rows = await session.scalars(
                select(Passkey).where(Passkey.person == person).order_by(Passkey.created_at, Passkey.id)
            )
            return [_info(row) for row in rows]

    async def rename(self, person: str, id: str, name: str) -> PasskeyInfo:
        """Call one of a person's otherwise.

        Raises:
            OptionInvalidError: the name is empty, or too long.
            PasskeyUnknownError: they have none with this id.
        """
        name = _name(name)
        async with self._store.write() as session:
            row = await _own(session, person, id)
            row.name = name
            return _info(row)

    async def remove(self, person: str, id: str) -> None:
        """Forget one of a person's.

        Raises:
            PasskeyUnknownError: they have none with this id.
            LastKeyError: they have no password, and no other.
        """
        async with self._store.write() as session:
            row = await _own(session, person, id)
            if (await _person(session, person)).password_hash is None and await _count(session, person) == 1:
                raise LastKeyError("this is the only way to sign in: set a password or add another passkey first")
            await session.delete(row)

    def _challenge(
        self,
        given: AuthenticationCredential | RegistrationCredential | None,
        purpose: Purpose,
        origin: str,
        person: str = "",
    ) -> bytes | None:
        """The one that was answered, where it is good."""
        if given is None:
            return None
        said = _tried(lambda: parse_client_data_json(given.response.client_data_json))
        # A page of another site that has ours in a frame must not ask for ours.
        if said is None or said.cross_origin or not self._challenges.good(said.challenge, purpose, origin, person):
            return None
        return said.challenge


def _read(parse: Callable[[dict[str, Any]], Parsed], credential: object) -> Parsed | None:
    return _tried(lambda: parse(credential)) if isinstance(credential, dict) and _is_small(credential) else None


def _is_small(credential: dict[str, Any]) -> bool:
    response = credential.get("response")
    fields = [*credential.values(), *(response.values() if isinstance(response, dict) else ())]
    return all(len(field) <= _LARGEST for field in fields if isinstance(field, str))


def _tried(work: Callable[[], Result]) -> Result | None:
    """The result of the library's, or None: what strangers send makes it raise errors of any kind."""
    try:
        return work()
    except Exception as error:
        _log.info("a passkey was refused", reason=f"{type(error).__name__}: {error}"[:200])
        return None


def _name(name: str) -> str:
    name = one_line("a passkey's name", name, LONGEST_NAME)
    if not name:
        raise OptionInvalidError("a passkey needs a name, as My telephone")
    return name


def _check_room(count: int) -> None:
    if count >= MOST:
        raise LimitReachedError(f"there are {MOST} passkeys already: remove one first")


async def _count(session: AsyncSession, person: str) -> int:
    return await session.scalar(select(func.count()).select_from(Passkey).where(Passkey.person == person)) or 0


async def _person(session: AsyncSession, person: str) -> Person:
    row = await session.get(Person, person)
    if row is None or row.suspended_at is not None:
        raise PersonUnknownError("there is no such person")
    return row


async def _own(session: AsyncSession, person: str, id: str) -> Passkey:
    key = _tried(lambda: base64url_to_bytes(id[: 2 * _LONGEST_ID]))
    row = None if key is None else await session.get(Passkey, key)
    if row is None or row.person != person:
        raise PasskeyUnknownError("there is no such passkey")
    return row


def _info(row: Passkey) -> PasskeyInfo:
    return PasskeyInfo(bytes_to_base64url(row.id), row.name, row.created_at, row.used_at, row.backed_up)
