"""Define commands whose help ends with examples."""

from __future__ import annotations

from typing import Any

import click


class ExampleCommand(click.Command):
    """Show whole command lines at the end of the help.

    Args:
        name: what users write.
        examples: at least one line that a user could type.
        attributes: further ones of a ``click.Command``.
    """

    def __init__(self, name: str | None = None, *, examples: tuple[str, ...], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are, since a wrapped command line is none."""
        super().format_epilog(ctx, formatter)
        write_examples(formatter, self.examples)


def write_examples(formatter: click.HelpFormatter, examples: tuple[str, ...]) -> None:
    """Add a section of command lines to a help."""
    with formatter.section("Examples" if len(examples) > 1 else "Example"):
        for example in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{example}\n")
