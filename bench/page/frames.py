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

_PRESENTED = ("STATE_PRESENTED_ALL", "STATE_PRESENTED_PARTIAL")
_AT_ONCE = 1_000
"Microseconds: two reports that end within it are of one frame, the main thread's part and the compositor's."


@dataclass(frozen=True, slots=True)
class Smoothness:
    """Frames that were presented in a second, and milliseconds from one to the next."""

    median: float
    worst: int
    p99: float
    longest: float

    @classmethod
    def of(cls, presented: Sequence[Sequence[float]]) -> "Smoothness":
        """Of when frames were presented, in microseconds, in each of some stretches of time."""
        a_second = [frames for times in presented for frames in _by_second(times)]
        between = [(later - one) / 1_000 for times in presented for one, later in pairwise(times)]
        median, p99 = np.median(a_second), np.percentile(between, 99)
        return cls(float(median), min(a_second), float(p99), max(between))


def presented(events: Sequence[Document]) -> list[float]:
    """When the page's frames were presented: microseconds of the trace's clock, in order."""
    renderers = {event["pid"] for event in events if _is_renderer(event)}
    shown: dict[tuple[int, str], bool] = {}
    times: list[float] = []
    reports = (e for e in events if e["name"] == "PipelineReporter" and e["pid"] in renderers)
    for event in sorted(reports, key=lambda event: float(event["ts"])):
        report = (event["pid"], event["id2"]["local"])
        if event["ph"] == "b":
            shown[report] = event["args"]["frame_reporter"]["state"] in _PRESENTED
        elif shown.pop(report, False) and (not times or event["ts"] - times[-1] > _AT_ONCE):
            times.append(event["ts"])
    return times


def _by_second(times: Sequence[float]) -> list[int]:
    """Whole seconds only; one without a frame counts, too."""
    counts = Counter(int((time - times[0]) // 1_000_000) for time in times)
    return [counts[second] for second in range(max(counts, default=0))] or [0]


def _is_renderer(event: Document) -> bool:
    match event:
        case {"ph": "M", "name": "process_name", "args": {"name": "Renderer"}}:
            return True
    return False
