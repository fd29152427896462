"""A full-text index of the search documents, kept by the database itself on both of them.

SQLite: an FTS5 table over the documents' own text, kept in step by triggers. PostgreSQL: columns generated from it,
each word a lexeme as it stands. Both know the same words, because the words are folded before they are written.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE programs_words USING fts5(names, text, content='programs_searchdocument',
    content_rowid='program_id', detail=column, columnsize=0,
    tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    "CREATE VIRTUAL TABLE programs_words_known USING fts5vocab(programs_words, row)",
    """CREATE TRIGGER programs_words_added AFTER INSERT ON programs_searchdocument BEGIN
    INSERT INTO programs_words(rowid, names, text) VALUES (new.program_id, new.names, new.text); END""",
    """CREATE TRIGGER programs_words_removed AFTER DELETE ON programs_searchdocument BEGIN
    INSERT INTO programs_words(programs_words, rowid, names, text)
    VALUES ('delete', old.program_id, old.names, old.text); END""",
    """CREATE TRIGGER programs_words_changed AFTER UPDATE ON programs_searchdocument
    WHEN old.names <> new.names OR old.text <> new.text BEGIN
    INSERT INTO programs_words(programs_words, rowid, names, text)
    VALUES ('delete', old.program_id, old.names, old.text);
    INSERT INTO programs_words(rowid, names, text) VALUES (new.program_id, new.names, new.text); END""",
    "INSERT INTO programs_words(programs_words) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER programs_words_added",
    "DROP TRIGGER programs_words_removed",
    "DROP TRIGGER programs_words_changed",
    "DROP TABLE programs_words_known",
    "DROP TABLE programs_words",
]
POSTGRESQL = [
    f"""ALTER TABLE programs_searchdocument ADD COLUMN {column}_words tsvector
    GENERATED ALWAYS AS (array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))) STORED"""
    for column in ("names", "text")
] + [
    f"CREATE INDEX programs_{column}_words ON programs_searchdocument USING gin ({column}_words)"
    for column in ("names", "text")
]
POSTGRESQL_BACK = [f"ALTER TABLE programs_searchdocument DROP COLUMN {column}_words" for column in ("names", "text")]


def run(sqlite, postgresql):
    """A step that runs the statements of the database at hand."""

    def step(_apps, schema_editor):
        statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
        for statement in statements:
            schema_editor.execute(statement)

    return step


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
