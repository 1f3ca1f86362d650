"""What a room shows."""

from typing import Protocol, TypeVar

M_co = TypeVar("M_co", covariant=True)


class Show(Protocol[M_co]):
    """Something to watch, as messages to those who do."""

    @property
    def interval(self) -> float:
        """Seconds between two messages to one subscriber, at least."""

    @property
    def has_news(self) -> bool:
        """Whether there may be something new since the last `update`, also when `changed` has said so."""

    @property
    def is_over(self) -> bool:
        """Whether nothing follows what the last `update` has seen."""

    async def changed(self) -> None:
        """Return once there may be something new since the last `update`."""

    def wake(self) -> None:
        """Have `changed` return."""

    async def update(self) -> M_co | None:
        """Look again: the message for who has seen the last one; None when it would say nothing."""

    async def snapshot(self) -> M_co | None:
        """The message for who has seen none, as of the last look; None where nothing comes first."""

    async def close(self) -> None:
        """Look no more."""
