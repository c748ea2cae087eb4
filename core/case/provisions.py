"""The provisions of the secrecy act (OSL 2009:400) that cases touch most often: a choice, not a limit.

The code is what a marking says; the name says what it is about, for those who do not know the numbers. What is not
here is typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_ = str  # marks message ids for the catalogue; they are translated when shown

PROVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "OSL 26 kap. 1 §": _("social services and care of the elderly"),
        "OSL 25 kap. 1 §": _("health care"),
        "OSL 23 kap. 1 §": _("preschool"),
        "OSL 23 kap. 2 §": _("school and pupils' health"),
        "OSL 21 kap. 1 §": _("somebody's health or sexual life"),
        "OSL 21 kap. 3 §": _("address or number of somebody who is threatened"),
        "OSL 21 kap. 7 §": _("data that would be used against the GDPR"),
        "OSL 22 kap. 1 §": _("population registration"),
        "OSL 18 kap. 8 §": _("security measures"),
        "OSL 19 kap. 3 §": _("procurement and business of the municipality"),
        "OSL 31 kap. 16 §": _("a company's business with the municipality"),
        "OSL 32 kap. 1 §": _("supervision"),
    }
)
LONGEST = 80
