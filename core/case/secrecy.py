"""Which secrecy class a case is in, and whether open ways may carry what is said in it.

A type "Ja" is secret from the moment it is suggested; a type "Möjlig" is ordinary until somebody marks the case.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from core.store.db import reading
from core.store.models import Case, CaseTypeVersion, Contact
from core.store.models.agents import ORDINARY
from core.store.scope_rows import scope_by_id

_PROTECTED = select(Contact.protected).where(Contact.id == bindparam("id"))  # made once: a page asks it five times


def class_of_type(version: CaseTypeVersion) -> int:
    """The secrecy class that a case of this type starts in."""
    return version.secrecy_class_id or ORDINARY if version.secrecy == "ja" else ORDINARY


def secrecy_class_of(case: Case) -> int:
    return scope_by_id(case.scope_id).secrecy_class_id


def only_neutral(case: Case) -> bool:
    """True when open e-mail and SMS may carry nothing but the neutral text (OSL 8:1, practice 8)."""
    return secrecy_class_of(case) != ORDINARY or bool(case.secrecy_provision) or is_protected(case)


def is_protected(case: Case) -> bool:
    """Whether the contact of the case has a protected identity."""
    if case.contact_id is None:
        return False
    return bool(reading().scalar(_PROTECTED, {"id": case.contact_id}))
