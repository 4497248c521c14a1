"""Plan changes of a YAML store: say what its files shall hold, or refuse.

Each function is called under the store's lock. What it returns is made whole or not at all; files stand in the
order in which they are written, what is named before what names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from zenml.documents import Document, is_same
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import check_name, clashing, did_you_mean
from zenml.zen_stores.refusals import refuse_changed, refuse_used
from zenml.zen_stores.yaml_contents import YamlContents
from zenml.zen_stores.yaml_layout import (
    COMPONENT_KEYS,
    STACK_KEYS,
    STACKS,
    Changes,
    component_document,
    component_file,
    flavor_document,
    flavor_file,
    stack_document,
    stack_file,
)


def created_stack(contents: YamlContents, stack: StackRecord, new: Sequence[ComponentRecord]) -> Changes:
    """Add a stack, after those of its components that are new."""
    check_name(stack.name, "stack")
    _refuse_taken("stack", stack.name, contents.names(STACKS))
    return _stack_with_new(contents, stack, new)


def replaced_stack(
    contents: YamlContents, stack: StackRecord, new: Sequence[ComponentRecord], expected: StackRecord | None
) -> Changes:
    """Replace a stack, and add those of its components that are new."""
    _require_stack(contents, stack.name)
    if expected is not None:
        refuse_changed(f"the stack {stack.name!r}", contents.stack(stack.name), expected)
    return _stack_with_new(contents, stack, new)


def applied_stack(
    contents: YamlContents,
    stack: StackRecord,
    components: Sequence[ComponentRecord],
    expected: Sequence[ComponentRecord] | None,
) -> Changes:
    """Add or replace a stack and components of it, leaving alone what is so already."""
    if expected is not None:
        known = {(each.type, each.name): each for each in expected}
        for each in components:
            present = contents.component(each.type, each.name)
            refuse_changed(f"the {each.type.words} {each.name!r}", present, known.get((each.type, each.name)))
    if contents.stack(stack.name) is None:
        _refuse_taken("stack", check_name(stack.name, "stack"), contents.names(STACKS))
    new = [each for each in components if contents.component(each.type, each.name) is None]
    changes = {**_with_new_components(contents, new), **_replaced(contents, components)}
    _require_components(contents, stack, changes)
    changes[stack_file(stack.name)] = _stack_content(contents, stack)
    return {file: document for file, document in changes.items() if not is_same(_present(contents, file), document)}


def forgotten_stack(contents: YamlContents, name: str) -> Changes:
    """Forget a stack."""
    _require_stack(contents, name)
    return {stack_file(name): None}


def renamed_stack(contents: YamlContents, old: str, new: str) -> Changes:
    """Give a stack another name."""
    _require_stack(contents, old)
    _refuse_taken("stack", check_name(new, "stack"), contents.names(STACKS))
    return {stack_file(new): {**_present(contents, stack_file(old)), "name": new}, stack_file(old): None}


def created_component(contents: YamlContents, component: ComponentRecord) -> Changes:
    """Add a component."""
    return _with_new_components(contents, [component])


def replaced_component(contents: YamlContents, component: ComponentRecord, expected: ComponentRecord | None) -> Changes:
    """Replace a component."""
    _require_component(contents, component.type, component.name)
    if expected is not None:
        present = contents.component(component.type, component.name)
        refuse_changed(f"the {component.type.words} {component.name!r}", present, expected)
    return _replaced(contents, [component])


def forgotten_component(contents: YamlContents, kind: StackComponentType, name: str) -> Changes:
    """Forget a component that no stack uses."""
    _require_component(contents, kind, name)
    users = [stack.name for stack in contents.stacks() if stack.components.get(kind) == name]
    refuse_used(f"the {kind.words} {name!r}", "stack", users)
    return {component_file(kind, name): None}


def renamed_component(contents: YamlContents, kind: StackComponentType, old: str, new: str) -> Changes:
    """Give a component another name, in every stack that names it, too."""
    _require_component(contents, kind, old)
    _refuse_taken(kind.words, check_name(new, kind.words), contents.names(kind.plural))
    renamed = {**_present(contents, component_file(kind, old)), "name": new}
    users = [stack for stack in contents.stacks() if stack.components.get(kind) == old]
    changed = [StackRecord(stack.name, {**stack.components, kind: new}) for stack in users]
    stacks = {stack_file(stack.name): _stack_content(contents, stack) for stack in changed}
    return {component_file(kind, new): renamed, **stacks, component_file(kind, old): None}


def created_flavor(contents: YamlContents, flavor: FlavorRecord) -> Changes:
    """Add a flavor."""
    taken = [other.name for other in contents.flavors(flavor.type)]
    _refuse_taken(f"{flavor.type.words} flavor", check_name(flavor.name, "flavor"), taken)
    return {flavor_file(flavor.type, flavor.name): flavor_document(flavor)}


def forgotten_flavor(contents: YamlContents, kind: StackComponentType, name: str) -> Changes:
    """Forget a flavor that no component uses."""
    known = [flavor.name for flavor in contents.flavors(kind)]
    if name not in known:
        raise _not_found(f"{kind.words} flavor", name, known)
    users = [component.name for component in contents.components(kind) if component.flavor == name]
    refuse_used(f"the flavor {name!r}", kind.words, users)
    return {flavor_file(kind, name): None}


def _stack_with_new(contents: YamlContents, stack: StackRecord, new: Sequence[ComponentRecord]) -> Changes:
    changes = _with_new_components(contents, new)
    _require_components(contents, stack, changes)
    return {**changes, stack_file(stack.name): _stack_content(contents, stack)}


def _with_new_components(contents: YamlContents, new: Iterable[ComponentRecord]) -> dict[str, Document | None]:
    changes = dict[str, "Document | None"]()
    added: list[ComponentRecord] = []
    for component in new:
        beside = [other.name for other in added if other.type is component.type]
        taken = [*contents.names(component.type.plural), *beside]
        _refuse_taken(component.type.words, check_name(component.name, component.type.words), taken)
        changes[component_file(component.type, component.name)] = component_document(component)
        added.append(component)
    return changes


def _replaced(contents: YamlContents, components: Iterable[ComponentRecord]) -> dict[str, Document | None]:
    """Return the files of components with what another version, or a user, wrote into the present ones."""
    files = {component_file(component.type, component.name): component for component in components}
    return {
        file: _with_unknown_keys(contents, file, component_document(component), COMPONENT_KEYS)
        for file, component in files.items()
    }


def _stack_content(contents: YamlContents, stack: StackRecord) -> Document:
    return _with_unknown_keys(contents, stack_file(stack.name), stack_document(stack), STACK_KEYS)


def _present(contents: YamlContents, file: str) -> Document:
    present = contents.file(file)
    return present.document if present else {}


def _with_unknown_keys(contents: YamlContents, file: str, document: Document, known: Set[str]) -> Document:
    """Add what another version, or a user, wrote into the present file under keys that are not known."""
    unknown = {key: value for key, value in _present(contents, file).items() if key not in known}
    return {**document, **unknown}


def _require_stack(contents: YamlContents, name: str) -> None:
    if contents.stack(name) is None:
        raise _not_found("stack", name, contents.names(STACKS))


def _require_components(contents: YamlContents, stack: StackRecord, changes: Changes) -> None:
    for kind, name in stack.components.items():
        if component_file(kind, name) not in changes:
            _require_component(contents, kind, name)


def _require_component(contents: YamlContents, kind: StackComponentType, name: str) -> None:
    if contents.component(kind, name) is None:
        raise _not_found(kind.words, name, contents.names(kind.plural))


def _refuse_taken(what: str, name: str, taken: Iterable[str]) -> None:
    found = clashing(name, taken)
    if found is None:
        return
    problem, hint = f"{_with_article(what)} named {found!r} exists already", "choose another name"
    if found != name:
        problem = f"{problem}, and some file systems do not tell {name!r} from it"
        hint = "choose a name that differs in more than capitals, or dots and spaces at its end"
    raise ConflictError(problem, hint=hint)


def _not_found(what: str, name: str, known: Iterable[str]) -> NotFoundError:
    return NotFoundError(f"there is no {what} named {name!r}", hint=did_you_mean(name, known))


def _with_article(words: str) -> str:
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
