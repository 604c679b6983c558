"""What browsers are sent and we did not write: there, complete, and without what is not ours to use."""

from __future__ import annotations

from pathlib import Path

import hatch_build


def test_assets_are_there_in_the_locked_version() -> None:
    root = Path(hatch_build.__file__).resolve().parent

    assert hatch_build.current(root)


def test_stylesheet_names_neither_typeface_nor_crest_nor_any_address() -> None:
    root = Path(hatch_build.__file__).resolve().parent
    css = (root / hatch_build.VENDOR / "govuk-frontend.min.css").read_text()

    assert "govuk-button" in css
    for absent in ("GDS Transport", "@font-face", "crest", "/assets/", "sourceMappingURL"):
        assert absent not in css


def test_asset_of_another_version_is_fetched_again(tmp_path: Path) -> None:
    for name in ("package-lock.json", "hatch_build.py"):
        (tmp_path / name).write_text("as it was")
    vendor = tmp_path / hatch_build.VENDOR
    vendor.mkdir(parents=True)
    for name in hatch_build.KEPT.values():
        (vendor / name).touch()
    (vendor / "made-from").write_text(hatch_build.wanted(tmp_path))
    assert hatch_build.current(tmp_path)

    (tmp_path / "package-lock.json").write_text("as it is")

    assert not hatch_build.current(tmp_path)
