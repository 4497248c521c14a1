"""Install a third party's package whose components have states: one owns a web server, others may fail."""

from __future__ import annotations

import http.client
from pathlib import Path

from plugin_site import make_distribution

from zenml.daemons import Daemon
from zenml.documents import read_document

_PLUGIN = """
from zenml.flavors import Flavor, hookimpl

@hookimpl
def zenml_orchestrators():
    return [
        Flavor("served", "stateful.orchestrator:ServedOrchestrator", "Owns a web server"),
        Flavor("far", "stateful.orchestrator:FarOrchestrator", "Runs steps on another machine"),
    ]

@hookimpl
def zenml_alerters():
    return [Flavor("siren", "stateful.alerter:SirenAlerter", "Has to be wound up")]

@hookimpl
def zenml_step_operators():
    return [Flavor("far", "stateful.step_operator:FarStepOperator", "Runs a step on another machine")]
"""
_SERVER = '''
"""Serve on a free port, which stands in the file ``port``; each request is a line of the log."""
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, format, *arguments):
        print(self.path)

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open("port.new", "w") as file:
    file.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
'''
_ORCHESTRATOR = '''
import http.client, shutil, sys
from pathlib import Path
from pydantic import Field
from zenml.components import StackValidator, local_store_folder
from zenml.daemons import Daemon
from zenml.orchestrators import BaseOrchestrator

class ServedOrchestrator(BaseOrchestrator):
    """Owns a web server."""

    FLAVOR = "served"

    program: str = Field(default=str(Path(__file__).with_name("server.py")), description="What to run")

    @property
    def local_path(self):
        return local_store_folder(self.uuid)

    @property
    def log_file(self):
        return self._daemon.log_file

    @property
    def _daemon(self):
        return Daemon(self.local_path / "server")

    @property
    def is_provisioned(self):
        return self.local_path.exists()

    @property
    def is_running(self):
        return self._daemon.is_running

    def provision(self):
        self.local_path.mkdir(parents=True)

    def resume(self):
        self._daemon.start([sys.executable, "-u", self.program], ready=self._answers)

    def suspend(self):
        self._daemon.stop()

    def deprovision(self):
        self._daemon.stop()
        shutil.rmtree(self.local_path)

    def _answers(self):
        port = int((self._daemon.folder / "port").read_text())
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200

    def run(self, deployment, run_step):
        for step in deployment.steps:
            run_step(step.name)

class FarOrchestrator(BaseOrchestrator):
    FLAVOR = "far"

    objects: bool = Field(default=False, description="Whether it objects to every stack")

    @property
    def is_remote(self):
        return True

    @property
    def validator(self):
        return StackValidator(custom_validation_function=lambda stack: (not self.objects, f"{stack.name} is ugly"))

    def run(self, deployment, run_step):
        raise AssertionError("there is no other machine")
'''
_ALERTER = '''
from pydantic import Field
from zenml.alerters import BaseAlerter
from zenml.components import local_store_folder

class SirenAlerter(BaseAlerter):
    """Has to be wound up."""

    FLAVOR = "siren"

    fails_to: str = Field(default="", pattern="^[a-z]*$", description="What it fails to do")

    @property
    def _mark(self):
        return local_store_folder(self.uuid) / "wound-up"

    @property
    def is_provisioned(self):
        return self._mark.exists()

    @property
    def is_running(self):
        return self._mark.exists() and self._mark.read_text() == "loud"

    def provision(self):
        self._try_to("provision")
        self._mark.parent.mkdir(parents=True)
        self._mark.touch()

    def resume(self):
        self._try_to("resume")
        self._mark.write_text("loud")

    def suspend(self):
        self._try_to("suspend")
        self._mark.write_text("")

    def deprovision(self):
        self._try_to("deprovision")
        self._mark.unlink()
        self._mark.parent.rmdir()

    def _try_to(self, do):
        print("siren:", do)
        if do == self.fails_to:
            raise RuntimeError("the spring\\nbroke")

    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True
'''
_STEP_OPERATOR = """
from zenml.step_operators import BaseStepOperator

class FarStepOperator(BaseStepOperator):
    FLAVOR = "far"

    @property
    def is_remote(self):
        return True

    def launch(self, step, entrypoint_command, resources, *, deployment):
        raise AssertionError("there is no other machine")
"""


def make_stateful(folder: Path) -> Path:
    """Install ``acme-stateful`` into a folder and return that; who has it in ``PYTHONPATH`` finds it."""
    modules = {
        "__init__": "",
        "plugin": _PLUGIN,
        "server": _SERVER,
        "orchestrator": _ORCHESTRATOR,
        "alerter": _ALERTER,
        "step_operator": _STEP_OPERATOR,
    }
    make_distribution(
        folder,
        "acme-stateful",
        entry_points={"stateful": "stateful.plugin"},
        modules={f"stateful/{name}.py": source for name, source in modules.items()},
    )
    return folder


def server_of(name: str, config_path: Path, profile: str = "default") -> Daemon:
    """Return the daemon of the orchestrator ``served`` with this name."""
    record = read_document(config_path / "profiles" / profile / "orchestrators" / f"{name}.yaml")
    return Daemon(config_path / "local_stores" / str(record["uuid"]) / "server")


def asked(daemon: Daemon, path: str) -> int:
    """Ask the server for a path, which it logs, and return its process number."""
    connection = http.client.HTTPConnection("127.0.0.1", int((daemon.folder / "port").read_text()), timeout=60)
    connection.request("GET", path)
    number = int(connection.getresponse().read())
    connection.close()
    return number


def stop_all(config_path: Path) -> None:
    """Stop every daemon below a configuration folder, whatever a test has done to it."""
    for identity in config_path.glob("local_stores/*/server/daemon.yaml"):
        if "elsewhere" not in identity.read_text():
            Daemon(identity.parent).stop(timeout_seconds=0)
