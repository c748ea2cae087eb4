"""Fills an empty database with Björkåsa: organisation, texts, catalogue, people, contacts. The past is `history`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from core.filling import (
    BEGINNING,
    FIRST_TYPE_CLASS,
    MARKED,
    UNCLASSIFIED,
    hashed,
    models,
    set_setting,
    set_text,
    table,
    upsert,
    writing,
)
from core.tables import Base
from demo.bjorkasa.cast import CastAgent, cast
from demo.bjorkasa.catalogue import Service, catalogue
from demo.bjorkasa.contacts import contacts
from demo.bjorkasa.organisation import organisation
from demo.colleagues import for_colleagues, write_absences
from demo.planned import write_planned
from demo.reaching import write_contacts
from demo.standard import write_standard_answers

PASSWORD = "bjorkasa"
OWN_CLASS = {"nej": "nej", "möjlig": "mojlig", "ja": "ja"}
WALK = ("fatima", "gunilla", "bo", "roger", "kristina")  # shown first at the login: those of the five-minute walk
NOWHERE = ("administrator", "kommunikator", "analytiker")  # roles that hold for the whole municipality
WRITE_NOTHING = ("S07",)  # oro för barn: by phone only that the call was connected


@dataclass(frozen=True, slots=True)
class Ids:
    """Database ids by the code, digit, login or key that the data use."""

    namnder: dict[str, int]
    forvaltningar: dict[str, int]
    units: dict[str, int]
    svarsgrupper: dict[str, int]
    classes: dict[str, int]
    types: dict[str, int]
    versions: dict[str, int]
    agents: dict[str, int]
    contacts: dict[str, int]


def fill() -> Ids:
    """Writes all of it, in the caller's transaction."""
    password = hashed(PASSWORD)
    ids = Ids(*_organisation(), _secrecy_classes(), {}, {}, {}, {})
    write_contacts(ids.forvaltningar)
    _words()
    for service in catalogue().values():
        _service(service, ids)
    for agent in cast().values():
        _agent(agent, ids, password)
    write_absences(ids.agents)
    _contacts(ids)
    write_standard_answers(ids.types)
    write_planned(ids.types, ids.versions, ids.agents)
    return ids


def _organisation() -> tuple[dict[str, int], dict[str, int], dict[str, int], dict[str, int]]:
    o = organisation()
    namnder = {code: _named(models.Namnd, "code", code, name=name) for code, name in o.namnder.items()}
    forvaltningar = {
        f.code: _named(
            models.Forvaltning,
            "code",
            f.code,
            name=f.name,
            short_name=f.short_name,
            namnd_id=namnder[f.namnd],
            contact_centre=f.contact_centre,
        )
        for f in o.forvaltningar
    }
    units = {
        u.code: _named(
            models.Unit, "code", u.code, name=u.name, forvaltning_id=forvaltningar[u.forvaltning], mailbox=u.mailbox
        )
        for u in o.units
    }
    groups = {digit: _named(models.Svarsgrupp, "digit", digit, name=name) for digit, name in o.svarsgrupper.items()}
    return namnder, forvaltningar, units, groups


def _secrecy_classes() -> dict[str, int]:
    groups = organisation().authorisation_groups
    classes = {code: FIRST_TYPE_CLASS + number for number, code in enumerate(groups)}
    for code, class_id in classes.items():
        writing().execute(table(models.SecrecyClass).insert().values(id=class_id, code=code, name=groups[code]))
    return {**classes, "marked": MARKED}


def _words() -> None:
    o = organisation()
    for key, languages in o.texts.items():
        for language, words in languages.items():
            set_text(key, language, words)
    for level in o.levels:
        for language, name in level.names.items():
            set_text(f"level_{level.number}", language, name)
            set_text(f"rosa_{level.number}_why", language, level.explanations[language])
    for key, languages in o.topics.items():
        for language, words in languages.items():
            set_text(f"topic_{key}", language, words)
    values = {
        "municipality_name": o.name,
        "centre_name": o.centre_name,
        "phone": o.phone,
        "sms": o.sms,
        "jour": o.jour,
        "mailbox": o.mailbox,
        "website": o.website,
        "accent": o.colour,
        "places": list(o.places),
        "care_words": list(o.care_words),
        "topics": list(o.topics),
        "fetch_limit_minutes": 1,
        "demo_first": list(WALK),
        "channel_promises": {"webform": "2 ad"},  # what the receipts say
    }
    for key, value in values.items():
        set_setting(key, value)
    hours = {"valid_from": BEGINNING.date(), "value": dict(o.hours)}
    writing().execute(table(models.OpeningHours).insert().values(**hours))


def _service(service: Service, ids: Ids) -> None:
    type_id = _named(models.CaseType, "code", service.code)
    ids.types[service.code] = type_id
    versions = table(models.CaseTypeVersion)
    if service.code == UNCLASSIFIED:
        writing().execute(versions.delete().where(versions.c.case_type_id == type_id))
    values = _demands(service, ids)
    made = versions.insert().values(case_type_id=type_id, valid_from=BEGINNING, **values).returning(versions.c.id)
    ids.versions[service.code] = int(writing().execute(made).scalar_one())
    for language, name in (("sv", service.name), ("en", service.name_en)):
        names = upsert(models.CaseTypeName).values(case_type_id=type_id, language=language, name=name)
        writing().execute(names.on_conflict_do_update(index_elements=["case_type_id", "language"], set_={"name": name}))
    if rows := [{"case_type_id": type_id, "word": word} for word in service.words]:
        writing().execute(table(models.CaseTypeWord).insert(), rows)


def _demands(service: Service, ids: Ids) -> dict[str, object]:
    """What the catalogue demands of the type, as the columns of its version."""
    return {
        "forvaltning_id": ids.forvaltningar[service.forvaltning],
        "unit_id": ids.units[service.unit] if service.unit else None,
        "svarsgrupp_id": ids.svarsgrupper[service.svarsgrupp],
        "rosa_level": service.rosa_level,
        "transferred": service.transferred.lower(),
        "competence": service.competence,
        "promise": service.promise,
        "secrecy": OWN_CLASS[service.secrecy.lower()],
        "secrecy_class_id": ids.classes[service.authorisation] if service.authorisation else None,
        "diary": service.diary.lower(),
        "supervision": service.supervision,
        "write_nothing": service.code in WRITE_NOTHING,
        "topic": service.topic,
        "ask_for": ", ".join(service.ask_for),
        "eservice": service.e_service,
        "minutes_here": service.minutes_here,
        "minutes_there": service.minutes_there,
    }


def _agent(agent: CastAgent, ids: Ids, password: str) -> None:
    agent_id = _named(
        models.AgentRow,
        "login",
        agent.login,
        name=agent.name,
        email=agent.email,
        password=password,
        stamp=secrets.token_hex(8),
        language=agent.languages[0],
        **for_colleagues(agent),
    )
    ids.agents[agent.login] = agent_id
    for role in _roles(agent, ids):
        writing().execute(table(models.AgentRole).insert().values(agent_id=agent_id, role=agent.role, **role))
    for digit in agent.svarsgrupper:
        values = {"agent_id": agent_id, "svarsgrupp_id": ids.svarsgrupper[digit]}
        writing().execute(table(models.AgentSvarsgrupp).insert().values(**values))
    for group in agent.authorised:
        values = {"agent_id": agent_id, "secrecy_class_id": ids.classes[group]}
        writing().execute(table(models.AgentAuthorisation).insert().values(**values))
    for code in agent.delegations:
        values = {"agent_id": agent_id, "case_type_id": ids.types[code]}
        point = catalogue()[code].delegation
        writing().execute(table(models.Delegation).insert().values(point=point, **values))


def _roles(agent: CastAgent, ids: Ids) -> list[dict[str, int]]:
    if agent.role in NOWHERE:
        return [{}]
    if agent.namnder:
        return [{"namnd_id": ids.namnder[code]} for code in agent.namnder]
    where = {"forvaltning_id": ids.forvaltningar[agent.forvaltning]}
    return [where | ({"unit_id": ids.units[agent.unit]} if agent.unit else {})]


def _contacts(ids: Ids) -> None:
    for contact in contacts().values():
        rows = table(models.Contact)
        contact_id = int(
            writing()
            .execute(
                rows.insert()
                .values(
                    kind=contact.kind,
                    name="" if contact.protected else contact.name,
                    language=contact.language,
                    interpreter=contact.interpreter,
                    protected=contact.protected,
                    created_at=BEGINNING,
                )
                .returning(rows.c.id)
            )
            .scalar_one()
        )
        ids.contacts[contact.key] = contact_id
        addresses = {"email": contact.email, "phone": contact.phone, "postal": contact.postal}
        for kind, value in addresses.items():
            if value and not contact.protected:
                row = {"contact_id": contact_id, "kind": kind, "value": value}
                writing().execute(upsert(models.ContactAddress).values(**row).on_conflict_do_nothing())


def _named(model: type[Base], key: str, code: str, **values: object) -> int:
    """The id of the row with that code; what the seed made already gets Björkåsa's own words."""
    rows = table(model)
    statement = upsert(model).values(**{key: code}, **values)
    writing().execute(
        statement.on_conflict_do_update(index_elements=[key], set_=values)
        if values
        else statement.on_conflict_do_nothing()
    )
    return int(writing().execute(select(rows.c.id).where(rows.c[key] == code)).scalar_one())
