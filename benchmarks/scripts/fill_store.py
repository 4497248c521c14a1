"""Fill the default profile's store: ``fill_store.py orchestrator 1000``, ``fill_store.py stack 1000``.

The files are what registering would leave, without its locks and syncs: those take minutes for ten thousand.
"""

import sys
from uuid import uuid4

from zenml.documents import Document, dump_document
from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType
from zenml.files import make_private_folder
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.context import open_context
from zenml.zen_stores.opening import local_store_root
from zenml.zen_stores.yaml_layout import component_document, component_file, stack_document, stack_file


def file_of(what: str, number: int) -> tuple[str, Document]:
    if what == "stack":
        stack = StackRecord(f"stack-{number}", dict.fromkeys(REQUIRED_COMPONENT_TYPES, "default"))
        return stack_file(stack.name), stack_document(stack)
    kind = StackComponentType(what)
    settings = {"path": f"/srv/artifacts/{number}"} if kind is StackComponentType.ARTIFACT_STORE else {}
    record = ComponentRecord(kind, f"{what}-{number}", "local", str(uuid4()), settings)
    return component_file(kind, record.name), component_document(record)


root = local_store_root(open_context().profile)
for number in range(int(sys.argv[2])):
    name, document = file_of(sys.argv[1], number)
    make_private_folder((root / name).parent)
    (root / name).write_bytes(dump_document(document))
