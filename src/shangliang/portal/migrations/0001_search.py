from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE portal_searchgrams USING fts5(grams, content='', columnsize=0, prefix='4', "
    "tokenize='unicode61 remove_diacritics 0')"
)
POSTGRES = (
    "ALTER TABLE portal_searchpart ADD COLUMN grams tsvector",
    "CREATE INDEX portal_search_grams ON portal_searchpart USING gin (grams)",
)


def make(apps, editor):
    """Make what each database searches by: a table of FTS5, or a column with its index."""
    if editor.connection.vendor == "sqlite":
        editor.execute(SQLITE)
    else:
        for statement in POSTGRES:
            editor.execute(statement)


def drop(apps, editor):
    """Take it away; PostgreSQL's column goes with its table."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE portal_searchgrams")


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='SearchPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16, verbose_name='类别')),
                ('row', models.BigIntegerField(verbose_name='行')),
                ('is_open', models.BooleanField(verbose_name='公众可查')),
                ('is_staff', models.BooleanField(verbose_name='工作人员可查')),
                ('text', models.TextField(verbose_name='文本')),
            ],
            options={
                'verbose_name': '检索片段',
                'verbose_name_plural': '检索片段',
                'indexes': [models.Index(fields=['kind', 'row'], name='portal_search_row')],
            },
        ),
        migrations.RunPython(make, drop),
    ]
