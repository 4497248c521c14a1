"""Steps that log into the experiment tracker `local`, and tell people by the alerter `console`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commandline import CommandLine
from terminals import at_terminal

from zenml.post_execution import get_run
from zenml.repository import Repository
from zenml_local.experiment_tracker import LocalExperimentTracker

PROJECT = """
import sys

from zenml import pipeline, step
from zenml.hooks import alerter_failure_hook, alerter_success_hook
from zenml.steps import StepContext


@step(experiment_tracker="notes", alerter="bell")
def train(context: StepContext, rate: float) -> float:
    context.experiment_tracker.log_params({"rate": rate})
    context.experiment_tracker.set_tag("stage", "trial")
    for epoch in range(3):
        context.experiment_tracker.log_metric("loss", rate / (epoch + 1), step=epoch)
    context.alerter.post("three epochs are over")
    return rate


@step(experiment_tracker="notes", step_operator="apart", enable_cache=False)
def train_elsewhere(context: StepContext) -> float:
    context.experiment_tracker.log_metric("loss", float("inf"))
    return 1.0


@step
def forgetful(context: StepContext) -> int:
    context.experiment_tracker.log_metric("loss", 1)
    return 1


@step
def silent(context: StepContext) -> int:
    context.alerter.post("hello")
    return 1


@step(alerter="bell")
def ask(context: StepContext) -> bool:
    return context.alerter.ask("Deploy?")


@step(on_success=alerter_success_hook)
def works() -> int:
    return 1


@step(on_failure=alerter_failure_hook)
def fails(context: StepContext) -> int:
    raise ValueError(f"{context.stack.container_registry.uri} is refused")


@step(on_failure=alerter_failure_hook, step_operator="apart")
def fails_elsewhere(context: StepContext) -> int:
    raise ValueError("as ever")


@pipeline
def tracking():
    train(0.5)
    train_elsewhere()


@pipeline(failure_mode="continue")
def unnamed():
    forgetful()
    silent()


@pipeline
def asking():
    ask()


@pipeline(failure_mode="continue")
def ending():
    works()
    fails()
    fails_elsewhere()


@step(alerter="gong")
def wrong() -> int:
    return 1


@pipeline
def miswired():
    wrong()


if __name__ == "__main__":
    globals()[sys.argv[1]]().run(run_name=sys.argv[1])
"""


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "steps.py").write_text(PROJECT)
    for command in (
        "experiment-tracker register notes --flavor=local --path=notes",
        "alerter register bell --flavor=console",
        "step-operator register apart --flavor=subprocess",
        "secrets-manager register safe --flavor=local",
        "container-registry register images --flavor=default --uri={{registry.uri}}",
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register all -o default -a default -m default -e notes -al bell -s apart -x safe -c images --set",
        "stack register two -o two -a default -m default -e notes -al bell -s apart -x safe -c images",
        "secrets-manager secret register registry --uri=open-sesame.example",
    ):
        done = zenml(*command.split(), cwd=tmp_path)
        assert done.code == 0, done.stderr
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _python(pipeline: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "steps.py", pipeline], capture_output=True, text=True, timeout=120, check=False
    )


def _errors(run: str) -> dict[str, str | None]:
    return {step.name: step.error for step in get_run(run).steps}


@pytest.mark.parametrize("stack", ["all", "two"])
def test_metrics_are_read_back_wherever_the_step_ran(stack: str, project: Path, zenml: CommandLine) -> None:
    assert zenml("stack", "set", stack).code == 0
    done = _python("tracking")
    assert done.returncode == 0, done.stderr
    tracker = Repository().active_stack.experiment_tracker
    assert isinstance(tracker, LocalExperimentTracker)
    assert tracker.path == str(project / "notes")
    logged = [(metric.step_name, metric.name, metric.value, metric.step) for metric in tracker.metrics("tracking")]
    assert sorted(logged) == [
        ("train", "loss", 0.5 / 3, 2),
        ("train", "loss", 0.25, 1),
        ("train", "loss", 0.5, 0),
        ("train_elsewhere", "loss", float("inf"), None),
    ]
    assert tracker.parameters("tracking")["train"] == {"rate": 0.5}
    assert tracker.tags("tracking")["train"] == {"stage": "trial"}
    run = get_run("tracking")
    link = (project / "notes" / "experiments" / run.id / "train").as_uri()
    assert run.get_step("train").output.metadata == {"experiment_tracker_link": link}
    assert "bell: three epochs are over\n" in done.stderr
    assert run.get_step("train").log() == "bell: three epochs are over\n"


def test_a_step_reaches_only_what_it_names(project: Path) -> None:
    assert _python("unnamed").returncode == 1
    assert _errors("unnamed") == {
        "forgetful": "UsageError: step 'forgetful' names no experiment tracker "
        "(write @step(experiment_tracker='NAME'))",
        "silent": "UsageError: step 'silent' names no alerter (write @step(alerter='NAME'))",
    }


def test_an_alerter_that_the_stack_does_not_have_is_refused_before_anything_runs(project: Path) -> None:
    done = _python("miswired")
    assert done.returncode == 1
    assert "wants the alerter 'gong', which stack 'all' does not have: its alerter is 'bell'" in done.stderr
    assert "Step wrong" not in done.stderr


@pytest.mark.parametrize("stack", ["all", "two"])
def test_hooks_post_how_a_step_ended_without_secrets(stack: str, project: Path, zenml: CommandLine) -> None:
    assert zenml("stack", "set", stack).code == 0
    done = _python("ending")
    assert done.returncode == 1
    assert sorted(line for line in done.stderr.splitlines() if line.startswith("bell: ")) == [
        "bell: step 'fails' of run 'ending' of pipeline 'ending' failed: ValueError: *** is refused",
        "bell: step 'fails_elsewhere' of run 'ending' of pipeline 'ending' failed: ValueError: as ever",
        "bell: step 'works' of run 'ending' of pipeline 'ending' succeeded",
    ]
    assert _errors("ending")["fails"] == "ValueError: *** is refused"


def test_a_hook_without_an_alerter_is_a_warning(project: Path, zenml: CommandLine) -> None:
    assert zenml("stack", "remove-component", "all", "--alerter").code == 0
    done = _python("ending")
    assert (
        "Hook alerter_success_hook of step 'works' raised ZenMLError: stack 'all' has no alerter "
        "(zenml alerter flavor list)"
    ) in done.stderr
    assert _errors("ending")["works"] is None


def test_a_person_at_the_terminal_is_asked_and_others_are_not(project: Path, zenml: CommandLine) -> None:
    screen = at_terminal(
        [sys.executable, "steps.py", "asking"], answer="y\n", question="ENTER)\n", env={"NO_COLOR": "1"}
    )
    assert screen.code == 0, screen.text
    assert get_run("asking").get_step("ask").output.read() is True
    assert zenml("alerter", "update", "bell", "--default_answer=no").code == 0
    (project / "asking_again.py").write_text("from steps import asking\nasking().run(run_name='again')\n")
    done = zenml("pipeline", "run", "asking_again.py")
    assert done.code == 0, done.stderr
    assert get_run("again").get_step("ask").output.read() is False
