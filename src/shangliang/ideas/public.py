"""The public list of golden ideas; one idea's page is composed above, where its orders are known."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shangliang.ideas import queries
from shangliang.ideas.models import REPLY_CLASSES
from shangliang.ideas.workflow import IDEAS_PUBLIC
from shangliang.people.faces import Request, language_of, page
from shangliang.topics.rules import DOMAINS

FILTERS = ("session", "domain", "letter", "unit")


@page(IDEAS_PUBLIC)
@require_GET
def listed(request: Request) -> HttpResponse:
    """List the golden ideas that everybody may see, with what became of each."""
    chosen = {name: request.GET.get(name, "")[:40] for name in FILTERS}
    rows = queries.public_rows(**chosen, after=request.GET.get("after", ""))
    is_chinese = language_of(request).startswith("zh")
    context = {
        "rows": rows[: queries.PAGE],
        "after": rows[queries.PAGE - 1].code if len(rows) > queries.PAGE else "",
        "chosen": chosen,
        "figures": queries.figures(),
        "domains": {key: zh if is_chinese else en for key, zh, en in DOMAINS},
        "classes": dict(REPLY_CLASSES),
        "here": "ideas",
    }
    return render(request, "ideas/list.html", context)
