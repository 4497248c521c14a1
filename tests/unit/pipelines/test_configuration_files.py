"""A configuration file says what it means, or everything that is wrong in it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from zenml.errors import ConfigurationError, NotFoundError
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.configuration_files import ConfigurationFile, Keys
from zenml.pipelines.configuration_reading import read_configuration
from zenml.pipelines.file_sections import RetrySection

FAULTY = """\
run_nmae: first
enable_cache: maybe
failure_mode: go_on
tags: [" "]
schedule: {cron: often}
steps:
  trainer:
    retry: {max_retries: -1, delay: 2}
    timeout_seconds: 0
    resources: {cpu_count: many}
    parameters: [1]
    output_materializers: 3
  evaluator: fast
settings: {run_name: x}
"""
FAULTS = [
    ("line 2: 'enable_cache' is 'maybe', but it should be a valid boolean (such as enable_cache: false)"),
    ("line 3: 'failure_mode' is 'go_on', but it should be 'fail_fast' or 'continue' (such as failure_mode: continue)"),
    (
        "line 4: 'tags' is [' '], but ' ' is not a valid tag (use 1 to 64 printable characters) "
        "(such as tags: [nightly])"
    ),
    (
        "line 5: 'schedule' is {'cron': 'often'}, but the schedule is not valid: its cron expression is "
        "'often' (write five fields: minute hour day-of-month month day-of-week) "
        "(such as schedule: {interval: 3600})"
    ),
    ("line 11: 'steps.trainer.parameters' is [1], but it should be a mapping (such as parameters: {gamma: 0.01})"),
    (
        "line 8: 'steps.trainer.retry.max_retries' is -1, but it should be greater than or equal to 0 "
        "(such as max_retries: 3)"
    ),
    ("line 8: 'steps.trainer.retry.delay' is not known (known: backoff, delay_seconds, max_retries, retry_on)"),
    (
        "line 9: 'steps.trainer.timeout_seconds' is 0, but it should be a number of seconds above 0 "
        "(such as timeout_seconds: 600)"
    ),
    ("line 10: 'steps.trainer.resources.cpu_count' is 'many', but it should be a valid number (such as cpu_count: 4)"),
    (
        "line 12: 'steps.trainer.output_materializers' is 3, but it should be an address, or one for "
        "each output (such as output_materializers: {model: 'my_project.models:ModelMaterializer'})"
    ),
    ("line 13: 'steps.evaluator' is 'fast', but it should be a mapping (correct it there)"),
    (
        "line 14: 'settings' is {'run_name': 'x'}, but 'run_name' is a key of its own "
        "(write it at the top of the file) (such as settings: {queue: fast})"
    ),
    "line 1: 'run_nmae' is not known (did you mean 'run_name'?)",
]


def said_in(text: str) -> dict[Keys, object]:
    said, faults = read_configuration(_file(text))
    assert faults == []
    return {keys: given.value for keys, given in said.items()}


def faults_in(text: str) -> list[str]:
    _, faults = read_configuration(_file(text))
    lines = [f"{fault.problem} ({fault.remedy})" for fault in faults]
    assert all(line.startswith("nightly.yaml, ") for line in lines)
    return [line.removeprefix("nightly.yaml, ") for line in lines]


def _file(text: str) -> ConfigurationFile:
    Path("nightly.yaml").write_text(text, encoding="utf-8")
    return ConfigurationFile.called("nightly.yaml")


def test_each_value_stands_under_its_keys() -> None:
    text = """\
run_name: first
tags: [nightly, Best]
parameters: {rounds: 3, note: }
steps:
  trainer:
    retry: 2
    timeout_seconds: 1.5
    experiment_tracker:
    parameters: {gamma: 0.5}
settings: {queue: fast}
"""
    assert said_in(text) == {
        ("run_name",): "first",
        ("tags", "nightly"): "nightly",
        ("tags", "Best"): "Best",
        ("parameters", "rounds"): 3,
        ("parameters", "note"): None,
        ("settings", "queue"): "fast",
        ("steps", "trainer"): None,
        ("steps", "trainer", "retry"): RetrySection(max_retries=2),
        ("steps", "trainer", "timeout_seconds"): 1.5,
        ("steps", "trainer", "experiment_tracker"): None,
        ("steps", "trainer", "parameters", "gamma"): 0.5,
    }


@pytest.mark.parametrize("text", ["{}", "steps:\nparameters:\ntags:\nsettings:\nrun_name:\nschedule:\n"])
def test_what_is_left_empty_says_nothing(text: str) -> None:
    assert said_in(text) == {}


def test_all_faults_come_at_once_each_with_line_key_and_remedy() -> None:
    assert faults_in(FAULTY) == FAULTS


def test_beside_a_fault_the_rest_is_read() -> None:
    said, faults = read_configuration(_file("run_name: 3\nsteps: {trainer: {rtry: 2, retry: 2}}\n"))
    assert ([given.key for given in said.values()], len(faults)) == (["steps.trainer", "steps.trainer.retry"], 2)


def test_a_file_that_is_not_there_is_refused_with_the_one_that_was_meant() -> None:
    _file("{}")
    with pytest.raises(NotFoundError) as caught:
        read_configuration(ConfigurationFile.called("nigthly.yaml"))
    assert str(caught.value) == "there is no configuration file 'nigthly.yaml' (did you mean 'nightly.yaml'?)"


def test_a_damaged_file_is_refused_with_the_line() -> None:
    with pytest.raises(ConfigurationError, match=r"nightly\.yaml, line 1 cannot be read: a key stands twice"):
        read_configuration(_file("run_name: x\nrun_name: y\n"))


def test_a_file_is_found_from_where_it_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file("run_name: x\n")
    monkeypatch.chdir(tmp_path)
    assert read_configuration(file)[0]["run_name",].place == "nightly.yaml, line 1"


def test_of_two_files_the_later_one_counts_and_tags_add_up() -> None:
    files = []
    for name, text in (("a", "tags: [one]\nparameters: {x: 1, y: 1}\n"), ("b", "tags: [two]\nparameters: {y: 2}\n")):
        Path(f"{name}.yaml").write_text(text)
        files.append(ConfigurationFile.called(f"{name}.yaml"))
    configuration = Configuration.read(files)
    assert list(configuration.below("tags")) == ["one", "two"]
    assert {name: given.value for name, given in configuration.below("parameters").items()} == {"x": 1, "y": 2}
    assert configuration.given("parameters", "y") == configuration.below("parameters")["y"]
