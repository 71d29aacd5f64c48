"""Invented messages for the tests of the hot-issue engine."""

from datetime import datetime, timedelta

from shangliang.engines.hotspots import Message

START = datetime(2022, 3, 1, 9, 0)

LIFT = (
    ("{place}电梯又坏了没人修", "我们楼的电梯本月第三次停运，老人上下楼只能爬楼梯，物业说维修基金没有批下来。"),
    ("{place}电梯三天两头停运", "电梯反复停运，维修基金迟迟批不下来，老人爬楼梯很吃力，请督促物业更换电梯。"),
    ("请督促{place}物业维修电梯", "物业不维修电梯，说等维修基金，老人被困在楼上，电梯停运已经两周。"),
    ("{place}电梯停运，老人下不了楼", "电梯停运一周，维修基金申请没有下文，物业推诿，老人买菜都要爬楼梯。"),
)
BUS = (
    ("希望216路公交延长到渔港码头", "渔港码头上班的人多，216路只到中学门口，末班车又早，希望延长线路并推迟末班车。"),
    ("216路公交末班车太早", "在渔港码头下夜班赶不上216路末班车，希望公交集团延长线路、推迟末班车。"),
    ("建议216路公交线路延长", "建议把216路延长到渔港码头，末班车推迟到二十二点，方便上夜班的工人。"),
)
NOISE = (
    ("广场舞音响整夜扰民", "楼下跳广场舞的音响开到深夜，孩子写作业静不下心。"),
    ("菜市场门口积水发臭", "农贸市场排水沟堵塞，下雨后污水漫到人行道，气味难闻。"),
    ("医保卡异地刷不了", "父亲在外地住院，医保备案办了还是不能直接结算。"),
    ("学校门口缺少斑马线", "放学时车流很大，孩子横穿马路，希望画上斑马线并安排交警。"),
)


def message(number, title="", body="", *, reporter=None, day=0, likes=0, **more):
    return Message(
        id=f"m{number:04d}",
        reporter=reporter or f"r{number:04d}",
        title=title,
        body=body,
        at=START + timedelta(days=day, minutes=number),
        likes=likes,
        **more,
    )


def about(texts, first=0, *, place="", **more):
    """One message per text, numbered from `first`."""
    return [
        message(first + number, title.format(place=place), body, day=number, **more)
        for number, (title, body) in enumerate(texts)
    ]


def city():
    """Four about lifts in one estate, three about a bus line, four about other things."""
    return about(LIFT, 0, place="海韵花园") + about(BUS, 10) + about(NOISE, 20)


def groups(result):
    """The grouping as a set of sets of message ids."""
    return {frozenset(issue.member_ids) for issue in result.issues}


def together(result, *ids):
    return len({result.assignment[one] for one in ids}) == 1
