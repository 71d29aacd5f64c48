"""Addresses of voices."""

from django.urls import path

from shangliang.voices.desk import cases, categories, imports, lists
from shangliang.voices.public import follow, speak

app_name = "voices"
urlpatterns = [
    path("speak", speak.say, name="speak"),
    path("speak/same", speak.same, name="same"),
    path("speak/send", speak.send, name="send"),
    path("speak/code", speak.code, name="code"),
    path("speak/done", speak.done, name="done"),
    path("mine", follow.mine, name="mine"),
    path("v", follow.query, name="query"),
    path("v/<str:code>", follow.track, name="track"),
    path("v/<str:code>/unlock", follow.unlock, name="unlock"),
    path("v/<str:code>/steps/<slug:verb>", follow.step, name="own_step"),
    path("voices/<str:code>/photos/<int:number>", follow.photo, name="photo"),
    path("desk/voices", lists.queue, name="desk"),
    path("desk/voices/export", lists.export, name="export"),
    path("desk/voices/new", lists.new, name="new"),
    path("desk/voices/import", imports.start, name="import"),
    path("desk/voices/import/<int:number>", imports.run, name="import_run"),
    path("desk/voices/import/<int:number>/again", imports.again, name="import_again"),
    path("desk/voices/import/<int:number>/take", imports.take_in, name="import_take"),
    path("desk/voices/import/<int:number>/drop", imports.drop, name="import_drop"),
    path("desk/voices/categories", categories.queue, name="categories"),
    path("desk/voices/categories/models", categories.models, name="category_models"),
    path("desk/voices/categories/models/train", categories.train, name="train"),
    path("desk/voices/categories/models/<int:number>/on", categories.switch_on, name="switch_on"),
    path("desk/voices/<str:code>/category", categories.confirm, name="confirm_category"),
    path("desk/voices/<str:code>", cases.case, name="case"),
    path("desk/voices/<str:code>/phone", cases.phone, name="phone"),
    path("desk/voices/<str:code>/publication", cases.publication, name="publication"),
    path("desk/voices/<str:code>/steps/<slug:verb>", cases.step, name="step"),
]
