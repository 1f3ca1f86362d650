"""What can be watched: who asks for a subscription is given a show, and asks that for messages."""

from live.show import Show

__all__ = ["Show"]
