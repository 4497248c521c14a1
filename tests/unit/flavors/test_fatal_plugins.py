"""Plugins that end, or seem to end, the process that imports them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from plugin_site import PluginSite, flavor_source, make_distribution, reading_of
from waiting import wait_until

from zenml.flavors import rehearsal
from zenml.flavors.candidates import Distributions

COUNT = "import pathlib; file = pathlib.Path(__file__).with_name('imports'); file.open('a').write('x')\n"
FATAL = COUNT + "import os; os._exit(7)\n"


def imports_of(site: PluginSite, package: str = "acme_a") -> int:
    return len((site.folder / package / "imports").read_text())


def statuses(site: PluginSite) -> dict[str, str]:
    return {row.qualified_name: row.status.value for row in site.read().rows}


def test_a_plugin_that_ended_a_process_is_a_row_for_the_next(site: PluginSite) -> None:
    site.add("acme-a", FATAL)
    site.add("acme-b", flavor_source("ftp"))
    first = site.start()
    first.communicate()

    rows = site.read().rows

    assert first.returncode == 7
    assert [(row.qualified_name, row.status.value) for row in rows] == [("acme-b/ftp", "ok"), ("acme-a/acme", "broken")]
    assert rows[1].cause == "ended the process while importing (exit code 7)"


@pytest.mark.parametrize(
    ("end", "cause"),
    [
        ("import os; os._exit(0)", "exit code 0"),
        ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
        ("import ctypes, faulthandler; faulthandler.disable(); ctypes.string_at(0)", "SIGSEGV"),
    ],
)
def test_the_row_says_how_it_ended(site: PluginSite, end: str, cause: str) -> None:
    site.add("acme-a", end)
    site.start().communicate()

    assert [row.cause for row in site.read().rows] == [f"ended the process while importing ({cause})"]


def test_a_hook_that_ends_the_process_counts_likewise(site: PluginSite) -> None:
    site.add("acme-a", "import os\n" + flavor_source("ftp").replace("return", "os._exit(5)"))
    site.start().communicate()

    assert statuses(site) == {"acme-a/acme": "broken"}


def test_it_is_not_imported_again_until_its_distribution_changes(site: PluginSite) -> None:
    site.add("acme-a", FATAL)
    site.start().communicate()
    assert statuses(site) == {"acme-a/acme": "broken"}
    imports = imports_of(site)

    site.add("acme-b", flavor_source("sftp"))  # the cache is outdated now, the verdict is not

    assert statuses(site) == {"acme-b/sftp": "ok", "acme-a/acme": "broken"}
    assert imports_of(site) == imports

    site.remove("acme-a")
    site.add("acme-a", flavor_source("ftp"), version="1.1")

    assert statuses(site) == {"acme-b/sftp": "ok", "acme-a/ftp": "ok"}


def test_one_that_is_being_worked_on_is_imported_again_once_its_code_changes(site: PluginSite, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    points, modules = {"a": "acme_a.plugin"}, {"acme_a/plugin.py": FATAL}
    make_distribution(site.folder, "acme-a", entry_points=points, modules=modules, editable=checkout)
    path = f"{site.folder}{os.pathsep}{checkout}"
    site.start(PYTHONPATH=path).communicate()
    assert [row.status.value for row in site.read(PYTHONPATH=path).rows] == ["broken"]

    (checkout / "acme_a" / "plugin.py").write_text(flavor_source("ftp"))

    assert [row.status.value for row in site.read(PYTHONPATH=path).rows] == ["ok"]


def test_nothing_is_left_of_an_accusation_once_its_distribution_is_gone(site: PluginSite, config_path: Path) -> None:
    site.add("acme-a", FATAL)
    site.start().communicate()
    site.remove("acme-a")

    assert statuses(site) == {}
    assert [file.name[:8] for file in (config_path / "cache").iterdir()] == ["flavors-"]


WAITING = """
import os, pathlib, time
if "ACME_WAITS" in os.environ:
    pathlib.Path(os.environ["ACME_WAITS"]).touch()
    time.sleep(60)
"""


def test_a_plugin_during_whose_import_somebody_killed_the_process_is_innocent(
    site: PluginSite, tmp_path: Path, config_path: Path
) -> None:
    site.add("acme-a", WAITING + flavor_source("ftp"))
    process = site.start(ACME_WAITS=str(tmp_path / "reached"))
    wait_until((tmp_path / "reached").exists)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert statuses(site) == {"acme-a/ftp": "ok"}
    assert [file.name[:8] for file in (config_path / "cache").iterdir()] == ["flavors-"]


def test_a_plugin_that_another_process_is_just_importing_is_innocent(site: PluginSite, tmp_path: Path) -> None:
    site.add("acme-a", COUNT + WAITING + flavor_source("ftp"))
    waiting = site.start(ACME_WAITS=str(tmp_path / "reached"))
    wait_until((tmp_path / "reached").exists)

    assert statuses(site) == {"acme-a/ftp": "ok"}
    assert imports_of(site) == 2  # one each: nobody made sure in a third process

    waiting.kill()
    waiting.communicate()


def test_a_plugin_that_never_finishes_is_found_out(site: PluginSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site.add("acme-a", "import time\ntime.sleep(60)\n")
    [candidate] = Distributions(site.folders()).candidates()
    monkeypatch.setattr(rehearsal, "TIMEOUT_SECONDS", 0.5)

    assert rehearsal.fatal_end_of(candidate) == "did not finish importing within 0.5 seconds"


def test_ctrl_c_during_an_import_accuses_nobody(site: PluginSite, tmp_path: Path, config_path: Path) -> None:
    site.add("acme-a", WAITING + flavor_source("ftp"))
    process = site.start(ACME_WAITS=str(tmp_path / "reached"))
    wait_until((tmp_path / "reached").exists)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate()

    assert stderr.rstrip().endswith("KeyboardInterrupt")
    assert list((config_path / "cache").iterdir()) == []


def test_what_a_plugin_prints_goes_to_standard_error(site: PluginSite) -> None:
    prints = "import os\nprint('python')\nos.write(1, b'descriptor\\n')\nos.system('echo child')\n"
    site.add("acme-a", prints + flavor_source("ftp"))

    reading = site.read()  # which fails if standard output holds anything but its JSON

    assert sorted(reading.stderr.split()) == ["child", "descriptor", "python"]
    assert reading_of(site.start()).stderr == ""


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-"])
def test_closed_standard_streams_do_not_matter(
    site: PluginSite, tmp_path: Path, config_path: Path, closed: str
) -> None:
    site.add("acme-a", "import os\nprint('hello')\nos.system('echo child')\n" + flavor_source("ftp"))
    answer = tmp_path / "answer"
    code = "from zenml.flavors.registry import catalogue; name = catalogue().rows[0].name; "
    code += f"open({str(answer)!r}, 'w').write(name)"
    environment = {**os.environ, "PYTHONPATH": str(site.folder), "ZENML_PLUGINS_ALLOW": "acme-a"}

    subprocess.run(["sh", "-c", f'"$0" -c "$1" {closed}', sys.executable, code], env=environment, check=True)

    assert answer.read_text() == "ftp"
    assert [file.name[:8] for file in (config_path / "cache").iterdir()] == ["flavors-"]
