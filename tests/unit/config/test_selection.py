from __future__ import annotations

from itertools import combinations

import pytest

from zenml.config.selection import Choice, Origin, Selection, select

GLOBAL = Choice(Origin.GLOBAL, "home")


def test_a_machine_with_one_profile_uses_it_and_its_own_stack() -> None:
    assert select([GLOBAL]) == Selection("home", Origin.GLOBAL, None, Origin.GLOBAL)


def test_the_strongest_place_chooses_profile_and_stack() -> None:
    choices = [
        GLOBAL,
        Choice(Origin.REPOSITORY, "here", "r"),
        Choice(Origin.ENVIRONMENT, "shell", "e"),
        Choice(Origin.COMMAND_LINE, "typed", "c"),
    ]

    assert select(choices) == Selection("typed", Origin.COMMAND_LINE, "c", Origin.COMMAND_LINE)
    assert select(choices[:3]) == Selection("shell", Origin.ENVIRONMENT, "e", Origin.ENVIRONMENT)
    assert select(choices[:2]) == Selection("here", Origin.REPOSITORY, "r", Origin.REPOSITORY)


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(Origin, 2)))
def test_of_every_two_places_the_stronger_chooses_the_profile(weaker: Origin, stronger: Origin) -> None:
    choices = [GLOBAL, Choice(weaker, "weak"), Choice(stronger, "strong")]

    assert select(choices) == Selection("strong", stronger, None, Origin.GLOBAL)


@pytest.mark.parametrize(("weaker", "stronger"), list(combinations(list(Origin)[1:], 2)))
def test_of_every_two_places_the_stronger_chooses_the_stack(weaker: Origin, stronger: Origin) -> None:
    choices = [GLOBAL, Choice(weaker, stack="weak"), Choice(stronger, stack="strong")]

    assert select(choices) == Selection("home", Origin.GLOBAL, "strong", stronger)


@pytest.mark.parametrize("origin", [Origin.REPOSITORY, Origin.ENVIRONMENT, Origin.COMMAND_LINE])
def test_a_stack_alone_is_chosen_in_the_profile_that_a_weaker_place_chose(origin: Origin) -> None:
    assert select([GLOBAL, Choice(origin, stack="s")]) == Selection("home", Origin.GLOBAL, "s", origin)


@pytest.mark.parametrize(
    ("stack", "profile"),
    [
        (Origin.REPOSITORY, Origin.ENVIRONMENT),
        (Origin.REPOSITORY, Origin.COMMAND_LINE),
        (Origin.ENVIRONMENT, Origin.COMMAND_LINE),
    ],
)
def test_a_stack_does_not_follow_into_a_profile_that_a_stronger_place_chose(stack: Origin, profile: Origin) -> None:
    choices = [GLOBAL, Choice(stack, "here", "s"), Choice(profile, "other")]

    assert select(choices) == Selection("other", profile, None, Origin.GLOBAL)


def test_the_strongest_of_the_stacks_that_count_holds() -> None:
    choices = [GLOBAL, Choice(Origin.REPOSITORY, "here", "r"), Choice(Origin.COMMAND_LINE, stack="c")]

    assert select(choices) == Selection("here", Origin.REPOSITORY, "c", Origin.COMMAND_LINE)


def test_an_empty_name_chooses_nothing() -> None:
    assert select([GLOBAL, Choice(Origin.ENVIRONMENT, "", "")]) == select([GLOBAL])


def test_the_order_of_the_places_does_not_matter() -> None:
    choices = [Choice(Origin.ENVIRONMENT, "shell"), GLOBAL, Choice(Origin.COMMAND_LINE, stack="c")]

    assert select(choices) == select(list(reversed(choices)))
