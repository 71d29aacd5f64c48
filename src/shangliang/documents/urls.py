"""Addresses of documents."""

from django.urls import path

from shangliang.documents import desk

app_name = "documents"
urlpatterns = [
    path("desk/papers", desk.register, name="register"),
    path("desk/papers/batches", desk.batches, name="batches"),
    path("desk/papers/batches/<int:number>.zip", desk.batch_file, name="batch_file"),
    path("desk/papers/<slug:code>.<str:form>", desk.paper_file, name="paper_file"),
    path("desk/papers/<slug:code>", desk.paper, name="paper"),
]
