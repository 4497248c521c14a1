"""Build plain data from YAML, and refuse what could harm or what JSON does not know."""

from __future__ import annotations

import yaml

from zenml.documents.limits import MAX_ALIASES, MAX_DEPTH, MAX_VALUES, Document
from zenml.errors import ConfigurationError

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # PyYAML built without libyaml: ten times slower, otherwise the same
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

_LONGEST_NUMBER = 1000
_SMALL = 4096
_TAG = "tag:yaml.org,2002:"
_SCALARS = frozenset(f"{_TAG}{word}" for word in ("null", "bool", "int", "float", "str"))


_REPAIR = "the file was left as it is; correct it or restore a copy"


def parse_yaml(data: bytes, origin: str) -> Document:
    """Return the mapping in ``data``, which is not too large; ``origin`` is what messages call it.

    Raises:
        ConfigurationError: it is none, damaged, too deep, or holds what JSON does not know.
    """
    try:
        _check_events(data)
        document = _Loader(data).document()
    except yaml.YAMLError as error:
        problem = f"{origin}{_line_of(error)} cannot be read: {_problem_of(error)}"
        raise ConfigurationError(problem, hint=_REPAIR) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{origin} cannot be read: {error}", hint=_REPAIR) from error
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        found = "nothing" if document is None else type(document).__name__
        raise ConfigurationError(f"{origin}, line 1: expected a mapping of names, found {found}", hint=_REPAIR)
    return document


def line_in(data: bytes, keys: tuple[str, ...]) -> int | None:
    """Return the line of the value under ``keys``, or of the last of them that is there; ``None`` if it is no YAML."""
    try:
        node = yaml.compose(data, Loader=_BaseLoader)
    except yaml.YAMLError:
        return None
    line = node.start_mark.line if node else 0
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        name, node = next(((name, value) for name, value in pairs if name.value == key), (None, None))
        line = name.start_mark.line if name else line
    return line + 1


def is_text(value: str) -> bool:
    """Say whether a text without quotes would be read as one, and not as a number, a truth or nothing."""
    resolvers = _Loader.yaml_implicit_resolvers.get(value[:1], [])
    return not any(pattern.match(value) for _, pattern in resolvers)


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _problem_of(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return " ".join(str(problem).split())


class _Loader(_BaseLoader):
    """Build what JSON knows, too, and nothing else: a date stays a text, and no value contains itself.

    Aliased values are built anew for each alias, so that what was read can be walked and written as a tree.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's protocol
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in (f"{_TAG}timestamp", f"{_TAG}value")]
        for first, resolvers in _BaseLoader.yaml_implicit_resolvers.items()
    }
    _built = 0

    def document(self) -> object:
        """Return what the only document of the data holds, ``None`` if there is none."""
        try:
            node = self.get_single_node()
            return None if node is None else self._value(node, ())
        finally:
            self.dispose()

    def _value(self, node: yaml.Node, above: tuple[yaml.Node, ...]) -> object:
        """Build one value; ``above`` are the collections around it, the outermost first."""
        self._count()
        if isinstance(node, yaml.ScalarNode) and node.tag in _SCALARS:
            return self._scalar(node)
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
            return self._mapping(node, above)
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
            inside = _entered(node, above)
            return [self._value(child, inside) for child in node.value]
        raise _problem_at(node, f"expected plain data, found a value of the type {node.tag!r:.80}")

    def _count(self) -> None:
        """Bound what few aliases of aliases can grow to."""
        self._built += 1
        if self._built > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES} values")

    def _scalar(self, node: yaml.ScalarNode) -> object:
        if node.tag == f"{_TAG}str":
            return node.value
        try:
            if len(node.value) > _LONGEST_NUMBER:
                raise ValueError(f"longer than {_LONGEST_NUMBER} characters")
            return self.yaml_constructors[node.tag](self, node)
        except (ValueError, LookupError, ArithmeticError) as error:
            found = f"{node.value!r:.80} cannot be read as {node.tag.removeprefix(_TAG)!r}"
            raise _problem_at(node, found) from error

    def _mapping(self, node: yaml.MappingNode, above: tuple[yaml.Node, ...]) -> dict[object, object]:
        inside = _entered(node, above)
        merged, own = dict[object, object](), dict[object, object]()
        for key_node, value_node in node.value:
            if key_node.tag == f"{_TAG}merge":
                merged = {**self._merged(value_node, inside), **merged}
                continue
            key = self._key(key_node)
            if key in own:
                raise _problem_at(node, "a key stands twice")
            own[key] = self._value(value_node, inside)
        return {**merged, **own}

    def _key(self, node: yaml.Node) -> object:
        if not isinstance(node, yaml.ScalarNode):
            raise _problem_at(node, "expected a name as key")
        return self._value(node, ())

    def _merged(self, node: yaml.Node, above: tuple[yaml.Node, ...]) -> dict[object, object]:
        """Return what ``<<`` brings into a mapping: of several mappings, the first that has a key gives its value."""
        merged = dict[object, object]()
        for source in reversed(node.value) if isinstance(node, yaml.SequenceNode) else [node]:
            self._count()
            if not isinstance(source, yaml.MappingNode):
                raise _problem_at(source, "expected a mapping to merge")
            merged.update(self._mapping(source, above))
        return merged


def _entered(node: yaml.Node, above: tuple[yaml.Node, ...]) -> tuple[yaml.Node, ...]:
    """Return the collections around what stands in ``node``."""
    if any(node is other for other in above):
        raise _problem_at(node, "a value contains itself")
    if len(above) >= MAX_DEPTH:
        raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
    return (*above, node)


def _problem_at(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _check_events(data: bytes) -> None:
    """Refuse, before anything is built, what grows without bound or overflows libyaml's stack."""
    if b"*" not in data and len(data) <= _SMALL:
        return
    depth = aliases = 0
    for event in yaml.parse(data, Loader=_BaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > MAX_DEPTH:
            raise ValueError(f"nested deeper than {MAX_DEPTH} levels")
        if aliases > MAX_ALIASES:
            raise ValueError(f"more than {MAX_ALIASES} aliases")
