"""Write ``docs/reference`` from the code: ``python -m tooling.reference``; with ``--check``, only compare.

What it writes depends on this checkout alone: not on the user's configuration, nor on other installed packages.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tooling.reference import commands, configuration, errors, flavors, hooks
from tooling.reference.markdown import page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
SUBJECTS = {
    "commands": commands,
    "configuration": configuration,
    "flavors": flavors,
    "hooks": hooks,
    "errors": errors,
}


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python -m tooling.reference [--check]", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        _use_nothing_but_this_checkout(folder)
        pages = _pages()
        os.chdir(ROOT)  # some systems do not remove the current folder
    return _compare(pages) if arguments else _write(pages)


def _use_nothing_but_this_checkout(empty_folder: str) -> None:
    """Stand on a machine that nobody has used before, outside of any repository."""
    for variable in [name for name in os.environ if name.startswith("ZENML_")]:
        del os.environ[variable]
    ours = ",".join(sorted(path.name.replace("_", "-") for path in ROOT.glob("plugins/*/src/*")))
    os.environ |= {
        "ZENML_CONFIG_PATH": f"{empty_folder}/zenml",
        "ZENML_PLUGINS_NOCACHE": "1",
        "ZENML_PLUGINS_ALLOW": ours,
    }
    os.chdir(empty_folder)


def _pages() -> dict[str, str]:
    """Return the text of each file."""
    entries = [f"- [{subject.TITLE}]({name}.md): {subject.SUMMARY}" for name, subject in SUBJECTS.items()]
    index = page("Reference", "Written from the code, and compared with it by `make check`.", "\n".join(entries))
    return {"index.md": index, **{f"{name}.md": subject.text() for name, subject in SUBJECTS.items()}}


def _write(pages: dict[str, str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for surplus in {path.name for path in FOLDER.iterdir()} - set(pages):
        (FOLDER / surplus).unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def _compare(pages: dict[str, str]) -> int:
    """Name the files that differ from the code."""
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*")}
    names = sorted(name for name in pages.keys() | present.keys() if pages.get(name) != present.get(name))
    for name in names:
        print(f"docs/reference/{name} is not what the code says: make docs", file=sys.stderr)
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
