"""Ask for tags of runs and artifacts, and change them in the transaction of whoever calls."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select, update

from zenml_sql.metadata_rows import tag_text, tag_within, tags_of


def has_tag(table: Table, tag: str) -> ColumnElement[bool]:
    """Return the condition that a row has a tag."""
    return table.c.tags.contains(tag_within(tag), autoescape=True)


def change_tags(connection: Connection, table: Table, row_id: str, add: Iterable[str], remove: Iterable[str]) -> bool:
    """Change the tags of one row that was not deleted; say whether there is one."""
    its_id = {"its_id": row_id}
    is_its = table.c.id == bindparam("its_id")
    row = connection.execute(select(table.c.tags).where(is_its, table.c.deleted_at.is_(None)), its_id).one_or_none()
    if row is None:
        return False
    tags = (set(tags_of(row.tags)) | set(add)) - set(remove)
    connection.execute(update(table).where(is_its), {**its_id, "tags": tag_text(tags)})
    return True
