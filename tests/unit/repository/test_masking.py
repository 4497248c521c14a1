"""Configuration as it may be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from acme_package import install_acme

from zenml.enums import StackComponentType
from zenml.flavors.registry import refresh
from zenml.models.records import ComponentRecord
from zenml.repository.context import open_context
from zenml.repository.masking import masked_configuration

UUID = "2866c9e2-77fb-4614-a90e-34991d018a82"


def test_a_secret_in_a_store_that_was_edited_by_hand_is_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(install_acme(tmp_path / "site", monkeypatch)))
    refresh()
    configuration = {"number": "{{duty.number}}", "token": "CANARY"}
    pager = ComponentRecord(StackComponentType.ALERTER, "night", "pager", UUID, configuration)
    assert masked_configuration(open_context(), pager) == {"number": "{{duty.number}}", "token": "***"}
    refresh()


def test_whatever_refers_to_a_secret_is_masked_when_the_package_is_gone() -> None:
    configuration = {"number": "112", "token": "{{pager.token}}", "retries": 3}
    pager = ComponentRecord(StackComponentType.ALERTER, "night", "gone", UUID, configuration)
    assert masked_configuration(open_context(), pager) == {"number": "112", "token": "***", "retries": 3}
