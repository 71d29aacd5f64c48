"""Addresses of sessions."""

from django.urls import path

from shangliang.sessions import public
from shangliang.sessions.desk import guests, host, papers, plan, polls

app_name = "sessions"
urlpatterns = [
    path("sessions", public.listing, name="list"),
    path("sessions/<int:number>", public.show, name="show"),
    path("sessions/<int:number>.json", public.snapshot, name="snapshot"),
    path("sessions/<int:number>/hall", public.hall, name="hall"),
    path("sessions/<int:number>/minutes", public.minutes, name="minutes"),
    path("sessions/<int:number>/questions", public.questions, name="questions"),
    path("sessions/<int:number>/questions/<int:order>/like", public.like, name="like"),
    path("sessions/<int:number>/ask", public.ask, name="ask"),
    path("sessions/<int:number>/floor", public.floor, name="floor"),
    path("sessions/<int:number>/ticket", public.ticket, name="ticket"),
    path("sessions/<int:number>/polls/<int:order>", public.poll, name="poll"),
    path("desk/sessions", plan.desk, name="desk"),
    path("desk/sessions/new", plan.new, name="new"),
    path("desk/sessions/series", plan.series, name="series"),
    path("desk/sessions/<int:number>", plan.case, name="case"),
    path("desk/sessions/<int:number>/plan", plan.edit, name="edit"),
    path("desk/sessions/<int:number>/stream", plan.stream, name="stream"),
    path("desk/sessions/<int:number>/steps/<slug:verb>", plan.step, name="step"),
    path("desk/sessions/<int:number>/agenda", plan.add_item, name="add_item"),
    path("desk/sessions/<int:number>/agenda/usual", plan.lay_agenda, name="lay_agenda"),
    path("desk/sessions/<int:number>/agenda/<int:order>/run", host.run, name="run"),
    path("desk/sessions/<int:number>/agenda/<int:order>/<slug:act>", plan.arrange, name="arrange"),
    path("desk/sessions/<int:number>/venues", plan.add_venue, name="add_venue"),
    path("desk/sessions/<int:number>/venues/<int:place>/<slug:act>", plan.change_venue, name="change_venue"),
    path("desk/sessions/<int:number>/guests", guests.guests, name="guests"),
    path("desk/sessions/<int:number>/guests/new", guests.invite, name="invite"),
    path("desk/sessions/<int:number>/guests/<int:order>/<slug:act>", guests.change, name="change_guest"),
    path("desk/sessions/<int:number>/host", host.host, name="host"),
    path("desk/sessions/<int:number>/lines/<int:place>/<slug:act>", host.line, name="line"),
    path("desk/sessions/<int:number>/questions", host.add_question, name="add_question"),
    path("desk/sessions/<int:number>/questions/<int:order>/<slug:act>", host.question, name="question"),
    path("desk/sessions/<int:number>/floor", host.add_floor, name="add_floor"),
    path("desk/sessions/<int:number>/floor/stop", host.stop, name="stop_floor"),
    path("desk/sessions/<int:number>/floor/<int:order>/<slug:act>", host.floor, name="change_floor"),
    path("desk/sessions/<int:number>/polls", polls.prepare, name="prepare_poll"),
    path("desk/sessions/<int:number>/polls/<int:order>/<slug:act>", polls.change, name="change_poll"),
    path("desk/sessions/<int:number>/notes", host.note, name="note"),
    path("desk/sessions/<int:number>/minutes", papers.minutes, name="minutes_desk"),
    path("desk/sessions/<int:number>/minutes/course", papers.course, name="course"),
    path("desk/sessions/<int:number>/views/<int:order>/drop", papers.drop_view, name="drop_view"),
    path("desk/sessions/<int:number>/promises/<int:order>/kept", papers.keep, name="keep"),
]
