from bench.page.frames import Frames, Smoothness

RENDERER, BROWSER = 1, 2


def named(process, name):
    return {"ph": "M", "name": "process_name", "pid": process, "args": {"name": name}, "ts": 0}


def reported(process, number, ends, state="STATE_PRESENTED_ALL", of=None):
    """A frame's pair of events, 10 ms long; `ends` in microseconds."""
    event = {"name": "PipelineReporter", "pid": process, "id2": {"local": hex(number)}}
    frame = {"state": state, "frame_source": 1, "frame_sequence": number if of is None else of}
    yield {**event, "ph": "b", "ts": ends - 10_000, "args": {"frame_reporter": frame}}
    yield {**event, "ph": "e", "ts": ends, "args": {}}


def test_frames_are_those_that_the_page_presented_each_once():
    events = [
        named(RENDERER, "Renderer"),
        named(BROWSER, "Browser"),
        *reported(RENDERER, 1, 20_000),
        *reported(RENDERER, 2, 36_000, "STATE_DROPPED"),
        *reported(RENDERER, 3, 52_000, "STATE_PRESENTED_PARTIAL"),
        *reported(RENDERER, 4, 52_400, of=3),  # the main thread's part of the same frame
        *reported(RENDERER, 6, 58_000, "STATE_DROPPED", of=1),  # that of a frame without news from it
        *reported(BROWSER, 5, 60_000),
    ]
    assert Frames.of(events) == Frames([20_000, 52_000], dropped=1)


def test_smoothness_is_counted_in_whole_seconds_of_all_stretches():
    even = [20_000.0 * frame for frame in range(101)]  # 50 a second for two seconds
    halting = [*even[:50], *(1_000_000 + 100_000.0 * frame for frame in range(11))]
    found = Smoothness.of([Frames(even, dropped=0), Frames(halting, dropped=18)])
    assert (found.median, found.worst, found.longest, found.dropped) == (50, 10, 100, 0.1)
