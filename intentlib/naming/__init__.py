"""Groups of wordings -> names that an analyst would type."""

from intentlib.naming.apart import UNCLEAR
from intentlib.naming.groups import name_groups

__all__ = ["UNCLEAR", "name_groups"]
