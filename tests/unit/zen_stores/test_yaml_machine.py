"""A YAML store, driven through its verbs in random order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from chaos_results import SCALES, keep_result
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from store_machine import StoreMachine

from zenml.config.profiles import Profile
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_writing import initialize_store

STEPS = 50


class YamlMachine(StoreMachine):
    def make_store(self, number: int) -> Callable[[], ZenStore]:
        root = self.folder / str(number)
        initialize_store(root, {})
        return lambda: open_store(Profile("test", store_url=str(root)))


@pytest.mark.parametrize("scale", SCALES)
def test_a_store_does_what_one_in_memory_does_whatever_comes_in_whatever_order(scale: float) -> None:
    histories = round(100 * scale)

    run_state_machine_as_test(
        YamlMachine,
        settings=settings(max_examples=histories, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck)),
    )
    keep_result("store-machine", scale, histories=histories, steps_at_most=histories * STEPS)
