from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import TextWrapper

import pytest

from zenml.errors import NotFoundError
from zenml.sources import (
    address_of,
    is_loading_for_execution,
    load,
    loading_for_execution,
    put_first_on_path,
    put_on_path,
)

PRINT_ADDRESS = """
import sys
from pathlib import Path
from zenml.sources import address_of, main_script_folder

def f(): ...

print(address_of(f, Path(sys.argv[1])), main_script_folder())
"""


def test_an_address_is_loaded_also_inside_a_class() -> None:
    assert load("pathlib:Path.home") == Path.home


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("pathlib:Nothing", "module 'pathlib' has no 'Nothing' (check the address 'pathlib:Nothing')"),
        (
            "no_such_module.at_all:X",
            (
                "there is no module 'no_such_module.at_all' "
                "(is its package installed, or its file below the source root?)"
            ),
        ),
    ],
)
def test_what_an_address_does_not_name_is_said(address: str, message: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        load(address)
    assert str(caught.value) == message


def test_a_module_that_is_missing_inside_the_module_is_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "needs_more.py").write_text("import no_such_sdk\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_sdk'"):
        load("needs_more:Thing")


def test_an_attribute_that_is_missing_inside_the_module_is_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "asks_too_much.py").write_text("import os\nos.no_such_function()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(AttributeError, match="module 'os' has no attribute 'no_such_function'"):
        load("asks_too_much:Thing")


def test_module_level_things_have_an_address_and_others_none(tmp_path: Path) -> None:
    class Inner: ...

    assert (address_of(TextWrapper, tmp_path), address_of(Inner, tmp_path)) == ("textwrap:TextWrapper", "")


@pytest.mark.parametrize(("root", "address"), [(".", "folder.train:f"), ("folder", "train:f"), ("other", "train:f")])
def test_code_of_the_main_script_is_addressed_relative_to_the_source_root(
    tmp_path: Path, root: str, address: str
) -> None:
    (tmp_path / "folder").mkdir()
    script = tmp_path / "folder" / "train.py"
    script.write_text(
        "import sys; from pathlib import Path; from zenml.sources import address_of\n"
        "def f(): ...\nprint(address_of(f, Path(sys.argv[1])))\n"
    )
    done = subprocess.run([sys.executable, script, tmp_path / root], capture_output=True, text=True, check=True)
    assert done.stdout == f"{address}\n"


@pytest.mark.parametrize(("folder", "root"), [(".", "."), ("src", "."), ("src", "elsewhere")])
def test_code_of_a_module_that_python_m_runs_is_addressed_by_that_modules_name(
    tmp_path: Path, folder: str, root: str
) -> None:
    (tmp_path / folder / "jobs").mkdir(parents=True)
    (tmp_path / folder / "jobs" / "train.py").write_text(PRINT_ADDRESS)
    done = subprocess.run(
        [sys.executable, "-m", "jobs.train", tmp_path / root],
        cwd=tmp_path / folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"jobs.train:f {(tmp_path / folder).resolve()}\n"


@pytest.mark.parametrize(
    ("script", "root", "address"),
    [
        ("exp.v2.py", ".", ""),
        ("v1.0/train.py", ".", "train:f"),
        ("job/__main__.py", "job", ""),
        ("job/__main__.py", ".", "job.__main__:f"),
    ],
)
def test_a_main_script_that_cannot_be_imported_by_its_name_has_no_address(
    tmp_path: Path, script: str, root: str, address: str
) -> None:
    file = tmp_path / script
    file.parent.mkdir(exist_ok=True)
    file.write_text(PRINT_ADDRESS)
    done = subprocess.run([sys.executable, file, tmp_path / root], capture_output=True, text=True, check=True)
    assert done.stdout == f"{address} {file.parent.resolve()}\n"


def test_folders_are_searched_before_all_others_or_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["/a", "/b"])
    put_on_path("/c", Path("/a"), "/d")
    put_first_on_path("/e", "/b", Path("/f"))
    assert sys.path == ["/e", "/f", "/a", "/b", "/c", "/d"]


def test_code_typed_into_a_prompt_has_no_address() -> None:
    program = (
        "from pathlib import Path; from zenml.sources import address_of\n"
        "def f(): ...\n"
        "print(repr(address_of(f, Path())))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "''\n"


def test_loading_for_execution_is_known_only_while_it_lasts() -> None:
    with loading_for_execution():
        inside = is_loading_for_execution()
    assert (inside, is_loading_for_execution()) == (True, False)
