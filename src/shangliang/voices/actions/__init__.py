"""Writes of voices: taking in, screening, handling, publishing, photos, import and export.

Every function takes the actor and the moment; the workflow table decides, a Refusal says why not.
"""

from shangliang.voices.actions.categories import confirm_category, guess_waiting, request_training, switch_on, train
from shangliang.voices.actions.exporting import export_voices
from shangliang.voices.actions.handling import (
    answer_directly,
    approve_termination,
    call_back,
    close_review,
    evaluate,
    expire_evaluations,
    judge_by_phone,
    mark_dispatched,
    mark_rehandled,
    mark_replied,
    merge,
    order_redo,
    redo,
    to_topic_pool,
    withdraw,
)
from shangliang.voices.actions.importing import (
    PROFILES,
    ImportResult,
    import_file,
)
from shangliang.voices.actions.intake import (
    Saying,
    guardian_consent,
    join_voice,
    lapse_guardians,
    register_voice,
    submit_voice,
    supplement,
    take_down,
)
from shangliang.voices.actions.photos import keep_photo, purge_photos
from shangliang.voices.actions.publishing import keep_private, queue_for_publication, settle_publication
from shangliang.voices.actions.screening import (
    accept,
    classify,
    confirm_refusal,
    open_speaker_phone,
    overturn_refusal,
    refer_emergency,
    refuse,
)
from shangliang.voices.actions.uploads import check_upload, give_up, import_upload, look_again, work_on_import

__all__ = [
    "PROFILES",
    "ImportResult",
    "Saying",
    "accept",
    "answer_directly",
    "approve_termination",
    "call_back",
    "check_upload",
    "classify",
    "close_review",
    "confirm_category",
    "confirm_refusal",
    "evaluate",
    "expire_evaluations",
    "export_voices",
    "give_up",
    "guardian_consent",
    "guess_waiting",
    "import_file",
    "import_upload",
    "join_voice",
    "judge_by_phone",
    "keep_photo",
    "keep_private",
    "lapse_guardians",
    "look_again",
    "mark_dispatched",
    "mark_rehandled",
    "mark_replied",
    "merge",
    "open_speaker_phone",
    "order_redo",
    "overturn_refusal",
    "purge_photos",
    "queue_for_publication",
    "redo",
    "refer_emergency",
    "refuse",
    "register_voice",
    "request_training",
    "settle_publication",
    "submit_voice",
    "supplement",
    "switch_on",
    "take_down",
    "to_topic_pool",
    "train",
    "withdraw",
    "work_on_import",
]
