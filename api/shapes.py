"""How figures of the books look in JSON: ``total_minor: int`` becomes ``total: "1500.00"``.

One mechanism for every answer: ``shape`` turns values, ``ShapedSchemas`` describes the same in the OpenAPI document,
both from the same reading of a struct's fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar.openapi.spec import Schema
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition

from munim.money import decimal_string

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator

MINOR: Final = "_minor"
Amount = Annotated[str, msgspec.Meta(description="an amount in the business's currency", examples=["1500.00"])]


def shape(value: Any, currency: str) -> Any:
    """``value`` with every amount of minor units as a decimal string of ``currency``, its name without ``_minor``."""
    if isinstance(value, msgspec.Struct):
        return {shown: turn(getattr(value, name), currency) for name, shown, turn in _fields(type(value))}
    if isinstance(value, Mapping):
        return {_shown(key): (_amount if _is_minor(key) else shape)(item, currency) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [shape(item, currency) for item in value]
    return value


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, Callable[[Any, str], Any]], ...]:
    return tuple(
        (field.name, _shown(field.encode_name), _amount if _is_minor(field.name) else shape)
        for field in msgspec.structs.fields(kind)
    )


def _amount(value: Any, currency: str) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return decimal_string(value, currency)
    if isinstance(value, Mapping):
        return {key: _amount(item, currency) for key, item in value.items()}
    return [_amount(item, currency) for item in value]


def _is_minor(name: Any) -> bool:
    return isinstance(name, str) and name.endswith(MINOR)


def _shown(name: Any) -> Any:
    return name.removesuffix(MINOR) if isinstance(name, str) else name


def _shown_type(annotation: Any) -> Any:
    """The type of a ``…_minor`` field as JSON shows it: each ``int`` in it is an amount."""
    if annotation is int:
        return Amount
    arguments = get_args(annotation)
    if not arguments:
        return annotation
    turned = tuple(_shown_type(argument) for argument in arguments)
    origin = get_origin(annotation)
    if origin is Annotated:
        return turned[0]
    return Union[turned] if type(None) in arguments else origin[turned]  # noqa: UP007 - built from a tuple


class ShapedSchemas(OpenAPISchemaPlugin):
    """Describes structs that hold amounts the way ``shape`` writes them."""

    @staticmethod
    def is_plugin_supported_type(value: Any) -> bool:
        kind = get_origin(value) or value
        return (
            isinstance(kind, type)
            and issubclass(kind, msgspec.Struct)
            and any(_is_minor(name) for name in kind.__struct_fields__)
        )

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: SchemaCreator) -> Schema:
        kind = field_definition.origin or field_definition.annotation
        hints = get_type_hints(kind, include_extras=True)
        return schema_creator.create_component_schema(
            field_definition,
            required=sorted(_shown(field.encode_name) for field in msgspec.structs.fields(kind)),
            property_fields={
                _shown(field.encode_name): FieldDefinition.from_annotation(
                    _shown_type(hints[field.name]) if _is_minor(field.name) else hints[field.name],
                    name=_shown(field.encode_name),
                )
                for field in msgspec.structs.fields(kind)
            },
        )
