"""Keep what ZenML remembers in SQL: the metadata store `sqlite`."""
