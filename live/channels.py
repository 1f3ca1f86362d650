"""Every channel and key of ours in Redis is named here and nowhere else."""

from urllib.parse import quote


def stream(prefix: str, account: str, stream: str) -> str:
    """Channel that carries the commits of one stream of one account.

    The account is percent-encoded: whatever colons it holds, no two pairs share a channel.
    """
    return f"{prefix}:stream:{quote(account, safe='')}:{stream}"


def job(prefix: str, account: str, job: str) -> str:
    """Channel that says when a job of an account has got on; its messages are empty."""
    return f"{prefix}:job:{quote(account, safe='')}:{job}"


def turn(prefix: str, stream: str) -> str:
    """Key of the turn of one stream: there while a committer that lost a race holds it."""
    return f"{prefix}:turn:{stream}"


def rate(prefix: str, key: str) -> str:
    """Key of how much of its rate an API key has used: there while that is not nothing."""
    return f"{prefix}:rate:{key}"
