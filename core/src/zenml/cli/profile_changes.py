"""Create, choose and delete profiles."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.config.profiles import DEFAULT_USER
from zenml.errors import UsageError
from zenml.repository import profile_deletion, profiles


@click.command(
    "create",
    cls=ExampleCommand,
    examples=("zenml profile create team", "zenml profile create shared --url ./.zenprofile"),
)
@click.argument("name")
@click.option("-u", "--url", help="Where the store lies: a folder, or the URL of a database or server.")
@click.option(
    "-t",
    "--store-type",
    metavar="TYPE",
    help="local, sql, rest, or what an installed package brings; the URL decides if it is not given.",
)
@click.option("--user", metavar="USER", default=DEFAULT_USER, show_default=True, help="Who works with it.")
@click.option("--exist-ok", is_flag=True, help="Do nothing if there is one of this name, with this store and user.")
@click.pass_obj
def create_profile(
    session: Session, name: str, *, url: str | None, store_type: str | None, user: str, exist_ok: bool
) -> None:
    """Create the profile NAME; what a store holds that is already there is used as it is.

    Without a URL the store is made in the configuration folder. A new store begins with a stack called default.
    """
    if url == "":  # as of a variable that is not set
        raise UsageError("the URL is empty", hint="leave --url out for the place that belongs to the profile")
    if store_type == "":
        raise UsageError("the store type is empty", hint="leave --store-type out: the URL decides")
    opened(session)
    profiles.create_profile(
        name, url=url or "", store_type=store_type or "", user=user, exist_ok=exist_ok, announce=say
    )


@click.command("set", cls=ExampleCommand, examples=("zenml profile set default", "zenml profile set team --global"))
@click.argument("name", shell_complete=offering("profiles"))
@click.option("-g", "--global", "globally", is_flag=True, help="Choose for this machine, also inside a repository.")
@click.pass_obj
def set_active_profile(session: Session, name: str, globally: bool) -> None:
    """Make the profile NAME the active one, and with it its own active stack.

    Inside a repository that holds for the repository alone.
    """
    profiles.activate_profile(opened(session), name, globally=globally)
    say(f"Active profile changed to: '{name}'")


@click.command("delete", cls=ExampleCommand, examples=("zenml profile delete old --yes",))
@click.argument("name", shell_complete=offering("profiles"))
@click.option("--purge", is_flag=True, help="Delete its local store also where that lies elsewhere.")
@deletion_options
@click.pass_obj
def delete_profile(session: Session, name: str, *, purge: bool, deletion: DeletionOptions) -> None:
    """Delete the profile NAME, which must not be active, and what it keeps in the configuration folder.

    A store elsewhere stays, unless --purge is given: then its own files go, and nothing else.
    """
    context = opened(session)
    planned = deletion.find(f"profile '{name}'", lambda: profile_deletion.plan_deletion(context, name, purge=purge))
    if planned is None:
        return
    if deletion.is_wanted(f"the profile '{name}'{_with_data(planned)}"):
        done = profile_deletion.delete_profile(context, name, purge=purge)
        say(f"Deleted profile '{name}'.{_staying(done)}")


def _with_data(deletion: profile_deletion.Deletion) -> str:
    places = [str(place) for place in (deletion.folder, deletion.purged) if place]
    return f" and its store in {' and '.join(places)}" if places else ""


def _staying(deletion: profile_deletion.Deletion) -> str:
    return f" Its store stays in {deletion.kept_url}." if deletion.kept_url else ""
