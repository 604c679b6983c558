"""`python -m tests.bench.report_table REPORT`: a report of `board bench` as the table of docs/performance.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def rows(report: dict[str, Any]) -> Iterator[str]:
    """Lines of Markdown: a figure each, with what was promised and whether it was kept."""
    yield "| line | figure | measured | promised | kept |"
    yield "|---|---|---|---|---|"
    for line, figures in report["lines"].items():
        for name, figure in figures.items():
            kept = {True: "yes", False: "**no**"}.get(figure.get("met"), "")
            value = f"{figure['value']:,} {figure['unit']}"
            yield f"| {line} | `{name}` | {value} | {figure.get('target', '')} | {kept} |"


def main() -> None:
    """Print the table, with the machine above it."""
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    told = report["machine"]
    print(
        f"{told['cores']} cores, {told['system']}, Python {told['python']}; load {told['load_before']} before and "
        f"{report['load_after']} at the end; {report['seconds']:.0f} s.\n"
    )
    print("\n".join(rows(report)))


if __name__ == "__main__":
    main()
