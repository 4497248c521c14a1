"""Write stacks into files, and read them from there."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import confirm, yes_option
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.documents import dump_document, write_document
from zenml.errors import ConfigurationError, NotFoundError
from zenml.fields import Fields
from zenml.files import explained_writing
from zenml.repository.exchange import DescribedStack, described_stack
from zenml.repository.exchange import export_stack as exported
from zenml.repository.importing import apply_plan, import_plan
from zenml.repository.stack_plans import Plan, PlannedComponent, plan_stack

_file_argument = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command(
    "export", cls=ExampleCommand, examples=("zenml stack export prod.yaml", "zenml --stack test stack export")
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@yes_option
@click.pass_obj
def export_stack(session: Session, file: Path | None, yes: bool) -> None:
    """Write the active stack as YAML into FILE, without a file, or with -, to the standard output.

    Secrets that were given literally are not written: their fields hold ***. References such as {{secret.key}} are.
    """
    document = exported(opened(session, explains_missing_repository=True))
    if file is None or str(file) == "-":
        click.echo(dump_document(document), nl=False)
        return
    if file.exists() and not file.is_file():  # a pipe or a device, which takes it like a file and stays
        with explained_writing(file):
            file.write_bytes(dump_document(document))
    else:
        if not _may_be_replaced(file):
            confirm(f"Replace {file}, which describes no stack?", yes)
        write_document(file.resolve(), document)
    say(f"Exported stack '{document['stack']}' to {file}.")


@click.command("import", cls=ExampleCommand, examples=("zenml stack import prod.yaml",))
@_file_argument
@click.option("--exist-ok", is_flag=True, help="Be content with a stack that has the same components.")
@click.pass_obj
def import_stack(session: Session, file: Path, exist_ok: bool) -> None:
    """Register the stack that FILE describes, with those of its components that are not registered yet.

    Packages that are missing, and secrets that the file leaves out, are named; all else is registered.
    """
    context = opened(session, explains_missing_repository=True)
    plan = import_plan(context, plan_stack(context, _described(file)), exist_ok=exist_ok)
    if plan.stored is None:
        _say_parts([part for part in plan.parts if part.stored is None], "Registered")
        say(f"Stack '{plan.stack.name}' successfully imported!")
    else:
        say(f"Stack '{plan.stack.name}' exists already with these components; nothing was changed.")
    _say_what_is_missing(plan)


@click.command("apply", cls=ExampleCommand, examples=("zenml stack apply prod.yaml",))
@_file_argument
@yes_option
@click.pass_obj
def apply_stack(session: Session, file: Path, yes: bool) -> None:
    """Make the stack that FILE describes, and its components, what the file says.

    Secrets that the file leaves out keep their values. Applied twice, the second time changes nothing.
    """
    context = opened(session, explains_missing_repository=True)
    plan = plan_stack(context, _described(file))
    if plan.shared_with:
        confirm(f"Change components that other stacks use as well: {', '.join(plan.shared_with)}?", yes)
    apply_plan(context, plan)
    _say_parts([part for part in plan.parts if part.stored is None], "Registered")
    _say_parts([part for part in plan.parts if part.stored is not None and part.is_changed], "Updated")
    say(f"Stack '{plan.stack.name}' {'is now what the file says' if plan.is_changed else 'is unchanged'}.")
    _say_what_is_missing(plan)


def _may_be_replaced(file: Path) -> bool:
    """Say whether nothing is lost if a file is written anew."""
    if not file.exists() or not file.stat().st_size:
        return True
    try:
        described_stack(Fields.read(file))
    except ConfigurationError:
        return False
    return True


def _described(file: Path) -> DescribedStack:
    try:
        return described_stack(Fields.read(file))
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no file {str(file)!r}", hint="zenml stack export FILE writes one") from error


def _say_parts(parts: list[PlannedComponent], what_was_done: str) -> None:
    for part in parts:
        record = part.wanted.record
        say(f"{what_was_done} {record.type.words} '{record.name}'.")


def _say_what_is_missing(plan: Plan) -> None:
    for part in plan.parts:
        record = part.wanted.record
        what = f"{record.type.words} '{record.name}'"
        if part.trouble:
            say(f"The {what} cannot be used on this machine: {part.trouble}")
        for field in part.missing_secrets:
            update = f"zenml {record.type.command_name} update {shlex.quote(record.name)} --{field}=…"
            say(f"The {what} needs its {field}: {update}")
