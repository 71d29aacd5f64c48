"""共识算法 consensus: statements and votes in; opinion groups, common ground and the next question out.

    from shangliang.engines import consensus
    table = consensus.read_polis("export-folder")
    result = table.analyze()                      # or consensus.analyze(people, statements, values)
    result.to_dict()                              # plain data, ready for JSON
    result.next_statement({3: 1, 8: -1})          # what to ask somebody who answered these
    consensus.report(result).to_dict()            # what may be said, and how sure it is
    running = consensus.Tracker.start(people, statements, values)
    running.add(people, statements, values)       # a batch, in the time of its votes

numpy and scipy only. Votes are 1 agree, 0 pass, -1 disagree; the last vote of a person on a statement counts.
Nothing here sets threads: below a million votes run it with OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 in
the environment of the process, because several BLAS threads cost more than they save on small matrices.

ballots   votes as a sparse table          basis     the two axes             grouping   who belongs together
tallies   counts and tests                 claims    what may be said         figures    what follows from counts
stability may groups be shown              memory    what keeps a map still   opinion_map places and groups
routing   what to ask next                 selection what goes to departments caution    bursts, cohorts, diligence
analysis  all of it in one call            reporting all of it in words       tracker    batch by batch
reading   files in                         writing   files out

Method: Small et al., "Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces" (2021), with
three choices of our own in mode "default": statements taken out of the map are out of every count; groups are
found by exact k-means from many starts rather than from 100 base clusters; the number of groups is chosen by
the silhouette over people. Mode "polis" is the published algorithm with its constants, on a conversation seen
for the first time (no memory of earlier states) and without its caps, which silently drop late voters.
"""

from typing import TYPE_CHECKING

from shangliang.engines.lazy import names_of

if TYPE_CHECKING:
    from .analysis import VERSION, Analysis, analyze
    from .ballots import AGREE, DISAGREE, PASS, Ballots
    from .caution import Burst, Sensitivity, bursts
    from .claims import Mark
    from .figures import Figures
    from .grouping import Groups
    from .memory import Memory
    from .opinion_map import Mode, OpinionMap
    from .reading import UnreadableVotesError, VoteTable, read_groups, read_polis
    from .reporting import Report, report
    from .routing import Choice, next_statement
    from .selection import Selection, select
    from .stability import Stability, rand_index
    from .tallies import Tally, lower_bound
    from .tracker import Batch, Tracker
    from .writing import write_polis

__getattr__ = names_of(
    __name__,
    {
        "analysis": "VERSION Analysis analyze",
        "ballots": "AGREE DISAGREE PASS Ballots",
        "caution": "Burst Sensitivity bursts",
        "claims": "Mark",
        "figures": "Figures",
        "grouping": "Groups",
        "memory": "Memory",
        "opinion_map": "Mode OpinionMap",
        "reading": "UnreadableVotesError VoteTable read_groups read_polis",
        "reporting": "Report report",
        "routing": "Choice next_statement",
        "selection": "Selection select",
        "stability": "Stability rand_index",
        "tallies": "Tally lower_bound",
        "tracker": "Batch Tracker",
        "writing": "write_polis",
    },
)

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "VERSION",
    "Analysis",
    "Ballots",
    "Batch",
    "Burst",
    "Choice",
    "Figures",
    "Groups",
    "Mark",
    "Memory",
    "Mode",
    "OpinionMap",
    "Report",
    "Selection",
    "Sensitivity",
    "Stability",
    "Tally",
    "Tracker",
    "UnreadableVotesError",
    "VoteTable",
    "analyze",
    "bursts",
    "lower_bound",
    "next_statement",
    "rand_index",
    "read_groups",
    "read_polis",
    "report",
    "select",
    "write_polis",
]
