"""The library for programs with an asyncio event loop: the names of `footlight`, with the waiting ones awaited."""

from footlight.cable.downstream import Downstream, DownstreamStats
from footlight.cable.frame import Frame, Sound
from footlight.cable.upstream import Upstream, UpstreamStats

__all__ = ["Downstream", "DownstreamStats", "Frame", "Sound", "Upstream", "UpstreamStats"]
