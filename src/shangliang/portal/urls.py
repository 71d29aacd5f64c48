"""Addresses of the portal."""

from django.urls import path

from shangliang.portal import desk, public
from shangliang.portal.desk import instructing, papers, tasks
from shangliang.portal.public import sharing

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("topics/<str:code>", public.topic, name="topic"),
    path("verify", public.verify, name="verify"),
    path("verify.json", public.verify_json, name="verify_json"),
    path("ledger", public.ledger, name="ledger"),
    path("search", public.find, name="search"),
    path("help", public.help_index, name="help"),
    path("help/accessibility", public.help_page, {"section": "reference", "slug": "accessibility"}, "accessibility"),
    path("help/data", public.help_page, {"section": "reference", "slug": "data"}, "data"),
    path("help/<slug:section>/<slug:slug>", public.help_page, name="help_page"),
    path("desk", desk.today, name="desk"),
    path("desk/leader", desk.leader, name="leader"),
    path("desk/leader/instruct", instructing.write, name="instruct"),
    path("desk/member", desk.member, name="member"),
    path("desk/member/duty", desk.duty, name="duty"),
    path("desk/issue-paper", papers.new, name="paper_new"),
    path("desk/issue-paper/issue", papers.issue, name="paper_issue"),
    path("desk/issue-paper/transfer-letters", papers.transfer_letters, name="transfer_letters"),
    path("desk/search", desk.find, name="desk_search"),
    path("desk/tasks", tasks.tasks, name="tasks"),
    path("card.png", sharing.site_card, name="site_card"),
    path("ideas/<str:code>/card.png", sharing.idea_card, name="idea_card"),
    path("ideas/<str:code>/poster", sharing.idea_poster, name="idea_poster"),
    path("sessions/<int:number>/card.png", sharing.session_card, name="session_card"),
    path("sessions/<int:number>/poster", sharing.session_poster, name="session_poster"),
    path("sessions/<int:number>/event.ics", sharing.session_calendar, name="session_calendar"),
    path("sessions.ics", sharing.sessions_calendar, name="sessions_calendar"),
    path("feeds/sessions.atom", sharing.sessions_feed, name="sessions_feed"),
    path("feeds/replies.atom", sharing.replies_feed, name="replies_feed"),
    path("feeds/outcomes.atom", sharing.outcomes_feed, name="outcomes_feed"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("healthz", public.healthz, name="healthz"),
]
