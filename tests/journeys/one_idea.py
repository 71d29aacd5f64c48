"""Fill the data folder with the cast, one approved golden idea of a member, and twelve voices that ask for the same.

Run as a program, with the folder named in SHANGLIANG_DATA: where the story of one supervised idea begins.
"""

from random import Random

PLACES = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def main() -> None:
    from shangliang.site import cli

    cli.main(["migrate"])

    from django.db import transaction

    from shangliang.kernel.calendar import now
    from shangliang.kernel.workflow import Actor, Role
    from shangliang.kernel.workflow import Seat as Held
    from shangliang.ledger.actions import pass_over
    from shangliang.people.queries import actor_of
    from shangliang.site import wiring
    from shangliang.site.demo import bodies, people
    from shangliang.site.demo.load import SEED, passwords

    at = now()
    with transaction.atomic():
        cast = people.build(bodies.build(at), at, at, Random(SEED), passwords())
        city = cast.city

        def actor(name: str) -> Actor:
            return actor_of(cast.people[name], at.date())

        idea_of(cast, city, actor, at)
        speak(cast, Actor(cast.people["citizen1"].pk, "", (Held(Role.CITIZEN),)), actor("agent"), at)
        pass_over(wiring.reactions())


def idea_of(cast, city, actor, at) -> None:
    """Write the session and the member's idea, approved and waiting to be handed over."""
    from shangliang.ideas import actions as ideas
    from shangliang.sessions.actions import create_session

    session = create_session(
        number=30, title="步道栏杆谁来修", actor=actor("liaison"), at=at, region=city, held_at=at
    )  # fmt: skip
    idea = ideas.capture(
        session, title="步道栏杆先加固再巡查", quote="栏杆松了就先加固，再定个巡查的规矩。",
        speaker=cast.people["member"],
        speaker_name="宋委员，市政协委员",
        time_code="00:31:05", actor=actor("liaison"), at=at,
    )  # fmt: skip
    content = ideas.Content(
        title=idea.title, problem="山头公园步道栏杆松动，没有人巡查。", basis="三次调研的记录。",
        points=("加固松动的步道栏杆", "定下步道栏杆的巡查办法"), lead_unit=cast.orgs["urban"],
        co_units=(cast.orgs["emergency"], cast.orgs["transport"]),
    )  # fmt: skip
    ideas.refine(idea, content, is_confirmed=True, actor=actor("committee"), at=at)
    ideas.number(idea, actor=actor("liaison"), at=at)
    ideas.approve(idea, actor=actor("leader"), at=at)


def speak(cast, citizen, agent, at) -> None:
    """Write twelve accepted voices about the same thing elsewhere, and one about something else."""
    from shangliang.voices.actions import Saying, accept, submit_voice

    for place in PLACES:
        text = f"{place}号山头公园的步道栏杆松动了，缺螺栓，请尽快加固步道栏杆。"
        accept(submit_voice(Saying(text=text), actor=citizen, at=at), actor=agent, at=at, elements_checked=True)
    other = submit_voice(Saying(text="医院挂号排队太久，能不能分时段。"), actor=citizen, at=at)
    accept(other, actor=agent, at=at, elements_checked=True)


if __name__ == "__main__":
    main()
