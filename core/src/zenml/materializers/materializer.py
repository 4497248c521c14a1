"""Define the materializer: what saves values of some types and loads them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any, ClassVar

from zenml.artifact_stores import BaseArtifactStore
from zenml.materializers.artifact_files import ArtifactFiles, Ledger
from zenml.materializers.registry import announce


class UnsuitableValueError(Exception):
    """Say that a materializer cannot keep this value, before it has written anything.

    Raised from ``save`` of a materializer that was found by the value's type, it leaves the value to
    cloudpickle, and what it tells and shows of the value holds nevertheless; a materializer that the user
    chose has the last word.
    """


class BaseMaterializer:
    """Save values of some types into the folder of one artifact, and load them again.

    Example::

        class GraphMaterializer(BaseMaterializer):
            ASSOCIATED_TYPES = (Graph,)

            def save(self, data):
                with self.open("edges.csv", "w") as file:
                    csv.writer(file).writerows(data.edges)

            def load(self, data_type):
                with self.open("edges.csv") as file:
                    return data_type(list(csv.reader(file)))

    Defining the class is enough for steps that return a ``Graph``, or a subclass, in this process; a package
    announces it with the hook ``zenml_materializers``. ``open`` hashes while it writes and checks while it
    reads. Files may also be written through ``self.artifact_store`` to places below ``self.uri``: they are
    found afterwards, and cost one more reading.

    Two more methods may be overridden, to say what a value is: ``save_preview`` and ``extract_metadata``, which
    are called after ``save``, of the same instance.

    The classic names ``handle_return``, ``handle_input`` and ``self.artifact.uri`` work as well.
    """

    ASSOCIATED_TYPES: ClassVar[tuple[type, ...]] = ()
    """The types of values, with their subclasses, that this class is for."""

    def __init__(self, uri: str, artifact_store: BaseArtifactStore) -> None:
        self.files = ArtifactFiles(artifact_store, uri, Ledger())

    def __init_subclass__(cls, **keywords: object) -> None:
        super().__init_subclass__(**keywords)
        data_types = cls.__dict__.get("ASSOCIATED_TYPES", ())
        announce(cls, data_types if isinstance(data_types, (tuple, list)) else [data_types])

    @property
    def uri(self) -> str:
        """Return the folder of the artifact."""
        self.files.ledger.was_bypassed = True
        return self.files.uri

    @property
    def artifact_store(self) -> BaseArtifactStore:
        """Return the store that holds the folder."""
        self.files.ledger.was_bypassed = True
        return self.files.artifact_store

    @property
    def artifact(self) -> BaseMaterializer:
        """Return what has a ``uri``, for materializers in the classic style."""
        return self

    def open(self, name: str, mode: str = "r") -> IO[Any]:
        """Open a file of the artifact: one of ``r w rb wb``, text in UTF-8 with line ends left alone.

        Raises:
            ConfigurationError: the name leaves the artifact's folder.
            ArtifactError: the file is gone or damaged.
        """
        return self.files.open(name, mode)

    def save(self, data: Any, /) -> None:
        """Write ``data`` into the artifact's folder.

        Raises:
            UnsuitableValueError: such a value cannot be kept; nothing was written.
        """
        if type(self).handle_return is BaseMaterializer.handle_return:
            raise NotImplementedError(f"{type(self).__qualname__} defines no 'save'")
        self.handle_return(data)

    def load(self, data_type: type[Any], /) -> Any:
        """Return what ``save`` wrote; ``data_type`` is what the reader asked for, else the value's own type."""
        if type(self).handle_input is BaseMaterializer.handle_input:
            raise NotImplementedError(f"{type(self).__qualname__} defines no 'load'")
        return self.handle_input(data_type)

    def extract_metadata(self, _data: Any, /) -> Mapping[str, object]:
        """Return facts about a value as JSON knows them, such as ``rows`` or ``shape``; nothing by default.

        What the step itself logs under the same name wins. An error costs the facts, not the artifact.
        """
        return {}

    def save_preview(self, _data: Any, /) -> None:
        """Show what a value is by one call of ``write_preview``; nothing is shown by default.

        An error costs the preview, not the artifact.
        """

    def write_preview(self, content: str | bytes, suffix: str = "txt") -> None:
        """Keep a small text (``txt``), an HTML fragment without scripts (``html``) or a picture (``png``).

        Raises:
            ArtifactError: it has more than ``LARGEST_PREVIEW_BYTES``, or is none of these.
        """
        self.files.write_preview(content.encode(errors="replace") if isinstance(content, str) else content, suffix)

    def handle_return(self, data: Any, /) -> None:
        """Do nothing: classic materializers override it and call it."""

    def handle_input(self, data_type: type[Any], /) -> Any:
        """Do nothing: classic materializers override it and call it."""
