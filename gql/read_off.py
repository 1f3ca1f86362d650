"""Objects whose every selected field is read off themselves, completed in one go.

A report has thousands of such fields (`gql/fields.derived`, plain attributes): nothing is awaited between
them, they have no arguments, and nobody asks where they stand. So what graphql-core does for each is done
once for all objects of a list: look the field up, find its type, choose how its value is written. What cannot
be completed so, whatever the reason, is left to graphql-core, which then says what is wrong.
"""

from collections.abc import Callable
from math import isfinite
from operator import attrgetter
from typing import Final, cast

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    TypeNameMetaFieldDef,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from strawberry.schema.schema_converter import GraphQLCoreConverter

from gql.fields import DerivedField
from measure.cost import ASSUMED

Complete = Callable[[object], object]
"What is answered for a value; raises whatever it likes for one that it cannot complete."
Collect = Callable[[GraphQLObjectType, FieldDetailsList], GroupedFieldSet]
"The fields that are selected of an object."

_IsTypeOf = Callable[[object, None], bool]
"Strawberry's looks at the value only."
_INT: Final = 2**31


def completion(
    schema: GraphQLSchema, type: GraphQLOutputType, details: FieldDetailsList, collect: Collect
) -> Complete | None:
    """How values of an object type, or of a list, are completed; None when graphql-core has to."""
    if isinstance(type, GraphQLNonNull):
        inner = completion(schema, type.of_type, details, collect)
        return inner and _required(inner)
    if isinstance(type, GraphQLList):
        item = completion(schema, type.of_type, details, collect)
        return item and _list(item)
    if isinstance(type, GraphQLObjectType):
        return _object(schema, type, collect(type, details), collect)
    return _leaf(type.name, type.coerce_output_value) if is_leaf_type(type) else None


def _required(inner: Complete) -> Complete:
    def complete(value: object) -> object:
        if value is None:
            raise TypeError("null")
        return inner(value)

    return complete


def _list(item: Complete) -> Complete:
    def complete(value: object) -> object:
        if value is None:
            return None
        if not isinstance(value, list):
            raise TypeError("not a list")
        return [item(each) for each in value]

    return complete


def _short(items: Complete) -> Complete:
    def complete(value: object) -> object:
        if isinstance(value, list) and len(value) > ASSUMED:
            raise ValueError("its cost is to be counted")
        return items(value)

    return complete


def _object(
    schema: GraphQLSchema, of: GraphQLObjectType, selected: GroupedFieldSet, collect: Collect
) -> Complete | None:
    fields = []
    for name, details in selected.items():
        field = schema.get_field(of, details[0].node.name.value)
        read = None if field is None else _reading(field, of)
        inner = None if field is None or read is None else completion(schema, field.type, details, collect)
        if field is None or read is None or inner is None:
            return None
        if is_list_type(get_nullable_type(field.type)) and not is_leaf_type(get_named_type(field.type)):
            inner = _short(inner)
        fields.append((name, read, inner))
    is_of_type = cast("_IsTypeOf | None", of.is_type_of)
    known: object = None

    def complete(value: object) -> object:
        nonlocal known
        if value is None:
            return None
        if type(value) is not known:
            if is_of_type is not None and not is_of_type(value, None):
                raise TypeError("of another type")
            known = type(value)
        return {name: inner(read(value)) for name, read, inner in fields}

    return complete


def _reading(field: GraphQLField, of: GraphQLObjectType) -> Complete | None:
    """How a field's value is read off its object; None when that takes more than the object."""
    if field is TypeNameMetaFieldDef:
        return lambda _: of.name
    if not getattr(field.resolve, "_is_default", False):  # Strawberry's mark
        return None
    defined = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    if isinstance(defined, DerivedField):
        return defined.read
    return attrgetter(defined.python_name)


def _leaf(name: str, coerce: Complete) -> Complete:
    """Values that are what they should be, as nearly all are, are answered as they are."""
    is_itself = _ARE_THEMSELVES.get(name, _is_never_itself)

    def complete(value: object) -> object:
        if value is None or is_itself(value):
            return value
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise TypeError("no value")
        return coerced

    return complete


def _is_never_itself(_: object) -> bool:
    return False


_ARE_THEMSELVES: Final[dict[str, Callable[[object], bool]]] = {
    "String": lambda value: type(value) is str,
    "ID": lambda value: type(value) is str,
    "Int": lambda value: type(value) is int and -_INT <= value < _INT,
    "Float": lambda value: type(value) is float and isfinite(value),
    "Boolean": lambda value: type(value) is bool,
}
