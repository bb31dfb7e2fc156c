"""The tables, as SQLAlchemy models; `migrations/` says how each came to be."""

from footlight.store.models.base import Base as Base
from footlight.store.models.channels import Channel as Channel
from footlight.store.models.channels import ChannelPicture as ChannelPicture
from footlight.store.models.channels import ChannelRole as ChannelRole
from footlight.store.models.channels import Follow as Follow
from footlight.store.models.channels import PullSource as PullSource
from footlight.store.models.channels import StreamKey as StreamKey
from footlight.store.models.people import Invitation as Invitation
from footlight.store.models.people import Passkey as Passkey
from footlight.store.models.people import Person as Person
from footlight.store.models.people import Session as Session
from footlight.store.models.people import Token as Token
from footlight.store.models.rights import RightChange as RightChange
