"""The library for programs with an asyncio event loop: the names of `footlight`, with the waiting ones awaited."""

from footlight.cable.downstream import Downstream
from footlight.cable.frame import Frame, Sound
from footlight.cable.passing import CodedPacket
from footlight.cable.stats import DownstreamStats, UpstreamStats
from footlight.cable.upstream import Upstream
from footlight.client.chat import told
from footlight.client.chat.chat import Chat
from footlight.client.chat.happening import Lost, Missed
from footlight.client.recording.gap import Gap

__all__ = [
    "Chat",
    "CodedPacket",
    "Downstream",
    "DownstreamStats",
    "Frame",
    "Gap",
    "Lost",
    "Missed",
    "Sound",
    "Upstream",
    "UpstreamStats",
    "told",
]
