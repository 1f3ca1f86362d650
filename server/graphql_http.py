"""GraphQL over HTTP: what is asked by POST or GET is answered in JSON, or by a stream of events.

https://graphql.github.io/graphql-over-http/draft/
https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from gql.documents import operation_type
from gql.errors import before_execution
from gql.schema import schema
from measure.errors import ErrorCode, Refused, bad_input
from resolvers.answers import Question
from resolvers.context import Context
from resolvers.trace import count_operation
from server.graphql_request import Unanswerable, read_operation
from server.graphql_response import answered, encoded, result_response, stream_response
from server.live_operation import WatchRequest
from server.media_types import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, Accepted, accepted
from server.refusals import GRAPHQL_PATH, refusal
from server.socket_messages import Operation
from server.streamed_results import streamed
from server.traffic import admitted
from server.wiring import services

QUERY: Final = OperationType.QUERY.value
MUTATION: Final = OperationType.MUTATION.value
SUBSCRIPTION: Final = OperationType.SUBSCRIPTION.value

_WATCHING: Final = f"a WebSocket that speaks {GRAPHQL_TRANSPORT_WS_PROTOCOL}, or accept: {EVENT_STREAM}"


async def respond(request: Request) -> Response:
    """The answer to a request, whatever it is; a refusal, too, is a response of GraphQL."""
    accepts = accepted(request.headers.get("accept"))
    try:
        return await _answer(request, accepts)
    except Refused as refused:
        response = refusal(GRAPHQL_PATH, refused)
        response.headers["Content-Type"] = f"{accepts.answer or JSON}; charset=utf-8"
        if isinstance(refused, Unanswerable):
            response.status_code = refused.status
            response.headers.update(refused.headers)
        return response


async def _answer(request: Request, accepts: Accepted) -> Response:
    """Raises Refused."""
    access, wired = await admitted(request), services(request)
    operation = await read_operation(request)
    question = Question.of(access.caller, operation.query, operation.operation_name, operation.variables)
    if accepts.answer is not None and question is not None:
        kept = await wired.answers.get(question)
        if kept is not None:
            count_operation(QUERY, "http")
            return answered(request, accepts.answer, kept)
    kind = operation_type(operation.query, operation.operation_name, wired.limits)
    if kind == MUTATION and request.method != "POST":
        raise Unanswerable(405, "query", "a mutation needs POST", {"Allow": "POST"})
    context = Context(access, wired)
    if accepts.stream and (kind == SUBSCRIPTION or accepts.answer is None):
        count_operation(kind, "sse")
        return stream_response(_results(operation, kind, context))
    if accepts.answer is None:
        raise Unanswerable(406, "accept", f"must take {GRAPHQL_RESPONSE} or {JSON}", {})
    if kind == SUBSCRIPTION:
        raise bad_input("query", f"subscriptions need {_WATCHING}")
    count_operation(kind, "http")
    with wired.answers.making(question):
        result = await _execute(operation, kind, context)
        if kind != QUERY or result.errors:
            return result_response(accepts.answer, result, is_mutation=kind == MUTATION)
        body, sources = encoded(result), context.reads.sources
        if question is not None and sources is not None:
            wired.answers.keep(question, body, sources)
        return answered(request, accepts.answer, body)


async def _results(
    operation: Operation, kind: str, context: Context
) -> AsyncGenerator[ExecutionResult, None]:
    """Those of a subscription come from the room of all who watch the same; all else has one."""
    if kind != SUBSCRIPTION:
        yield await _execute(operation, kind, context)
        return
    watched = WatchRequest(operation.query, operation.variables or {}, operation.operation_name)
    async with aclosing(streamed(watched, context)) as results:
        async for result in results:
            yield result


async def _execute(operation: Operation, kind: str, context: Context) -> ExecutionResult:
    """Of a document with several operations Strawberry would run the first where none is named."""
    named = OperationType.MUTATION if kind == MUTATION else OperationType.QUERY
    try:
        return await schema.execute(
            operation.query,
            operation.variables,
            context_value=context,
            operation_name=operation.operation_name,
            allowed_operation_types={named},
        )
    except MissingQueryError:
        empty = Refused(ErrorCode.GRAPHQL_PARSE_FAILED, "Syntax Error: the query is empty")
        return before_execution(empty)
    except CannotGetOperationTypeError as error:
        return before_execution(bad_input("operationName", error.as_http_error_reason()))
    except InvalidOperationTypeError:
        return before_execution(bad_input("operationName", "must be given: there are several operations"))
