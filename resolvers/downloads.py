"""Links to the files of exports."""

from measure.downloads import LASTS, Link, reference
from measure.jobs import Job
from resolvers.context import Context


async def url(context: Context, job: Job) -> str | None:
    """A link to a finished export's file, made anew each time; None while there is none, and when it is gone.

    Raises:
        Refused: TEMPORARILY_UNAVAILABLE.
    """
    now = context.services.now()
    if job.file is None or job.file.expires_at <= now:
        return None
    link = Link(job.file.id, job.account, min(now + LASTS, job.file.expires_at))
    token = await context.store.download_links.sign(link, now)
    return f"{context.services.public_url}{reference(job, token)}"
