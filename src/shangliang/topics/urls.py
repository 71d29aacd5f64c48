"""Addresses of topics; the page of one topic is composed by the portal."""

from django.urls import path

from shangliang.topics.desk import board, hot, topic
from shangliang.topics.public import hot as public_hot
from shangliang.topics.public import topics

app_name = "topics"

urlpatterns = [
    path("hot", public_hot.hot, name="hot"),
    path("hot/<str:code>", public_hot.issue, name="hot_issue"),
    path("topics", topics.listed, name="list"),
    path("topics/call", topics.call, name="call"),
    path("topics/call/clue", topics.clue, name="clue"),
    path("topics/<str:code>/vote", topics.vote, name="vote"),
    path("topics/<str:code>/ballot", topics.ballot, name="ballot"),
    path("desk/topics", board.board, name="board"),
    path("desk/topics/list", board.listed, name="desk_list"),
    path("desk/topics/new", board.new, name="new"),
    path("desk/topics/call", board.call, name="call_desk"),
    path("desk/topics/<str:code>", topic.topic, name="desk_topic"),
    path("desk/topics/<str:code>/steps/<str:verb>", topic.step, name="step"),
    path("desk/hot", hot.hot, name="hot_desk"),
    path("desk/hot/discover", hot.discover, name="discover"),
    path("desk/hot/<str:code>", hot.hot, name="hot_issue_desk"),
    path("desk/hot/<str:code>/suggest", hot.suggest, name="suggest"),
    path("desk/hot/<str:code>/rename", hot.rename, name="rename"),
    path("desk/hot/<str:code>/hide", hot.hide, name="hide"),
    path("desk/hot/<str:code>/show", hot.unhide, name="show"),
    path("desk/hot/<str:code>/judge", hot.judge, name="judge"),
]
