"""The library for programs with an asyncio event loop: the names of `footlight`, with the waiting ones awaited."""

from footlight.cable.downstream import Downstream
from footlight.cable.frame import Frame, Sound
from footlight.cable.passing import CodedPacket
from footlight.cable.stats import DownstreamStats, UpstreamStats
from footlight.cable.upstream import Upstream
from footlight.client.recording.gap import Gap

__all__ = ["CodedPacket", "Downstream", "DownstreamStats", "Frame", "Gap", "Sound", "Upstream", "UpstreamStats"]
