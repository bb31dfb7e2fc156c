"""The picture of a run of `footlight bench throttle`: latency, rate and share over time, as SVG."""

from collections.abc import Sequence
from typing import Final

from footlight.bench.verdict import Run

_WIDTH: Final = 860
_LEFT: Final = 64
_RIGHT: Final = 20
_PANEL: Final = 150
_SPACE: Final = 46
_TOP: Final = 40

_STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; fill: #24292f }
  .axis { stroke: #8c959f; fill: none }
  .grid { stroke: #8c959f; stroke-opacity: .25 }
  .moment { stroke: #8250df; stroke-dasharray: 4 4 }
  .line { fill: none; stroke: #0969da; stroke-width: 1.6 }
  .dot { fill: #0969da }
  .goal { stroke: #cf222e; stroke-dasharray: 2 4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title { fill: #e6edf3 } .line { stroke: #4493f8 } .dot { fill: #4493f8 }
    .moment { stroke: #ab7df8 } .goal { stroke: #f85149 }
  }
"""


class _Panel:
    """One of the graphs, with its own scale upwards."""

    def __init__(self, number: int, title: str, most: float, steps: int, end: float) -> None:
        self._top = _TOP + number * (_PANEL + _SPACE)
        self._most = most
        self._end = end
        self.parts = [f'<text class="title" x="{_LEFT}" y="{self._top - 10}">{title}</text>']
        for step in range(steps + 1):
            value = most * step / steps
            y = self.y(value)
            self.parts.append(f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>')
            self.parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{value:g}</text>')
        self.parts.append(f'<path class="axis" d="M{_LEFT} {self._top}V{self._top + _PANEL}H{_WIDTH - _RIGHT}"/>')

    def x(self, at: float) -> float:
        return round(_LEFT + at / self._end * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        return round(self._top + _PANEL * (1 - min(value, self._most) / self._most), 1)

    def seconds(self) -> None:
        """The scale of time."""
        for at in range(0, int(self._end) + 1, 10):
            self.parts.append(
                f'<text x="{self.x(at)}" y="{self._top + _PANEL + 18}" text-anchor="middle">{at} s</text>'
            )

    def moment(self, at: float, words: str) -> None:
        x = self.x(at)
        self.parts.append(f'<path class="moment" d="M{x} {self._top}V{self._top + _PANEL}"/>')
        if words:
            self.parts.append(f'<text x="{x + 5}" y="{self._top + 13}">{words}</text>')

    def dots(self, points: Sequence[tuple[float, float]]) -> None:
        path = "".join(f"M{self.x(at) - 1} {self.y(value) - 1}h2v2h-2z" for at, value in points)
        self.parts.append(f'<path class="dot" d="{path}"/>')

    def line(self, points: Sequence[tuple[float, float]]) -> None:
        path = "L".join(f"{self.x(at)} {self.y(value)}" for at, value in points)
        self.parts.append(f'<path class="line" d="M{path}"/>')

    def goal(self, value: float) -> None:
        self.parts.append(f'<path class="goal" d="M{_LEFT} {self.y(value)}H{_WIDTH - _RIGHT}"/>')


def graph(run: Run) -> str:
    """An SVG document that can be read on light and on dark."""
    latency = _Panel(
        0, "Latency of each picture, capture to decoded, ms (goal: 500 within 3 s of the cut)", 1500, 3, run.end
    )
    latency.goal(500)
    latency.dots([(one.at, one.latency_ms) for one in run.pictures])
    rate = _Panel(1, "Received, Mbit/s", 6, 3, run.end)
    rate.line(_rates(run))
    share = _Panel(2, "Share of the full bitrate that the sender gives, %", 100, 4, run.end)
    share.line([(look.at, look.share * 100) for look in run.looks])
    share.seconds()
    for panel in (latency, rate, share):
        panel.moment(run.cut, "link cut to 1 Mbit/s" if panel is latency else "")
        panel.moment(run.back, "10 Mbit/s again" if panel is latency else "")
    height = _TOP + 3 * (_PANEL + _SPACE)
    parts = "\n".join(part for panel in (latency, rate, share) for part in panel.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img">\n'
        f"<title>A sender while its link is narrow</title>\n<style>{_STYLE}</style>\n{parts}\n</svg>\n"
    )


def _rates(run: Run) -> list[tuple[float, float]]:
    """Mbit/s, each half second."""
    bits: dict[int, int] = {}
    for picture in run.pictures:
        bits[int(picture.at * 2)] = bits.get(int(picture.at * 2), 0) + picture.size * 8
    return [(number / 2 + 0.25, bits.get(number, 0) * 2 / 1e6) for number in range(int(run.end * 2))]
