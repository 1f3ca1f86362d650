"""Errors as clients see them: a code of the contract, and what the caller needs to act."""

import logging
import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import PreExecutionError

from measure.errors import ErrorCode, Refused, Said
from measure.limits import beyond
from resolvers.trace import count_error, in_the_log

log = logging.getLogger(__name__)

REFUSED = re.compile(
    r"(Variable|Argument) '\$?(\w+)' has invalid value(?: at ([^:]+))?: (.*?)(?:,? [Ff]ound: .*)?", re.DOTALL
)
FIELD = re.compile(
    r"Expected value of type '\w+' (?:not )?to include (?:required|unknown) field '(\w+)'.*", re.DOTALL
)
NOT_EXECUTED = (GraphQLError, CannotGetOperationTypeError, InvalidOperationTypeError, MissingQueryError)
"What stands behind an error that came before any field was asked."
TOO_MANY_TOKENS = re.compile(r"Syntax Error: Document contains more than (\d+) tokens\. .*")
NOT_ONE = re.compile(
    r"OneOf Input Object '\w+' must specify .*|Value for member field '\w+' must be non-null"
)
ONE_OF = frozenset({"GroupActionInput"})
"Inputs of exactly one field, as Strawberry checks them: its errors do not say which variable they are about."
STEP = re.compile(r"\[(\d+)\]|\.?(\w+)")


def presented(error: GraphQLError, document: DocumentNode | None) -> GraphQLError:
    """`error` with `extensions.code`, and without anything that was not meant for clients.

    `document` is the request's, to name the argument behind a variable.
    """
    if error.extensions and "code" in error.extensions:
        return error
    original = error.original_error
    if isinstance(original, Refused):
        return _changed(error, original.message, original.code, **original.extensions)
    if isinstance(error, GraphQLSyntaxError):
        if cut := TOO_MANY_TOKENS.fullmatch(error.message):
            most = int(cut[1])
            broken = beyond("tokens", most + 1, most)  # nobody counts the rest
            return _changed(error, broken.message, broken.code, **broken.extensions)
        return _changed(error, error.message, ErrorCode.GRAPHQL_PARSE_FAILED)
    if refused := REFUSED.fullmatch(error.message):
        argument = argument_of(refused[2], document) if refused[1] == "Variable" else refused[2]
        argument += _path(refused[3] or "")
        rule = refused[4]
        if field := FIELD.fullmatch(rule):
            argument += f".{field[1]}"
        return _changed(error, f"{argument}: {rule}", ErrorCode.BAD_USER_INPUT, argument=argument, rule=rule)
    if error.nodes is None and NOT_ONE.fullmatch(error.message):
        argument, rule = _one_of(document), "must name exactly one field, which is not null"
        message = f"{argument}: {rule}"
        return _changed(error, message, ErrorCode.BAD_USER_INPUT, argument=argument, rule=rule)
    if error.path is None and (original is None or isinstance(original, NOT_EXECUTED)):
        return _changed(error, error.message, ErrorCode.GRAPHQL_VALIDATION_FAILED)
    log.error("unexpected error at %s: %s", error.path, error.message, exc_info=original or error)
    return _changed(error, "something went wrong on our side; try again", ErrorCode.INTERNAL, **in_the_log())


def without_suggestion(error: GraphQLError) -> GraphQLError:
    """Without "Did you mean …?", which tells what a client cannot see otherwise."""
    message, found, _ = error.message.partition(" Did you mean ")
    return _copied(error, message, error.extensions) if found else error


def told(error: Exception) -> GraphQLError:
    """An error of ours outside any field, as clients see it."""
    return presented(GraphQLError(str(error), original_error=error, path=[]), None)


def before_execution(refused: Refused) -> PreExecutionError:
    """The result of a request of which no field was asked."""
    error = _changed(GraphQLError(refused.message), refused.message, refused.code, **refused.extensions)
    return PreExecutionError(None, [error])


def _changed(error: GraphQLError, message: str, code: ErrorCode, **extensions: Said) -> GraphQLError:
    count_error(code)
    return _copied(error, message, {"code": code.value, **extensions})


def _copied(error: GraphQLError, message: str, extensions: dict[str, Any] | None) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        original_error=error.original_error,
        extensions=extensions,
    )


def _path(written: str) -> str:
    """graphql-core's "[3].at" as ".3.at"."""
    return "".join(f".{index or name}" for index, name in STEP.findall(written))


def argument_of(variable: str, document: DocumentNode | None) -> str:
    """Where the request uses a variable, as a path from an argument; its own name when nowhere."""
    if document is None:
        return variable
    uses = _Uses(variable)
    visit(document, uses)
    return next(iter(uses.paths), variable)


def _one_of(document: DocumentNode | None) -> str:
    """The argument that a variable of an input of exactly one field is used for."""
    variables = (
        variable.variable.name.value
        for definition in (document.definitions if document else ())
        if isinstance(definition, OperationDefinitionNode)
        for variable in definition.variable_definitions or ()
        if print_ast(variable.type).rstrip("!") in ONE_OF
    )
    return argument_of(next(variables, "variables"), document)


class _Uses(Visitor):
    """Collects the paths at which arguments of fields use a variable."""

    def __init__(self, variable: str) -> None:
        super().__init__()
        self.paths: list[str] = []
        self._variable = variable

    def enter_field(self, node: FieldNode, *_: object) -> None:
        for argument in node.arguments or ():
            self.paths.extend(_uses(argument, argument.name.value, self._variable))


def _uses(node: Node, path: str, variable: str) -> Iterator[str]:
    match node:
        case VariableNode():
            if node.name.value == variable:
                yield path
        case ArgumentNode():
            yield from _uses(node.value, path, variable)
        case ObjectValueNode():
            for field in node.fields:
                yield from _uses(field.value, f"{path}.{field.name.value}", variable)
        case ListValueNode():
            for index, value in enumerate(node.values):
                yield from _uses(value, f"{path}.{index}", variable)
