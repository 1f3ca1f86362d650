"""Reads off a valid document what its operations cost; `measure/cost.py` counts it."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    value_from_ast_untyped,
)

from measure.cost import ASSUMED, Condition, Count, Field, Many, Operation, Selection, Spread, one
from measure.dimensions import MOST_SHOWN
from measure.paging import MOST_CONTACTS, MOST_OTHERS
from measure.sizes import Asked, Combined, Listed, Page, Rows
from resolvers.groups import MOST_COMPARED
from resolvers.nodes import MOST_IDS

Arguments = Mapping[str, ValueNode]
Reading = Callable[[Arguments], Count]

LISTS: Mapping[str, Reading] = {
    "Query.nodes": lambda given: Listed(_items(given.get("ids")), MOST_IDS),
    "Query.overlap": lambda given: Combined(_items(given.get("groups")), MOST_COMPARED),
}
"Those whose length an argument says."
CONNECTION = "Connection"
LARGEST_PAGES = {"ContactConnection": MOST_CONTACTS}
"The others are of MOST_OTHERS."
ROWS: Mapping[str, Reading] = {
    "TrackingBreakdown": lambda given: Rows(_number(given["first"]) if "first" in given else 100, MOST_SHOWN),
}
"Types with a list that is as long as an argument of the field before it says."


def operations(schema: GraphQLSchema, document: DocumentNode) -> dict[str, Operation]:
    """By name; one that has none by "". `document` is valid; keys of fields are the ids of its nodes."""
    reader = _Reader(schema, document)
    return {
        (definition.name.value if definition.name else ""): reader.operation(definition)
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    }


class _Reader:
    """Reads each fragment once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._read: dict[str, Selection] = {}
        self._unpaged: dict[int, Field] = {}

    def operation(self, node: OperationDefinitionNode) -> Operation:
        root = self._schema.get_root_type(node.operation)
        assert root is not None  # or the document were not valid
        defaults = {
            definition.variable.name.value: value_from_ast_untyped(definition.default_value)
            for definition in node.variable_definitions or ()
            if definition.default_value is not None
        }
        return Operation(self._selection(node.selection_set, root), defaults, self._unpaged)

    def _selection(self, node: SelectionSetNode, parent: GraphQLCompositeType) -> Selection:
        fields: list[Field] = []
        spreads: list[Spread] = []
        for asked in node.selections:
            conditions = _conditions(asked.directives or ())
            if conditions is None:
                continue
            match asked:
                case FieldNode():
                    fields.extend(self._fields(asked, parent, conditions))
                case InlineFragmentNode():
                    on = self._type(asked.type_condition) if asked.type_condition else parent
                    spreads.append(Spread(self._selection(asked.selection_set, on), conditions))
                case FragmentSpreadNode():
                    spreads.append(Spread(self._fragment(asked.name.value), conditions))
        return Selection(fields, spreads)

    def _fragment(self, name: str) -> Selection:
        if name not in self._read:
            fragment = self._fragments[name]
            on = self._type(fragment.type_condition)
            self._read[name] = self._selection(fragment.selection_set, on)
        return self._read[name]

    def _type(self, node: NamedTypeNode) -> GraphQLCompositeType:
        return cast(GraphQLCompositeType, self._schema.type_map[node.name.value])

    def _fields(
        self, node: FieldNode, parent: GraphQLCompositeType, conditions: Sequence[Condition]
    ) -> Sequence[Field]:
        """None of a leaf."""
        definition = self._schema.get_field(parent, node.name.value)
        assert definition is not None  # or the document were not valid
        answered = get_named_type(definition.type)
        if not is_composite_type(answered) or node.selection_set is None:
            return ()
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        many, count = _many(parent, node.name.value, definition, arguments)
        field = Field(
            self._selection(node.selection_set, answered),
            conditions,
            many,
            count,
            page=_page(answered, arguments),
            # Introspection answers from memory, and every client asks it: only what there is counts.
            assumed=1 if parent.name.startswith("__") else ASSUMED,
        )
        if many in (Many.UNPAGED, Many.OF_MAP):
            self._unpaged[id(node)] = field
        return (field,)


def _many(
    parent: GraphQLCompositeType, name: str, definition: GraphQLField, arguments: Arguments
) -> tuple[Many, Count]:
    if not is_list_type(get_nullable_type(definition.type)):
        return Many.COUNTED, one
    if read := LISTS.get(f"{parent.name}.{name}"):
        return Many.COUNTED, read(arguments)
    if parent.name.endswith(CONNECTION) or parent.name in ROWS:
        return Many.OF_PAGE, one
    return Many.OF_MAP if _is_of_map(parent) else Many.UNPAGED, one


def _is_of_map(type: GraphQLCompositeType) -> bool:
    """Whether its lists have an item for each element, or connector, of a map."""
    return type.name == "Automation" or (
        isinstance(type, GraphQLObjectType) and any(each.name == "Report" for each in type.interfaces)
    )


def _page(answered: GraphQLCompositeType, arguments: Arguments) -> Count:
    """How many items there are on the page that is answered; 1 where there is none."""
    if answered.name.endswith(CONNECTION):
        most = LARGEST_PAGES.get(answered.name, MOST_OTHERS)
        return Page(_number(arguments.get("first")), _number(arguments.get("last")), most)
    read = ROWS.get(answered.name)
    return one if read is None else read(arguments)


def _number(value: ValueNode | None) -> Asked:
    match value:
        case VariableNode(name=name):
            return name.value
        case IntValueNode(value=digits):
            return int(digits)  # of a valid document: 32 bits
    return None


def _items(value: ValueNode | None) -> Asked:
    match value:
        case VariableNode(name=name):
            return name.value
        case ListValueNode(values=values):
            return len(values)
    return 1  # GraphQL makes a list of a single value


def _conditions(directives: Sequence[DirectiveNode]) -> Sequence[Condition] | None:
    """None: never."""
    conditions: list[Condition] = []
    for directive in directives:
        wanted = {"include": True, "skip": False}.get(directive.name.value)
        if wanted is None:
            continue
        match (directive.arguments or ())[0].value:
            case VariableNode(name=name):
                conditions.append(Condition(name.value, wanted))
            case BooleanValueNode(value=value) if value is not wanted:
                return None
    return conditions
