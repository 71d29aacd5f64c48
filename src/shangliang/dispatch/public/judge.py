"""Saying what one thinks of an answer: the people concerned, the speaker, members."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shangliang.dispatch import actions
from shangliang.dispatch.forms import JudgeForm
from shangliang.dispatch.models import Dispatch
from shangliang.dispatch.queries.orders import find
from shangliang.dispatch.queries.story import answer_of
from shangliang.dispatch.workflow import JUDGE
from shangliang.kernel.refusals import Refusal
from shangliang.people.faces import Request, language_of, page


@page(JUDGE)
@require_http_methods(["GET", "POST"])
def judge(request: Request, code: str) -> HttpResponse:
    """Take a judgement; who is not signed in proves by phone who he is first."""
    if not request.actor.is_signed_in:
        messages.info(request, _("请先用手机号登录，再评价。"))
        back = reverse("dispatch:judge", args=[code])
        return HttpResponseRedirect(f"{reverse('people:phone')}?{urlencode({'next': back})}")
    order = find(request.actor, code)
    form = JudgeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.judge(order, form.judgement, actor=request.actor, at=request.at)
        except Refusal as refusal:
            form.add_error(None, refusal.text(language_of(request)))
        else:
            messages.success(request, _("记下了，谢谢您。七天内可以改。"))
            return HttpResponseRedirect(back_of(order))
    context = {"order": order, "form": form, "answer": answer_of(order), "here": "mine"}
    return render(request, "dispatch/judge.html", context, status=422 if form.is_bound else 200)


def back_of(order: Dispatch) -> str:
    """Return the page of the matter that was judged."""
    if order.idea is not None:
        return reverse("dispatch:idea", args=[order.idea.code])
    if order.voice is not None and order.voice.query_code:
        return reverse("voices:track", args=[order.voice.query_code])
    return reverse("voices:mine")
