"""What every installation starts with: its tables, and the deadline policies that the slices declare."""

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from shangliang.ledger.actions import seed_policies
from shangliang.portal.actions import tables
from shangliang.site import wiring

SINCE = date(2019, 1, 1)


def is_unapplied() -> bool:
    """Return whether any migration of the program is missing in the database; reads names only, never builds states."""
    on_disk = {(app.label, name) for app in apps.get_app_configs() for name in migration_names(app.label)}
    return not on_disk <= set(MigrationRecorder(connection).applied_migrations())


def migration_names(label: str) -> list[str]:
    """Return the names of an app's migrations; none when it has no folder of them."""
    package, _ = MigrationLoader.migrations_module(label)
    found = find_spec(package) if package else None
    folders = found.submodule_search_locations if found else None
    return [path.stem for path in Path(next(iter(folders))).glob("[!_~]*.py")] if folders else []


def seed_rules() -> int:
    """Write the deadline clauses of all slices that the table does not know yet; return how many."""
    clauses = [clause for module in wiring.modules("rules") for clause in getattr(module, "DEADLINES", ())]
    return seed_policies(clauses, since=SINCE)


def lay_tables() -> bool:
    """Create the tables of an empty database as the models and `tables` say, and return whether it was empty.

    The migrations count as applied then; a test compares both ways table by table. It saves the many states of the
    models that migrations pass through, which take longer than everything else of a first start.
    """
    recorder = MigrationRecorder(connection)
    if connection.introspection.table_names():
        return False
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:  # noqa: SLF001 - Django's public-in-practice name
                editor.create_model(model)
        tables.lay(editor)
    recorder.ensure_schema()
    for app, name in MigrationLoader(connection).graph.nodes:
        recorder.record_applied(app, name)
    return True
