"""Write pages from the code: ``python -m tooling.reference``; with ``--check``, only compare.

These are the pages of ``docs/reference``, and the topics of ``zenml explain`` that are lists.

What it writes depends on this checkout alone: not on the user's configuration, nor on other installed packages.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tooling.reference import commands, configuration, errors, flavors, hooks, python, runs, topics
from tooling.reference.markdown import page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("docs", "reference")
TOPICS = Path("core", "src", "zenml", "cli", "topics")
SUBJECTS = {
    "commands": commands,
    "configuration": configuration,
    "runs": runs,
    "flavors": flavors,
    "hooks": hooks,
    "python": python,
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


def _pages() -> dict[Path, str]:
    """Return the text of each file, by its path in this checkout."""
    entries = [f"- [{subject.TITLE}]({name}.md): {subject.SUMMARY}" for name, subject in SUBJECTS.items()]
    index = page("Reference", "Written from the code, and compared with it by `make check`.", "\n".join(entries))
    return {
        FOLDER / "index.md": index,
        **{FOLDER / f"{name}.md": subject.text() for name, subject in SUBJECTS.items()},
        **{TOPICS / f"{name}.md": text for name, text in topics.texts().items()},
    }


def _write(pages: dict[Path, str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for surplus in set(FOLDER.iterdir()) - pages.keys():
        surplus.unlink()
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _compare(pages: dict[Path, str]) -> int:
    """Name the files that differ from the code."""
    present = {path: path.read_text(encoding="utf-8") for path in {*FOLDER.iterdir(), *pages} if path.exists()}
    stale = sorted(path for path in pages.keys() | present.keys() if pages.get(path) != present.get(path))
    for path in stale:
        print(f"{path.as_posix()} is not what the code says: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
