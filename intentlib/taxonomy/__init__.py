"""Groups and the run before → permanent ids and names, and the lineage that tells what changed.

Identity is carried by wordings: a group goes on being an old intent when they share enough calls.
Groups go by their smallest wording id here and intents by their id, so that neither the numbering
of groups nor the order of rows can change an answer.
"""

from intentlib.taxonomy.acts import Act
from intentlib.taxonomy.carrying import Carried, carry
from intentlib.taxonomy.founding import as_found, go_on
from intentlib.taxonomy.lineage import cause_between, moved
from intentlib.taxonomy.settling import Decided, Settled, settle, unnamed

__all__ = [
    "Act",
    "Carried",
    "Decided",
    "Settled",
    "as_found",
    "carry",
    "cause_between",
    "go_on",
    "moved",
    "settle",
    "unnamed",
]
