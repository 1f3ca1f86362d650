"""Jobs as documents.

The contacts of one that has not ended stand in a document of their own, under the job's `_id`: a job is
written again with every step, and they never are.
"""

from typing import Any

from measure.jobs import Action, Export, ExportFile, ExportFormat, Job, JobKind, JobStatus, Order, Tally
from store.database import Document


def order_document(order: Order) -> Document:
    if isinstance(order, Export):
        return {"kind": order.kind.value, "format": order.format.value}
    return {"kind": order.kind.value, "subject": order.subject, "trigger": order.trigger}


def tally_document(tally: Tally) -> Document:
    """Fields of the job itself."""
    return {
        "succeeded": tally.succeeded,
        "skipped": tally.skipped,
        "failed": tally.failed,
        "reasons": [[code, message, count] for (code, message), count in tally.reasons.items()],
    }


def file_document(file: ExportFile | None) -> Document | None:
    return None if file is None else {"id": file.id, "size": file.size, "expiresAt": file.expires_at}


def read_job(document: Document) -> Job:
    return Job(
        id=str(document["_id"]),
        account=str(document["account"]),
        order=_read_order(document["order"]),
        group=document["group"],
        status=JobStatus(document["status"]),
        total=document["total"],
        tally=Tally(
            document["succeeded"],
            document["skipped"],
            document["failed"],
            {(code, message): count for code, message, count in document["reasons"]},
        ),
        created_at=document["createdAt"],
        finished_at=document.get("finishedAt"),
        is_cancelled=document.get("cancelled", False),
        file=_read_file(document.get("file")),
    )


def _read_order(document: dict[str, Any]) -> Order:
    kind = JobKind(document["kind"])
    if kind is JobKind.EXPORT:
        return Export(ExportFormat(document["format"]))
    return Action(kind, document["subject"], document["trigger"])


def _read_file(document: dict[str, Any] | None) -> ExportFile | None:
    return None if document is None else ExportFile(document["id"], document["size"], document["expiresAt"])
