"""Photos of visits on site: for everybody once the matter is public, else for those who may read the case."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from shangliang.dispatch import queries
from shangliang.dispatch.models import FollowUpVisit
from shangliang.dispatch.workflow import OUTCOMES
from shangliang.kernel.refusals import NotFound
from shangliang.people.faces import Request, page


@page(OUTCOMES)
@require_GET
def photo(request: Request, number: int, which: str) -> HttpResponse:
    """Give the photo from before or after."""
    row = FollowUpVisit.objects.select_related("dispatch__voice").filter(pk=number).first()
    file = {"before": row.before_photo, "after": row.after_photo}.get(which) if row else None
    if row is None or not file:
        raise NotFound
    order = row.dispatch
    is_public = order.idea_id is not None or (order.voice is not None and order.voice.publication == "public")
    if not is_public and not queries.visible_to(request.actor).filter(pk=order.pk).exists():
        raise NotFound
    with file.open("rb") as content:
        return HttpResponse(
            content.read(), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"}
        )
