"""Publishing, pausing, resuming, archiving: commits of the automation's own stream."""

from collections.abc import Callable
from datetime import datetime

from measure.automations import Automation
from measure.graph import Definition
from measure.history import History, Status
from measure.instants import cut
from measure.map_state import Lifecycle, MapChanges, MapState
from measure.problems import Problem, ProblemCode, Severity, problems
from store.automations import Automations
from store.availability import needs_database
from store.commits import CommitKind
from store.finishing import Finishing
from store.log import Appended, Outcome
from store.streams import Streams
from store.writer import Entry, Writer

Decision = tuple[Lifecycle | None, tuple[Problem, ...]]

_FROM = {
    Status.PAUSED: frozenset({Status.PUBLISHED}),
    Status.PUBLISHED: frozenset({Status.PAUSED}),
    Status.ARCHIVED: frozenset({Status.DRAFT, Status.PUBLISHED, Status.PAUSED}),
}
_VERBS = {Status.PAUSED: "pause", Status.PUBLISHED: "resume", Status.ARCHIVED: "archive"}


class Publisher:
    """Changes what an automation is. With an ERROR among the problems nothing changes."""

    def __init__(
        self, automations: Automations, streams: Streams, writer: Writer, finishing: Finishing
    ) -> None:
        self._automations = automations
        self._streams = streams
        self._writer = writer
        self._finishing = finishing

    @needs_database
    async def publish(self, automation: Automation, now: datetime) -> tuple[Problem, ...]:
        """Make the draft the next version, as it is now."""
        definition = (await self._automations.draft(automation)).definition

        def decide(history: History) -> Decision:
            found = _publishing_problems(definition, history) + problems(definition, history)
            if any(problem.severity is Severity.ERROR for problem in found):
                return None, found
            return Lifecycle(Status.PUBLISHED, cut(now), definition), found

        return await self._finishing.run(self._change(automation, decide))

    @needs_database
    async def change_status(self, automation: Automation, to: Status, now: datetime) -> tuple[Problem, ...]:
        """Pause (PAUSED), resume (PUBLISHED) or archive (ARCHIVED)."""

        def decide(history: History) -> Decision:
            if history.status not in _FROM[to]:
                message = f"cannot {_VERBS[to]} an automation that is {history.status}"
                return None, (Problem(ProblemCode.WRONG_STATUS, message),)
            return Lifecycle(to, cut(now)), ()

        return await self._finishing.run(self._change(automation, decide))

    async def _change(
        self, automation: Automation, decide: Callable[[History], Decision]
    ) -> tuple[Problem, ...]:
        stream = await self._streams.map(automation.account, automation.id)
        outcome: Outcome | None = None
        while not isinstance(outcome, Appended):
            lifecycle, found = decide((await stream.pin()).state.history)
            if lifecycle is None:
                break
            outcome = await self._writer.append_at_once(stream, _entry(MapChanges(lifecycle=lifecycle)))
        # Also when refused: asking again mends the note that a crash after the commit left undone.
        await self._automations.note(automation.id, stream.now.rev, stream.now.state.history)
        return found


def _entry(changes: MapChanges) -> Entry[MapState, MapChanges]:
    return Entry(CommitKind.LIFECYCLE, lambda _: changes)


def _publishing_problems(definition: Definition, history: History) -> tuple[Problem, ...]:
    if history.status is Status.ARCHIVED:
        message = "cannot publish an automation that is ARCHIVED"
        return (Problem(ProblemCode.WRONG_STATUS, message),)
    if history.is_published and definition == history.definition:
        message = f"version {history.version} is what was saved last: there is nothing to publish"
        return (Problem(ProblemCode.NOTHING_TO_PUBLISH, message),)
    return ()
