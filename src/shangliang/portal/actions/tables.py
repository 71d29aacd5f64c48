"""What the search index needs of each database beside its model: a table of FTS5, or a column with its own index."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    (
        "CREATE VIRTUAL TABLE portal_searchgrams USING fts5(grams, content='', columnsize=0, prefix='4', "
        "tokenize='unicode61 remove_diacritics 0')"
    ),
)
POSTGRES = (
    "ALTER TABLE portal_searchpart ADD COLUMN grams tsvector",
    "CREATE INDEX portal_search_grams ON portal_searchpart USING gin (grams)",
)


def lay(editor: BaseDatabaseSchemaEditor) -> None:
    """Lay it beside the table of the model; used by the migration and by the first start alike."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRES:
        editor.execute(statement)


def drop(editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away; PostgreSQL's column goes with its table."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE portal_searchgrams")
