"""Addresses of topics; the page of one topic is composed by the portal."""

from django.urls import path

from shangliang.topics.desk import alerts, board, hands, hot, topic, weights
from shangliang.topics.public import hot as public_hot
from shangliang.topics.public import topics

app_name = "topics"

urlpatterns = [
    path("hot", public_hot.hot, name="hot"),
    path("hot/<str:code>", public_hot.issue, name="hot_issue"),
    path("topics", topics.listed, name="list"),
    path("topics/plan", topics.plan, name="plan"),
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
    path("desk/hot/discover", hands.discover, name="discover"),
    path("desk/hot/decisions/<int:number>/back", hands.take_back, name="take_back"),
    path("desk/hot/suggestions", hot.suggestions, name="suggestions"),
    path("desk/hot/suggestions/<int:number>", hands.answer, name="answer_suggestion"),
    path("desk/hot/alerts", alerts.alerts, name="alerts"),
    path("desk/hot/alerts/<int:number>", alerts.answer, name="answer_alert"),
    path("desk/hot/weights", weights.weights, name="weights"),
    path("desk/hot/<str:code>", hot.hot, name="hot_issue_desk"),
    path("desk/hot/<str:code>/voices", hot.members, name="hot_voices"),
    path("desk/hot/<str:code>/voices/split", hands.split, name="split"),
    path("desk/hot/<str:code>/merge", hands.merge, name="merge"),
    path("desk/hot/<str:code>/suggest", hands.suggest, name="suggest"),
    path("desk/hot/<str:code>/rename", hands.rename, name="rename"),
    path("desk/hot/<str:code>/hide", hands.hide, name="hide"),
    path("desk/hot/<str:code>/show", hands.unhide, name="show"),
]
