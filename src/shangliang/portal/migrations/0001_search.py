from django.db import migrations, models

from shangliang.portal.actions.tables import drop, lay


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
                ('is_piece', models.BooleanField(default=False, verbose_name='是其中一片')),
                ('text', models.TextField(verbose_name='文本')),
            ],
            options={
                'verbose_name': '检索片段',
                'verbose_name_plural': '检索片段',
                'indexes': [models.Index(fields=['kind', 'row'], name='portal_search_row')],
            },
        ),
        migrations.RunPython(lambda _apps, editor: lay(editor), lambda _apps, editor: drop(editor)),
    ]
