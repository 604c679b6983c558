"""Values and places of a stored policy in plain words."""

from __future__ import annotations

import re
from typing import Any


def value_words(value: Any) -> str:
    """A value of a policy document in plain words."""
    if value is None or value == [] or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        listed = [
            str(one["label"]) if isinstance(one, dict) and "label" in one else value_words(one)
            for one in value
        ]
        return f"{len(value)}: {', '.join(listed)}"
    if isinstance(value, dict):
        if value.keys() == {"number", "unit", "basis"}:
            return f"{value['number']} {value['unit']} ({str(value['basis']).replace('_', ' ')})"
        return "; ".join(f"{name.replace('_', ' ')} {value_words(one)}" for name, one in value.items())
    return str(value)


def path_words(path: str, stored: Any) -> str:
    """Where in a policy something stands, in plain words: `levels[0].claim_limit.number` is "Red, claim limit, number"."""
    here, said = stored, list[str]()
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path.removeprefix("policy").lstrip(".")):
        here = _inside(here, name, index)
        if not index:
            said.append(name.replace("_", " "))
        elif isinstance(here, dict) and isinstance(here.get("label"), str):
            said[-1] = f"{said[-1]}: {here['label']}"
        else:
            said[-1] = f"{said[-1]}, entry {int(index) + 1}"
    return ", ".join(said) or "the whole document"


def _inside(here: Any, name: str, index: str) -> Any:
    if index and isinstance(here, list) and int(index) < len(here):
        return here[int(index)]
    return here.get(name) if isinstance(here, dict) else None
