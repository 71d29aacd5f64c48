"""Addresses of opinions."""

from django.urls import path

from shangliang.opinions import desk, public
from shangliang.opinions.desk import crowd, queue
from shangliang.opinions.public import files, further, report

app_name = "opinions"
urlpatterns = [
    path("opinions", public.listing, name="list"),
    path("opinions/<slug:code>", public.show, name="show"),
    path("opinions/<slug:code>/answer", public.answer, name="answer"),
    path("opinions/<slug:code>/card", public.next_card, name="card"),
    path("opinions/<slug:code>/own", public.own, name="own"),
    path("opinions/<slug:code>/map", public.opinion_map, name="map"),
    path("opinions/<slug:code>/about", public.about, name="about"),
    path("opinions/<slug:code>/removed", further.removed, name="removed"),
    path("opinions/<slug:code>/removed/<int:number>/appeal", further.appeal, name="appeal"),
    path("opinions/<slug:code>/votes.csv", files.votes_file, name="votes"),
    path("opinions/<slug:code>/statements.csv", files.statements_file, name="statements"),
    path("opinions/<slug:code>/conditions.json", files.conditions_file, name="conditions"),
    path("opinions/<slug:code>/polis.zip", files.polis_file, name="polis"),
    path("opinions/<slug:code>/ticket", public.ticket, name="ticket"),
    path("opinions/<slug:code>/points", files.points_file, name="points"),
    path("opinions/<slug:code>/report", report.show, name="report"),
    path("opinions/<slug:code>/report.docx", report.docx_file, name="report_docx"),
    path("opinions/<slug:code>/report.csv", report.csv_file, name="report_csv"),
    path("real-name", further.prove_name, name="prove_name"),
    path("real-name/proved", further.proved_name, name="proved_name"),
    path("real-name/demonstration", further.demo_service, name="demo_service"),
    path("desk/opinions", desk.desk, name="desk"),
    path("desk/opinions/new", desk.new, name="new"),
    path("desk/opinions/population", crowd.population, name="population"),
    path("desk/opinions/<slug:code>", desk.case, name="case"),
    path("desk/opinions/<slug:code>/steps/<slug:verb>", desk.step, name="step"),
    path("desk/opinions/<slug:code>/edit", desk.edit, name="edit"),
    path("desk/opinions/<slug:code>/seeds", desk.seed, name="seed"),
    path("desk/opinions/<slug:code>/map", desk.recompute, name="recompute"),
    path("desk/opinions/<slug:code>/recheck", desk.recheck, name="recheck"),
    path("desk/opinions/<slug:code>/level", desk.level, name="level"),
    path("desk/opinions/<slug:code>/names", desk.name_group, name="name_group"),
    path("desk/opinions/<slug:code>/import", desk.import_votes, name="import"),
    path("desk/opinions/<slug:code>/queue", queue.queue, name="queue"),
    path("desk/opinions/<slug:code>/queue/<slug:verb>", queue.moderate, name="moderate"),
    path("desk/opinions/<slug:code>/people", crowd.people, name="people"),
]
