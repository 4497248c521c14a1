from __future__ import annotations

from typing import ClassVar
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, PrivateAttr, SecretBytes, SecretStr, ValidationError, create_model

from zenml.alerters import BaseAlerter
from zenml.artifact_stores import BaseArtifactStore
from zenml.components import check_component_class
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.given_values import secret_fields
from zenml.stack import StackComponent


class Bell(BaseAlerter):
    FLAVOR = "bell"
    loudness: int = Field(default=3, description="From 1 to 5")
    token: SecretStr | None = None
    _rings: int = PrivateAttr(default=0)

    def post(self, message: str, config: object = None) -> bool:
        return True

    def ask(self, question: str, config: object = None) -> bool:
        return True


def test_a_component_has_a_name_an_identity_and_what_its_kind_says() -> None:
    bell = Bell(name="b")
    assert (bell.name, type(bell.uuid), bell.TYPE, bell.FLAVOR) == ("b", UUID, StackComponentType.ALERTER, "bell")


def test_a_component_never_changes() -> None:
    bell = Bell(name="b")
    with pytest.raises(ValidationError, match="Instance is frozen"):
        bell.loudness = 4  # type: ignore[misc]  # what is refused


@pytest.mark.parametrize("field", ["loudnes", "_rings"])
def test_unknown_and_private_fields_are_not_accepted(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Bell(name="b", **{field: 1})  # type: ignore[arg-type]  # what is refused


def test_private_attributes_are_not_serialized() -> None:
    assert sorted(Bell(name="b").model_dump()) == ["loudness", "name", "token", "uuid"]


def test_an_illegal_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="'a/b' is not a valid alerter name"):
        Bell(name="a/b")


def test_a_class_without_a_flavor_is_refused_by_name_when_it_is_used() -> None:
    class Nameless(BaseArtifactStore):
        SUPPORTED_SCHEMES: ClassVar[set[str]] = {""}

    with pytest.raises(ConfigurationError) as caught:
        check_component_class(Nameless)
    assert caught.value.message.endswith("Nameless does not define FLAVOR")


def test_a_class_without_a_type_is_refused_by_name_when_it_is_used() -> None:
    class Kindless(StackComponent):
        FLAVOR = "x"

    with pytest.raises(ConfigurationError) as caught:
        Kindless(name="x")
    assert caught.value.message.endswith("Kindless does not define TYPE")


def test_a_class_that_leaves_methods_unwritten_is_refused_by_name() -> None:
    class Silent(BaseAlerter):
        FLAVOR = "silent"

    with pytest.raises(ConfigurationError) as caught:
        check_component_class(Silent)
    assert caught.value.message.endswith("Silent does not implement ask, post")


def test_a_field_with_a_name_of_the_command_line_is_refused() -> None:
    class Clash(Bell):
        output: str = ""
        profile: str = ""

    with pytest.raises(ConfigurationError) as caught:
        Clash(name="x")
    assert caught.value.message.endswith("Clash has a field with a reserved name: output, profile")


def test_secret_fields_are_known_by_their_type_also_when_optional() -> None:
    assert secret_fields(Bell) == {"token"}


class Inner(BaseModel):
    key: SecretStr


@pytest.mark.parametrize("annotation", [list[SecretStr], dict[str, SecretStr], Inner, Inner | None, SecretBytes])
def test_a_secret_inside_a_larger_value_is_refused_since_it_could_not_be_kept(annotation: type) -> None:
    buried = create_model("Buried", __base__=Bell, tokens=(annotation, ...))
    with pytest.raises(ConfigurationError) as caught:
        check_component_class(buried)
    assert caught.value.message.endswith("Buried has a secret inside a larger value: tokens")


@pytest.mark.parametrize("default", ["{{bell.token}}", SecretStr("{{ bell.token }}")])
def test_a_default_that_refers_to_a_secret_is_refused_since_nothing_would_resolve_it(default: object) -> None:
    referring = create_model("Referring", __base__=Bell, token=(SecretStr, default))
    with pytest.raises(ConfigurationError) as caught:
        check_component_class(referring)
    assert caught.value.message.endswith("Referring has a default that refers to a secret: token")


def test_a_store_without_schemes_is_refused_by_name() -> None:
    class Shopless(BaseArtifactStore):
        FLAVOR = "shopless"

    with pytest.raises(ConfigurationError) as caught:
        check_component_class(Shopless)
    assert caught.value.message.endswith("Shopless does not define SUPPORTED_SCHEMES")


@pytest.mark.parametrize(
    ("schemes", "path", "is_accepted"),
    [
        ({"s3://"}, "s3://bucket/x", True),
        ({"s3://"}, "gs://bucket/x", False),
        ({"s3://"}, "/local", False),
        ({""}, "/local", True),
        ({""}, "s3://bucket", False),
        ({"", "file://"}, "file:///local", True),
        ({"", "file://"}, "file:///", True),
        ({""}, "/", True),
    ],
)
def test_the_path_of_an_artifact_store_begins_with_a_supported_scheme(
    schemes: set[str], path: str, is_accepted: bool
) -> None:
    class Shop(BaseArtifactStore):
        FLAVOR = "shop"
        SUPPORTED_SCHEMES = schemes

    Shop.__abstractmethods__ = frozenset()  # its path is all that matters here
    if is_accepted:
        assert Shop(name="s", path=path).path == path  # type: ignore[abstract]
    else:
        with pytest.raises(ValidationError, match="must begin with one of"):
            Shop(name="s", path=path)  # type: ignore[abstract]
