"""A marked secret that is put into every place which takes one is found in no other place afterwards."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from acme_package import install_acme
from commandline import CommandLine, Outcome
from plugin_site import make_distribution
from terminals import at_terminal

SECRET = ("secrets-manager", "secret")
PROGRAM = """\
from zenml import pipeline, step
from zenml.repository import Repository

@step
def call() -> str:
    pager = Repository().active_stack.alerter
    print(pager, repr(pager), pager.model_dump(), pager.model_dump_json())
    return f"{len(pager.token.get_secret_value())} {pager.number[:1]}"

@pipeline
def calling():
    call()

if __name__ == "__main__":
    run = calling().run()
    print(run.get_step("call").output.read(), Repository().active_stack, Repository().stacks)
"""
CRASHING = {
    "crashing/__init__.py": "",
    "crashing/plugin.py": (
        "from zenml.flavors import Flavor, hookimpl\n@hookimpl\ndef zenml_alerters():\n"
        "    return [\n"
        "        Flavor('crashing', 'crashing.alerter:CrashingAlerter', 'Tells what it was given'),\n"
        "        Flavor('leaking', 'crashing.alerter:LeakingAlerter', 'Tells what it has'),\n"
        "    ]\n"
    ),
    "crashing/alerter.py": """
from pydantic import SecretStr, field_validator, model_validator
from zenml.alerters import BaseAlerter
from zenml.components import StackValidator

class CrashingAlerter(BaseAlerter):
    FLAVOR = "crashing"
    token: SecretStr | None = None
    code: SecretStr | None = None

    @field_validator("token", mode="before")
    @classmethod
    def _quote(cls, token):
        raise ValueError(f"no token: {token}")

    @model_validator(mode="after")
    def _crash(self):
        raise RuntimeError(f"cannot work with {self.code.get_secret_value()}")

    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True

class LeakingAlerter(BaseAlerter):
    FLAVOR = "leaking"
    token: SecretStr

    @property
    def post_registration_message(self):
        return f"Open the door with {self.token.get_secret_value()}"

    @property
    def validator(self):
        return StackValidator(custom_validation_function=lambda stack: (False, f"no {self.token.get_secret_value()}"))

    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True
""",
}


@pytest.fixture
def canary() -> str:
    return f"CANARY-{uuid4()}"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZENML_LOG_LEVEL", "DEBUG")
    site = install_acme(tmp_path / "site", monkeypatch)
    make_distribution(site, "crashing", entry_points={"crashing": "crashing.plugin"}, modules=CRASHING)
    return site


@pytest.mark.usefixtures("used_before", "site")
def test_a_marked_secret_is_found_nowhere(zenml: CommandLine, home: Path, canary: str) -> None:
    Path("program.py").write_text(PROGRAM)
    said = [*everything_with(zenml, canary)]

    assert [(expected, outcome) for expected, outcome in said if expected not in (outcome.code, None)] == []
    shown = zenml(*SECRET, "get", "pager", "--reveal", "-o", "json").stdout
    assert canary in shown  # it was there all the time
    assert [outcome for _, outcome in said if canary in outcome.stdout + outcome.stderr] == []
    assert [path for folder in (home, Path.cwd()) for path in files_with(folder, canary)] == []
    assert [
        str(path)
        for path in home.rglob("*")
        if path.stat().st_mode & 0o077 and "zenml" in path.parts and path.is_file()
    ] == []


def everything_with(zenml: CommandLine, canary: str) -> Iterator[tuple[int | None, Outcome]]:
    """Do with the secret all that a user can, rightly and wrongly; yield the expected exit code and what was said."""
    (Path.cwd().parent / "token.txt").write_text(f"{canary}\n")
    from_file = f"@{Path.cwd().parent}/token.txt"
    yield 0, zenml("secrets-manager", "register", "safe", "--flavor=local")
    yield 0, zenml("stack", "update", "-x", "safe")
    yield 0, zenml(*SECRET, "register", "pager", f"--number={canary}", "--token", canary)
    yield 6, zenml(*SECRET, "register", "pager", f"--number={canary}")
    yield 0, zenml(*SECRET, "update", "pager", f"--token={from_file}")
    yield 3, zenml(*SECRET, "register", "db", "--schema=mysql", f"--password={canary}")
    yield 0, zenml("alerter", "register", "night", "--flavor=pager", "--number={{pager.number}}", f"--token={canary}")
    yield 6, zenml("alerter", "register", "night", "--flavor=pager", "--number=1", f"--token={canary}", "--exist-ok")
    yield 3, zenml("alerter", "register", "day", "--flavor=pager", "--number=1", "--token", canary, "--retries=x")
    yield 3, zenml("--debug", "alerter", "register", "bad", "--flavor=crashing", f"--token={canary}")
    yield 1, zenml("alerter", "register", "bad", "--flavor=crashing", f"--code={canary}")
    yield 1, zenml("--debug", "alerter", "register", "bad", "--flavor=crashing", "--code", canary)
    yield 3, zenml("alerter", "register", "@bad", "--flavor=pager", "--number=1", f"--token=@{canary}")
    yield from told_by_a_plugin(zenml, canary)
    yield 0, zenml("alerter", "update", "night", f"--token={from_file}", "--retries=3")
    yield 0, zenml("alerter", "copy", "night", "evening")
    yield 0, zenml("stack", "update", "--alerter=night")
    for output in ("table", "json", "yaml"):
        yield 0, zenml("alerter", "list", "-o", output)
        yield 0, zenml("alerter", "describe", "night", "-o", output)
        yield 0, zenml("stack", "describe", "-o", output)
        yield 0, zenml("status", "-o", output)
        yield 0, zenml("stack", "validate", "-o", output)
        yield 0, zenml(*SECRET, "list", "-o", output)
        yield 0, zenml(*SECRET, "get", "pager", "-o", output)
    yield 0, zenml("stack", "export")
    yield 0, zenml("stack", "export", "stack.yaml")
    yield 0, zenml("stack", "apply", "stack.yaml")
    yield 0, zenml("pipeline", "run", "program.py")
    yield 0, zenml("pipeline", "runs", "list", "-o", "json")
    yield 0, zenml("stack", "register-secrets", "--set", f"pager.number={canary}")
    words = [str(zenml.executable), "alerter", "register", "typed", "--flavor=pager", "-i"]
    screen = at_terminal(words, answer=["1\n", f"{canary}\n", *["\n"] * 4], env=dict(os.environ))
    yield 0, Outcome(screen.text, "", screen.code)
    yield 0, zenml("secrets-manager", "rotate-key")
    yield 0, zenml("secrets-manager", "rotate-key", "--vault")
    yield from killed_meanwhile(zenml, canary)


def told_by_a_plugin(zenml: CommandLine, canary: str) -> Iterator[tuple[int, Outcome]]:
    """Let a plugin say the secret wherever its words are shown."""
    yield 0, zenml("alerter", "register", "leak", "--flavor=leaking", f"--token={canary}")
    yield 3, zenml("stack", "update", "--alerter=leak")
    yield 0, zenml("stack", "copy", "default", "leaky")
    stack = Path(os.environ["ZENML_CONFIG_PATH"]) / "profiles" / "default" / "stacks" / "leaky.yaml"
    stack.write_text(stack.read_text().replace("components:\n", "components:\n  alerter: leak\n"))
    for output in ("table", "json", "yaml"):
        yield 3, zenml("stack", "validate", "leaky", "-o", output)


def killed_meanwhile(zenml: CommandLine, canary: str) -> Iterator[tuple[None, Outcome]]:
    for number in range(5):
        killed = zenml.start("alerter", "update", "night", f"--token={canary}-{number}")
        with suppress(subprocess.TimeoutExpired):
            killed.wait(0.1 + number / 10)
        killed.kill()
        stdout, stderr = killed.communicate()
        yield None, Outcome(stdout.decode(), stderr.decode(), killed.returncode)


def files_with(folder: Path, secret: str) -> Iterator[Path]:
    """Yield the files that hold a secret as it is, or in a usual form of bytes as text."""
    forms = {secret.encode(), secret.encode().hex().encode()}
    forms |= {base64.b64encode(b"x" * shift + secret.encode())[4:-4] for shift in range(3)}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and any(form in path.read_bytes() for form in forms):
            yield path
