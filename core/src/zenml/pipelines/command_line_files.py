"""Know what ``zenml pipeline run`` says to the pipelines of the file that it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.steps.base_step import is_inside_a_step


class FileRun:
    """Be one ``zenml pipeline run FILE``: a file with its configuration, and what it has run."""

    def __init__(self, configuration: ConfigurationFile | None) -> None:
        self.configuration = configuration
        self.has_run_a_pipeline = False


class _Process:
    """Hold what is true of the whole process: a script may run pipelines in threads of its own."""

    file_run: FileRun | None = None


@contextmanager
def running_a_file(configuration: ConfigurationFile | None) -> Iterator[FileRun]:
    """Configure all pipelines that are run until the block ends, and note whether there is any."""
    _Process.file_run = FileRun(configuration)
    try:
        yield _Process.file_run
    finally:
        _Process.file_run = None


def note_a_run() -> None:
    """Note that a pipeline was asked to run."""
    if _Process.file_run is not None:
        _Process.file_run.has_run_a_pipeline = True


def files_of_the_command_line() -> list[ConfigurationFile]:
    """Return the file that the command line names; what a step runs is none of its business."""
    configuration = _Process.file_run.configuration if _Process.file_run else None
    return [configuration] if configuration and not is_inside_a_step() else []
