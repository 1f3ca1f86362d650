"""An automation's history over its versions as a document."""

from measure.graph import Definition
from measure.history import History, Status
from store.database import Document
from store.definition_documents import definition_document, read_definition


def history_document(history: History) -> Document:
    """What is published as its drawing, and as another one everything that ever was."""
    ever = Definition("", "UTC", tuple(history.elements.values()), tuple(history.connectors.values()))
    return {
        "status": history.status.value,
        "version": history.version,
        "publishedAt": history.published_at,
        "definition": definition_document(history.definition),
        "ever": definition_document(ever),
        "links": [[key, list(urls)] for key, urls in history.links.items()],
        "numbers": [[key, number] for key, number in history.numbers.items()],
    }


def read_history(document: Document) -> History:
    ever = read_definition(document["ever"])
    return History.of(
        status=Status(document["status"]),
        version=document["version"],
        published_at=document["publishedAt"],
        definition=read_definition(document["definition"]),
        elements={element.key: element for element in ever.elements},
        connectors={connector.key: connector for connector in ever.connectors},
        links={key: tuple(urls) for key, urls in document["links"]},
        numbers=dict(document["numbers"]),
    )
