"""Björkåsa kommun as data: who works there, who lives there, what they do for each other and what is said.

Pure: the files beside this one, read once into frozen values. Nothing here knows of a database.
"""

from demo.bjorkasa.cast import CastAgent, cast
from demo.bjorkasa.catalogue import UNCLASSIFIED, Service, catalogue
from demo.bjorkasa.contacts import CastContact, contacts
from demo.bjorkasa.organisation import Forvaltning, Level, Organisation, Unit, organisation
from demo.bjorkasa.texts import Saying, sayings, synpunkter

__all__ = [
    "UNCLASSIFIED",
    "CastAgent",
    "CastContact",
    "Forvaltning",
    "Level",
    "Organisation",
    "Saying",
    "Service",
    "Unit",
    "cast",
    "catalogue",
    "contacts",
    "organisation",
    "sayings",
    "synpunkter",
]
