"""From a validation error to a sentence for each field. A sentence never repeats what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

MOST = 50
LONGEST_NAME = 60

_SENTENCES: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "plain": lambda c: str(c["words"]),
    "missing": lambda c: "This is needed.",
    "extra_forbidden": lambda c: "There is no such field here. Check its spelling, or leave it out.",
    "string_type": lambda c: 'Send text, in quotes, for example "PPN-123".',
    "string_unicode": lambda c: (
        "This holds characters that are not text (half of a surrogate pair): take them out."
    ),
    "string_too_long": lambda c: f"This is too long: at most {c['max_length']:,} characters.",
    "string_too_short": lambda c: "This is needed.",
    "bool_type": lambda c: "Send true or false.",
    "int_type": lambda c: "Send a whole number, without quotes.",
    "int_from_float": lambda c: "Send a whole number, without quotes.",
    "greater_than_equal": lambda c: f"This is too small: at least {c['ge']}.",
    "less_than_equal": lambda c: f"This is too large: at most {c['le']}.",
    "literal_error": lambda c: f"Send one of {c['expected']}.",
    "list_type": lambda c: "Send a list, in square brackets.",
    "too_long": lambda c: f"These are too many: at most {c['max_length']} in one contact.",
    "model_type": lambda c: "Send an object, in curly brackets.",
    "model_attributes_type": lambda c: "Send an object, in curly brackets.",
    "dict_type": lambda c: "Send an object, in curly brackets.",
}


def path(loc: tuple[int | str, ...]) -> str:
    """Where a field stands, e.g. children.0.born_on; empty for the whole."""
    return ".".join(str(part).encode("ascii", "replace").decode()[:LONGEST_NAME] for part in loc)


def complaints(error: ValidationError) -> dict[str, str]:
    """A sentence for every field at fault, at most fifty; a field of several faults tells the first."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False):
        if len(found) == MOST:
            found["more"] = f"There is more at fault than the {MOST} fields named here."
            break
        say = _SENTENCES.get(fault["type"])
        found.setdefault(
            path(fault["loc"]) or "body", say(fault.get("ctx", {})) if say else "This cannot be read."
        )
    return found
