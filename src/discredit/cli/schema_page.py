"""The keys of every kind of file, written from the schemas that check them.

Write it anew with `python -m discredit.cli.schema_page > docs/schema.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from discredit.cli.check import SCHEMAS, schema_of

MOST_UNITS = 6
"""Beyond these it is any currency."""
OPENING = """\
# Files and their keys

*Written from the schemas by `python -m discredit.cli.schema_page`; a test keeps it so.*

The keys of the files that you may write, kind by kind and section by section, with the unit where
one is prescribed. `discredit check my-city.yaml` holds a file to them and tells every fault with
its line; [an editor](editor.md) shows them while you type. A *number* is written
`{value: 0.3, unit: share, evidence: assumed, source: A-950, range: [0, 1]}`.
"""


def markdown() -> str:
    """The whole page."""
    parts = [OPENING]
    told: set[str] = set()
    for kind in SCHEMAS:
        schema = schema_of(kind)
        parts.append(f"\n## A {kind} file\n\n{_flowing(schema.get('description'))}\n\n")
        parts += _table(schema)
        for name, section in schema.get("$defs", {}).items():
            if name in told or "properties" not in section:
                continue
            told.add(name)
            parts.append(f"\n### {name}\n\n{_flowing(section.get('description'))}\n\n")
            parts += _table(section)
    return "".join(parts)


def _table(schema: Mapping[str, Any]) -> Iterator[str]:
    if "properties" not in schema:
        return
    needed = set(schema.get("required", ()))
    yield "| key | what stands there | what it decides |\n|---|---|---|\n"
    for key, one in schema.get("properties", {}).items():
        mark = ", required" if key in needed else ""
        yield f"| `{key}` | {_kind(one)}{mark} | {_flowing(one.get('description'))} |\n"


def _kind(one: Mapping[str, Any]) -> str:
    """What may stand at a key, in words.

    >>> _kind({"type": "object", "additionalProperties": {"$ref": "#/$defs/ListRule"}})
    'by name: ListRule'
    """
    if "$ref" in one:
        name = str(one["$ref"]).rpartition("/")[2]
        return "number" if name == "Number" else name
    if "allOf" in one:
        unit = one.get("properties", {}).get("unit", {})
        units = [unit["const"]] if "const" in unit else list(unit.get("enum", ()))
        said = " or ".join(units) if len(units) <= MOST_UNITS else f"{units[0]} and the like"
        return ", ".join(filter(None, (_kind(one["allOf"][0]), said)))
    if choices := one.get("anyOf", one.get("oneOf")):
        kinds = dict.fromkeys(_kind(each) for each in choices if each.get("type") != "null")
        return " or ".join(kinds)
    if isinstance(one.get("additionalProperties"), Mapping):
        return f"by name: {_kind(one['additionalProperties'])}"
    if one.get("type") == "array" and isinstance(one.get("items"), Mapping):
        return f"list of {_kind(one['items'])}"
    if "enum" in one:
        return " or ".join(f"`{each}`" for each in one["enum"])
    words = {"string": "text", "boolean": "true or false", "object": "a section"}
    if "const" in one:
        return f"`{one['const']}`"
    kind = str(one.get("type", "any"))
    return words.get(kind, kind)


def _flowing(text: object) -> str:
    return " ".join(str(text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    print(markdown(), end="")
