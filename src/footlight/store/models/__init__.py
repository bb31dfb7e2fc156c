"""The tables, as SQLAlchemy models; `migrations/` says how each came to be."""

from footlight.store.models.base import Base as Base
from footlight.store.models.channels import Channel as Channel
from footlight.store.models.channels import ChannelPicture as ChannelPicture
from footlight.store.models.channels import ChannelRole as ChannelRole
from footlight.store.models.channels import Follow as Follow
from footlight.store.models.channels import PullSource as PullSource
from footlight.store.models.channels import StreamKey as StreamKey
from footlight.store.models.chat import ChatBan as ChatBan
from footlight.store.models.chat import ChatBlock as ChatBlock
from footlight.store.models.chat import ChatEmote as ChatEmote
from footlight.store.models.chat import ChatFilter as ChatFilter
from footlight.store.models.chat import ChatLog as ChatLog
from footlight.store.models.chat import ChatLook as ChatLook
from footlight.store.models.chat import ChatMessage as ChatMessage
from footlight.store.models.chat import ChatPin as ChatPin
from footlight.store.models.chat import ChatPoll as ChatPoll
from footlight.store.models.chat import ChatPollVote as ChatPollVote
from footlight.store.models.chat import ChatReaction as ChatReaction
from footlight.store.models.chat import ChatSetting as ChatSetting
from footlight.store.models.chat import ChatTimeout as ChatTimeout
from footlight.store.models.people import Invitation as Invitation
from footlight.store.models.people import Passkey as Passkey
from footlight.store.models.people import Person as Person
from footlight.store.models.people import Session as Session
from footlight.store.models.people import Token as Token
from footlight.store.models.rights import RightChange as RightChange
