"""Forms of what leaves the authority: utlämnande to another nämnd, översändande outside the municipality."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from core.access.agents import Agent
from core.case.disclosure import Disclosure, GroundKind, disclose, is_marked, is_secret, parts_of
from core.case.secrecy import secrecy_class_of
from core.case.supervision import is_supervised
from core.contract.errors import Refused
from core.flow.forwarding import WAYS, ByWay, Forwarding, forward
from core.store.db import reading
from core.store.models import Case, Forvaltning, Namnd
from core.web.form_rows import Button, Choice, Field, Form, choose
from core.web.language import gettext as _
from core.web.marking_forms import message_label
from core.web.names import Names, names_for, place_name
from core.web.outside_choices import body_and_address, known_body
from core.web.rows import Notice
from core.web.sharing_forms import place_in
from core.web.verb_run import FormVerb, Typed, many


def _disclose_form(case: Case, by: Agent, typed: Typed) -> Form:
    names, secret = names_for(by.language), _secret(case)
    subject = typed.get("subject", _("Documents from %(namnd)s", namnd=_own_namnd(case)) if secret else case.subject)
    fields = (
        Field("to", _("To whom?"), "select", choices=_receivers(case, names, typed.get("to", ""), secret)),
        Field("subject", _("Heading of the receiver's case"), value=subject, maxlength=300),
        *_parts_fields(case, typed),
        _ground_field(typed, secret),
    )
    lead = _("The receiver gets a case of their own with copies of what you choose. It cannot be taken back.")
    return Form(
        _("Disclose from %(number)s to another board", number=case.number),
        url_for("verbs.disclose_now", number=case.number),
        fields,
        (Button(_("Disclose"), value="save", shortcut="S"),),
        lead=lead,
        notices=_warnings(secret),
        hidden=(("part", "seen"),),
        cancel_href=_case(case),
    )


def _disclose(case_id: int, by: Agent, typed: Typed) -> None:
    place = place_in(typed.get("to", ""))
    if place is None:
        raise Refused("no_such_receiver")
    names = names_for(by.language)
    messages, files = ids_of(typed, "message"), ids_of(typed, "file")
    said = [_("Disclosed to %(where)s: %(what)s.", where=place_name(names, *place), what=_counted(messages, files))]
    ground, how, on = _ground_of(typed)
    value = Disclosure(*place, typed.get("subject", ""), messages, files, ground, how, on)
    disclose(case_id, value, by, words=" ".join([*said, _ground_words(typed)]).strip())


def _forward_form(case: Case, by: Agent, typed: Typed) -> Form:
    secret, chosen = _secret(case), typed.get("way", "letter" if _secret(case) else "email")
    off = _("not for what is secret") if secret else ""
    address = Field("address", _("E-mail address"), "email", typed.get("address", ""), autocomplete="off")
    ways = (
        Choice("email", _("E-mail"), chosen == "email", off=off, asks=(address,)),
        Choice("letter", _("Letter"), chosen == "letter", why=_("becomes a task: print and post")),
        Choice("other", _("Another way"), chosen == "other", why=_("you have sent it yourself; only noted")),
    )
    known = known_body(typed)
    fields = (
        *known,
        Field(
            "body",
            _("To which company, association or authority?"),
            value=typed.get("body", ""),
            maxlength=200,
            optional=bool(known),
        ),
        Field("way", _("How?"), "radios", choices=ways),
        Field("text", _("What do you want to say?"), "textarea", typed.get("text", ""), rows=3, optional=True),
        *_parts_fields(case, typed),
        _ground_field(typed, secret),
    )
    return Form(
        _("Send from %(number)s outside the municipality", number=case.number),
        url_for("verbs.forward_now", number=case.number),
        fields,
        (Button(_("Send"), value="save", shortcut="S"),),
        lead=_("What has been sent stays there. The citizen's answer is still yours to give."),
        notices=_warnings(secret),
        hidden=(("part", "seen"),),
        cancel_href=_case(case),
    )


def _forward(case_id: int, by: Agent, typed: Typed) -> None:
    way: ByWay = next((way for way in WAYS if way == typed.get("way")), "other")
    if typed.get("way") not in WAYS:
        raise Refused("no_way")
    messages, files = ids_of(typed, "message"), ids_of(typed, "file")
    body, address = body_and_address(typed)
    how = {"email": _("by e-mail"), "letter": _("by letter"), "other": _("in another way")}[way]
    said = _("Sent to %(who)s %(how)s: %(what)s.", who=body, how=how, what=_counted(messages, files))
    value = Forwarding(body, way, address, typed.get("text", ""), messages, files, *_ground_of(typed)[:2])
    forward(case_id, value, by, words=f"{said} {_ground_words(typed)}".strip())


def ids_of(typed: Typed, name: str) -> tuple[int, ...]:
    """The ticked ids."""
    return tuple(int(value) for value in many(typed, name) if value.isascii() and value.isdigit() and len(value) < 10)


def _parts_fields(case: Case, typed: Typed) -> tuple[Field, ...]:
    """Messages and files to tick. What is marked secret is not ticked beforehand."""
    messages, files, marks = parts_of(case.id)
    again = bool(many(typed, "part"))
    wanted = {name: set(many(typed, name)) for name in ("message", "file")}

    def choice(name: str, id_: int, label: str, marked: bool) -> Choice:
        ticked = str(id_) in wanted[name] if again else not marked
        return Choice(str(id_), label, ticked, why=_("marked as secret") if marked else "")

    said = tuple(
        choice("message", m.id, f"{message_label(m.sender_name or m.sender, m.at)}: {_short(m.fresh)}", marked)
        for m, marked in ((message, is_marked(marks, message.id)) for message in messages)
    )
    attached = tuple(choice("file", f.id, f.name or _("no name"), is_marked(marks, f.message_id, f.id)) for f in files)
    found = [Field("message", _("Which messages?"), "checkboxes", choices=said)]
    if attached:
        found.append(Field("file", _("Which files?"), "checkboxes", choices=attached))
    return tuple(found)


def _ground_field(typed: Typed, secret: bool) -> Field:
    chosen = typed.get("ground", "")
    how = Field("consent_how", _("How was consent given?"), value=typed.get("consent_how", ""), maxlength=120)
    on = Field("consent_on", _("When?"), "date", typed.get("consent_on", ""), short=True)
    which = Field("provision_how", _("Which provision?"), value=typed.get("provision_how", ""), maxlength=120)
    choices = [
        Choice("consent", _("Consent"), chosen == "consent", asks=(how, on)),
        Choice("provision", _("A provision that breaks secrecy"), chosen == "provision", asks=(which,)),
    ]
    if not secret:
        choices.insert(0, Choice("none", _("None is needed: nothing chosen is secret"), chosen in ("", "none")))
    return Field("ground", _("On what ground?"), "radios", choices=tuple(choices))


def _ground_of(typed: Typed) -> tuple[GroundKind, str, str]:
    match typed.get("ground"):
        case "consent":
            return "consent", typed.get("consent_how", ""), typed.get("consent_on", "")
        case "provision":
            return "provision", typed.get("provision_how", ""), ""
    return "", "", ""


def _ground_words(typed: Typed) -> str:
    match _ground_of(typed):
        case "consent", how, on:
            return _("Ground: consent, %(how)s %(on)s.", how=how, on=on)
        case "provision", how, _on:
            return _("Ground: %(how)s.", how=how)
    return ""


def _counted(messages: tuple[int, ...], files: tuple[int, ...]) -> str:
    said = _("messages: %(n)s", n=len(messages))
    return f"{said}, {_('files: %(n)s', n=len(files))}" if files else said


def _warnings(secret: bool) -> tuple[Notice, ...]:
    if not secret:
        return ()
    return (Notice(_("The case is secret. Consent or a provision is needed, and the receiver's unit."), tone="soon"),)


def _receivers(case: Case, names: Names, chosen: str, secret: bool) -> tuple[Choice, ...]:
    """Every förvaltning of the other nämnder, and its units."""
    own = select(Forvaltning.namnd_id).where(Forvaltning.id == case.forvaltning_id).scalar_subquery()
    others = Forvaltning.contact_centre.is_(False) & (Forvaltning.namnd_id != own)
    found = []
    other_namnder = set(reading().scalars(select(Forvaltning.id).where(others)))
    for id_, units in names.receivers():
        if id_ not in other_namnder:
            continue
        for unit in (0, *units):
            name = names.forvaltningar[id_]
            label = f"{name}, {names.units[unit]}" if unit else name
            off = _("under supervision") if is_supervised(case.case_type_id, id_, unit or None) else ""
            if not off and secret and not unit:
                off = _("name the unit")
            found.append(Choice(f"{id_}-{unit}", label, f"{id_}-{unit}" == chosen, off=off))
    return choose(*found, words=_("Choose …"))


def _secret(case: Case) -> bool:
    return is_secret(case, secrecy_class_of(case))


def _own_namnd(case: Case) -> str:
    name = select(Namnd.name).join(Forvaltning, Forvaltning.namnd_id == Namnd.id)
    return str(reading().scalar(name.where(Forvaltning.id == case.forvaltning_id)))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else f"{plain[:58].rstrip()}…"


def _case(case: Case) -> str:
    return url_for("case_page.show", number=case.number)


DISCLOSING = (
    FormVerb("disclose", "lamna-ut", _disclose_form, _disclose),
    FormVerb("forward", "oversand", _forward_form, _forward),
)
