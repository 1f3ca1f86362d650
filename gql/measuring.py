"""What a valid document asks, measured: how deep, how many aliases, how long its lists."""

from collections.abc import Iterator

from graphql import (
    ArgumentNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    Visitor,
    visit,
)

from gql.list_items import long_literals, too_long
from measure.errors import Refused
from measure.limits import Limits, beyond

INTROSPECTION = frozenset({"__schema", "__type"})
"Whose depth does not count: clients' own queries go 14 deep there, and it is bounded by a rule of its own."


def excesses(document: DocumentNode, limits: Limits) -> Iterator[GraphQLError]:
    """Which limits `document` breaks, whatever its variables are; at most one error for each."""
    counts = _Counts(limits.list_items)
    visit(document, counts)
    if (depth := deepest(document)) > limits.depth:
        yield refusal(beyond("depth", depth, limits.depth))
    if counts.aliases > limits.aliases:
        yield refusal(beyond("aliases", counts.aliases, limits.aliases))
    yield from counts.long_lists[:1]


def refusal(refused: Refused) -> GraphQLError:
    return GraphQLError(refused.message, original_error=refused)


def deepest(document: DocumentNode) -> int:
    """Fields from an operation down to its deepest leaf, fragments written out."""
    depths = _Depths(document)
    return max(
        depths.below(definition.selection_set)
        for definition in document.definitions
        if isinstance(definition, ExecutableDefinitionNode)
    )


class _Depths:
    """Looks into each fragment once, however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._known: dict[str, int] = {}

    def below(self, node: SelectionSetNode | None) -> int:
        if node is None:
            return 0
        return max((self._of(selection) for selection in node.selections), default=0)

    def _of(self, selection: SelectionNode) -> int:
        match selection:
            case FieldNode(name=name) if name.value in INTROSPECTION:
                return 1
            case FieldNode():
                return 1 + self.below(selection.selection_set)
            case InlineFragmentNode():
                return self.below(selection.selection_set)
            case FragmentSpreadNode(name=name):
                return self._of_fragment(name.value)
        raise TypeError(f"{selection} is no selection")

    def _of_fragment(self, name: str) -> int:
        if name not in self._known:
            self._known[name] = self.below(self._fragments[name].selection_set)
        return self._known[name]


class _Counts(Visitor):
    def __init__(self, most_items: int) -> None:
        super().__init__()
        self.aliases = 0
        self.long_lists: list[GraphQLError] = []
        self._most_items = most_items

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.aliases += node.alias is not None

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Of a field or a directive."""
        self._look(node.value, node.name.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        if node.default_value is not None:
            self._look(node.default_value, node.variable.name.value)

    def _look(self, value: ValueNode, argument: str) -> None:
        for path, node, length in long_literals(value, (argument,), self._most_items):
            if refused := too_long(path, length, self._most_items):
                self.long_lists.append(GraphQLError(refused.message, node, original_error=refused))
