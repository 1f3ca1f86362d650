"""What a trace of Chromium says of the frames that were shown.

Its compositor reports each frame that it begins as a pair of events called PipelineReporter, which ends when
the frame was presented or given up (cc/metrics/compositor_frame_reporter.h in Chromium's sources).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from store.database import Document

Vsync = tuple[int, int]
"A source of frames and a number of its: what the compositor and the main thread have in common."

_PRESENTED = ("STATE_PRESENTED_ALL", "STATE_PRESENTED_PARTIAL")
_DROPPED = "STATE_DROPPED"
_AT_ONCE = 1_000
"Microseconds: two reports that end within it are of one frame, the main thread's part and the compositor's."


@dataclass(frozen=True, slots=True)
class Frames:
    """When the page's frames were presented, in order, in microseconds, and how many more were wanted."""

    presented: Sequence[float]
    dropped: int

    @classmethod
    def of(cls, trace: Sequence[Document]) -> "Frames":
        """Those of the trace's renderer, each once."""
        renderers = {event["pid"] for event in trace if _is_renderer(event)}
        begun: dict[tuple[int, str], Document] = {}
        times: list[float] = []
        shown: set[Vsync] = set()
        lost: set[Vsync] = set()
        reports = (e for e in trace if e["name"] == "PipelineReporter" and e["pid"] in renderers)
        for event in sorted(reports, key=lambda event: float(event["ts"])):
            report = (event["pid"], event["id2"]["local"])
            if event["ph"] == "b":
                begun[report] = event["args"]["frame_reporter"]
            elif frame := begun.pop(report, None):
                vsync = (frame["frame_source"], frame["frame_sequence"])
                if frame["state"] in _PRESENTED:
                    shown.add(vsync)
                    if not times or event["ts"] - times[-1] > _AT_ONCE:
                        times.append(event["ts"])
                elif frame["state"] == _DROPPED:
                    lost.add(vsync)
        return cls(times, len(lost - shown))


@dataclass(frozen=True, slots=True)
class Smoothness:
    """Frames presented in a second, milliseconds from one to the next, and the share that was dropped."""

    median: float
    worst: int
    p99: float
    longest: float
    dropped: float

    @classmethod
    def of(cls, stretches: Sequence[Frames]) -> "Smoothness":
        a_second = [frames for each in stretches for frames in _by_second(each.presented)]
        between = [(later - one) / 1_000 for each in stretches for one, later in pairwise(each.presented)]
        median, p99 = np.median(a_second), np.percentile(between, 99)
        dropped = sum(each.dropped for each in stretches)
        wanted = dropped + sum(len(each.presented) for each in stretches)
        return cls(float(median), min(a_second), float(p99), max(between), dropped / wanted)


def _by_second(times: Sequence[float]) -> list[int]:
    """Whole seconds only; one without a frame counts, too."""
    counts = Counter(int((time - times[0]) // 1_000_000) for time in times)
    return [counts[second] for second in range(max(counts, default=0))] or [0]


def _is_renderer(event: Document) -> bool:
    match event:
        case {"ph": "M", "name": "process_name", "args": {"name": "Renderer"}}:
            return True
    return False
