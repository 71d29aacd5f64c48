"""Staff pages of topics: the board, one topic, hot issues."""

from shangliang.topics.workflow import BOARD_GRANT, HOT_DESK_GRANT

DESKS = (
    (BOARD_GRANT, "topics:board", "topics"),
    (HOT_DESK_GRANT, "topics:hot_desk", "hot"),
)
