"""Only actions write to the database, and only the ledger sets a state."""

import ast
from collections.abc import Iterator

import pytest
from tests.shape.sources import Module, modules, planted

# Names that only Django's writing methods have: any call of them is a write.
ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user", "create_superuser"}
# Names shared with dicts, files and sets: a write when what they are called on has the shape of a query.
ON_QUERIES = {"create", "update", "delete", "acreate", "aupdate", "adelete"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
QUERY_STEPS = {"filter", "exclude", "select_for_update", "select_related", "order_by", "annotate", "only", "defer"}
WRITING_SQL = ("INSERT", "UPDATE", "DELETE", "REPLACE", "DROP", "ALTER", "CREATE")


def is_query(node: ast.expr, queries: set[str]) -> bool:
    """Say whether an expression is a manager, a query made from one, or a name bound to one."""
    if isinstance(node, ast.Name):
        return node.id in queries
    if isinstance(node, ast.Attribute):
        return node.attr in MANAGERS or is_query(node.value, queries)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in QUERY_STEPS or is_query(node.func.value, queries)
    return isinstance(node, ast.Subscript) and is_query(node.value, queries)


def query_names(tree: ast.AST) -> set[str]:
    """Give the names bound to queries: by assignment from one, or by a QuerySet annotation."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_query(node.value, names):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            target = node.arg if isinstance(node, ast.arg) else getattr(node.target, "id", "")
            if "QuerySet" in ast.dump(node.annotation):
                names.add(target)
    return names


def writes(module: Module) -> Iterator[str]:
    """Give every database write in a module: saves, deletes, writes on queries, writing SQL."""
    queries = query_names(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_write(node, node.func, queries):
            yield f"{module.path}:{node.lineno} .{node.func.attr}()"


def is_write(call: ast.Call, func: ast.Attribute, queries: set[str]) -> bool:
    name = func.attr
    if name in ALWAYS:
        return True
    if name in {"save", "asave"}:
        # A row is saved with keywords only; a picture, a workbook or a storage gets a place first.
        return not call.args
    if name in ON_QUERIES and is_query(func.value, queries):
        return True
    if name in {"delete", "adelete"}:
        return not call.args and not call.keywords
    return name in {"execute", "executemany"} and writes_sql(call)


def writes_sql(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    texts = [part.value for part in ast.walk(first) if isinstance(part, ast.Constant)] if first else []
    return any(isinstance(text, str) and text.lstrip().upper().startswith(WRITING_SQL) for text in texts)


def states_set(module: Module) -> Iterator[str]:
    """Give every place that sets ``.state``: assignment, setattr, or a state handed to a write."""
    for node in ast.walk(module.tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = [part for target in node.targets for part in ast.walk(target) if isinstance(part, ast.expr)]
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            yield f"{module.path}:{node.lineno} assigns .state"
        elif isinstance(node, ast.Call) and hands_over_state(node):
            yield f"{module.path}:{node.lineno} sets state"


def hands_over_state(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {"setattr", "__setattr__"}:
        return any(isinstance(word, ast.Constant) and word.value == "state" for word in call.args)
    return name in ALWAYS | ON_QUERIES and any(keyword.arg == "state" for keyword in call.keywords)


def is_ledger_action(module: Module) -> bool:
    return module.parts[:2] == ("ledger", "actions")


def test_only_actions_write_to_the_database():
    assert [place for module in modules() if not module.may_write for place in writes(module)] == []


def test_only_the_ledger_sets_a_state():
    assert [place for module in modules() if not is_ledger_action(module) for place in states_set(module)] == []


@pytest.mark.parametrize(
    "line",
    [
        "voice.save()",
        "voice.save(update_fields=['title'])",
        "Voice.objects.create(title='a')",
        "Voice.objects.filter(pk=1).update(title='a')",
        "Voice.objects.all()[:3].delete()",
        "voice.delete()",
        "rows = Voice.objects.order_by('pk')\nrows.update(title='a')",
        "def f(rows: 'QuerySet[Voice]'): rows.update(title='a')",
        "Voice._default_manager.bulk_create([voice])",
        "Voice.objects.get_or_create(code='a')",
        "cursor.execute('update voices_voice set title = 1')",
        "cursor.execute(f'DELETE FROM {table}')",
    ],
)
def test_a_planted_write_is_seen(line):
    assert list(writes(planted(line)))


@pytest.mark.parametrize(
    "line",
    [
        "words.update(title='a')",
        "digest.update(b'a')",
        "workbook.save(path)",
        "picture.save(buffer, 'JPEG')",
        "storage.delete(name)",
        "cursor.execute('select title from voices_voice')",
        "Voice.objects.filter(pk=1).count()",
        "create(title='a')",
    ],
)
def test_what_only_looks_like_a_write_is_left_alone(line):
    assert list(writes(planted(line))) == []


@pytest.mark.parametrize(
    "line",
    [
        "voice.state = 'closed'",
        "voice.title, voice.state = 'a', 'closed'",
        "voice.state: str = 'closed'",
        "setattr(voice, 'state', 'closed')",
        "Voice.objects.update(state='closed')",
        "Voice.objects.create(state='closed')",
    ],
)
def test_a_planted_state_is_seen(line):
    assert list(states_set(planted(line)))


def test_reading_a_state_is_left_alone():
    assert list(states_set(planted("is_closed = voice.state == 'closed'\nVoice.objects.filter(state='closed')"))) == []
