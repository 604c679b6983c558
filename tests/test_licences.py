"""docs/licences.md names everything the board is made of."""

from __future__ import annotations

import pytest

from tests import licences


@pytest.mark.parametrize("extra", ["", "dev"])
def test_every_package_asked_for_and_what_it_needs_is_listed(extra: str) -> None:
    missing = licences.closure(licences.requirements(extra)) - licences.listed()

    assert not missing, f"run tests/licences.py: docs/licences.md does not name {sorted(missing)}"


def test_every_asset_sent_to_browsers_is_listed() -> None:
    missing = set(licences.assets()) - licences.listed()

    assert not missing, f"run tests/licences.py: docs/licences.md does not name {sorted(missing)}"


def test_the_lock_names_no_address_and_has_a_checksum_for_each_asset() -> None:
    lock = (licences.ROOT / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert "http" not in lock
    assert lock.count('"integrity": "sha512-') == len(licences.assets())
