"""Groups of wordings -> names that an analyst would type."""

from intentlib.naming.apart import UNCLEAR
from intentlib.naming.groups import name_groups, name_some
from intentlib.naming.namer import Namer, better_names, open_namer

__all__ = ["UNCLEAR", "Namer", "better_names", "name_groups", "name_some", "open_namer"]
