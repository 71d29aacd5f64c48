"""Where an order stands, and groups of states that belong together."""

from shangliang.kernel.workflow import State


class DispatchState(State):
    """Where an order stands, from the hand-over to the write-off."""

    ISSUED = "issued", "待签收", "to be signed for"
    SIGNED = "signed", "已签收", "signed for"
    RETURN_REQUESTED = "return_requested", "申请退单", "return requested"
    DISPUTED = "disputed", "待会商指定", "to be designated"
    HANDLING = "handling", "办理中", "being handled"
    EXTENSION_REQUESTED = "extension_requested", "申请延期", "extension requested"
    SUSPENDED = "suspended", "已挂起", "suspended"
    REPLIED = "replied", "已答复，待审核", "replied, to be checked"
    ANSWERED = "answered", "已送达，待评价", "delivered, to be judged"
    EVALUATED = "evaluated", "已评价", "judged"
    CLOSED = "closed", "已销号", "written off"
    TERMINATED = "terminated", "已终止", "terminated"


S = DispatchState
AT_WORK = (S.ISSUED, S.SIGNED, S.RETURN_REQUESTED, S.DISPUTED, S.HANDLING, S.EXTENSION_REQUESTED)
OPEN = (*AT_WORK, S.SUSPENDED, S.REPLIED, S.ANSWERED, S.EVALUATED)
WITH_UNIT = (S.ISSUED, S.SIGNED, S.HANDLING, S.EXTENSION_REQUESTED)
DELIVERED = (S.ANSWERED, S.EVALUATED)
