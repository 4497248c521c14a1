from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zenml.errors import NotFoundError
from zenml.sources import address_of, is_loading_for_execution, load, loading_for_execution


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


def test_module_level_things_have_an_address_and_others_none(tmp_path: Path) -> None:
    class Inner: ...

    assert (address_of(Path, tmp_path), address_of(Inner, tmp_path)) == ("pathlib:Path", "")


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
