"""The forms that change the catalogue: a new type, a change from a day on, an ending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from core.case.worktime import local_date
from core.clock import now
from core.contract.errors import Refused, Wrong
from core.municipality.merging import Value
from core.municipality.service_types import AREA, end_type, offer_again, service_type, service_types
from core.municipality.type_fields import FIELDS, OWNERS, SECRECY, TRANSFERRED
from core.municipality.type_proposals import save_change, save_new
from core.web.form_rows import Choice, Field
from core.web.language import gettext as _
from core.web.municipality.editing import Edit, edit_page
from core.web.municipality.hub import insist_here
from core.web.municipality.type_words import choice_words, competence_words, label, offered, type_title
from core.web.rows import Link
from core.web.session import current_agent

blueprint = Blueprint("type_forms", __name__, url_prefix="/installningar/tjanster")


@blueprint.route("/ny", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """A new type, or the proposal of one."""
    insist_here("propose_type")
    code = Field("code", _("Code"), hint=_("A letter and a number, for example T32."), short=True, maxlength=10)

    def save(values: dict[str, Value]) -> str:
        plain = {name: str(value) for name, value in values.items()}
        saved = save_new(plain["code"].upper(), _fields_of(plain), _day(plain), plain["reason"], current_agent())
        return _after(plain["code"].upper(), not saved.waiting, bool(saved.waiting))

    fields = (code, *_fields(), *_last())
    return edit_page(Edit(_("New type"), fields, dict, save, _list(), lead=_lead()))


@blueprint.route("/<code>/andra", methods=["GET", "POST"])
def change(code: str) -> ResponseReturnValue:
    """A change: at once, from a day on, or as a proposal to the owner."""
    insist_here("propose_type")
    kind = service_type(code)

    def save(values: dict[str, Value]) -> str:
        plain = {name: str(value) for name, value in values.items()}
        saved = save_change(code, _fields_of(plain), _day(plain), plain["reason"], current_agent())
        return _after(code, bool(saved.at_once), bool(saved.waiting))

    def values() -> dict[str, Value]:
        return dict(service_type(code).values)

    back = Link(type_title(kind), url_for("types_catalogue.one", code=code))
    return edit_page(
        Edit(_("Change %(n)s", n=type_title(kind)), (*_fields(), *_last()), values, save, back, AREA, code, _lead())
    )


@blueprint.route("/<code>/avsluta", methods=["GET", "POST"])
def end(code: str) -> ResponseReturnValue:
    """Not offered from a day on: where its open cases go is an explicit choice."""
    insist_here("administer")
    kind = service_type(code)
    others = [one for one in service_types() if one.code != code and not one.closed_on]
    choices = tuple(Choice(one.code, type_title(one)) for one in others)
    stay = Choice("stay", _("They stay as they are"), why=_("Who works them finishes them with this type."))
    go = Field("successor", _("Type"), "select", choices=(Choice("", _("Choose a type")), *choices))
    move = Choice("move", _("They go to another type that day"), asks=(go,))
    fields = (
        Field("closed_on", _("First day that it is not offered"), "date", local_date(now()).isoformat(), short=True),
        Field("cases", _("What happens to its open cases?"), "radios", choices=(stay, move)),
    )

    def save(values: dict[str, Value]) -> str:
        if values["cases"] not in ("stay", "move") or (values["cases"] == "move" and not values["successor"]):
            field = "successor" if values["cases"] == "move" else "cases"
            raise Wrong({field: Refused("choose_from_list")})
        successor = str(values["successor"]) if values["cases"] == "move" else ""
        end_type(code, _date(str(values["closed_on"]), "closed_on"), successor, current_agent())
        return url_for("types_catalogue.one", code=code)

    back = Link(type_title(kind), url_for("types_catalogue.one", code=code))
    lead = _("Old cases keep the type, and figures too. It can be offered again.")
    title = _("End %(name)s", name=type_title(kind))
    return edit_page(Edit(title, fields, dict, save, back, AREA, code, lead, _("End the type")))


@blueprint.route("/<code>/erbjud", methods=["GET", "POST"])
def again(code: str) -> ResponseReturnValue:
    """Takes an ending back."""
    insist_here("administer")
    kind = service_type(code)

    def save(values: dict[str, Value]) -> str:
        offer_again(code, current_agent())
        return url_for("types_catalogue.one", code=code)

    back = Link(type_title(kind), url_for("types_catalogue.one", code=code))
    lead = _("It can be chosen again at once. Cases that went to another type stay there.")
    title = _("Offer %(name)s again", name=type_title(kind))
    return edit_page(Edit(title, (), dict, save, back, AREA, code, lead, _("Offer it again")))


def _after(code: str, at_once: bool, waiting: bool) -> str:
    """The page that says what became of it."""
    if waiting and not at_once:
        return url_for("type_proposals.listed")
    return url_for("types_catalogue.one", code=code)


def _lead() -> str:
    return _(
        "What the department decides becomes a proposal to its contact person. Names and everyday words hold at once; "
        "the rest from the day you choose. Old cases keep what held when they came in."
    )


def _fields_of(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _day(values: dict[str, str]) -> date:
    return _date(values["valid_from"], "valid_from")


def _date(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong({field: Refused("date_wrong")}) from None


def _last() -> tuple[Field, ...]:
    today = local_date(now()).isoformat()
    return (
        Field("valid_from", _("Holds from"), "date", today, short=True, hint=_("Today or a later day.")),
        Field("reason", _("Why"), "textarea", rows=2, optional=True, hint=_("The one who approves reads this.")),
    )


def _fields() -> tuple[Field, ...]:
    """Every field of a type, in the order of the page; the owner's are said to be so."""
    return tuple(_owned(one) for one in (*_named(), *_place(), *_work(), *_secrecy(), *_care()))


def _owned(field: Field) -> Field:
    if field.name not in OWNERS:
        return field
    said = _("The department decides.")
    return replace(field, hint=f"{field.hint} {said}".strip())


def _named() -> tuple[Field, ...]:
    words_hint = _("What people say, with commas between: dagis, lyktstolpe, p-böter. Search and suggestions use them.")
    return (
        Field("name", label("name"), maxlength=160),
        Field("name_en", label("name_en"), maxlength=160, optional=True),
        Field("words", label("words"), "textarea", hint=words_hint, rows=2),
    )


def _place() -> tuple[Field, ...]:
    levels = tuple(Choice(str(level), str(level)) for level in range(1, 7))
    promise = _("direkt, genast, samma dag, lag, 2 ad, 1 ad åter, 2+10 ad or 1 mån.")
    return (
        _select("forvaltning"),
        _select("unit", _("No unit")),
        Field("rosa_level", label("rosa_level"), "select", choices=levels, short=True, value="1"),
        _choices("transferred", TRANSFERRED),
        Field("partial", label("partial"), "textarea", rows=2, optional=True, hint=_("When it is transferred partly.")),
        Field("promise", label("promise"), value="2 ad", hint=promise, short=True, maxlength=20),
        Field("delegation", label("delegation"), optional=True, maxlength=60, hint=_("For decisions at level 4.")),
    )


def _work() -> tuple[Field, ...]:
    grades = tuple(Choice(grade, competence_words(grade)) for grade in "123")
    steps = _("One step on each line. It is shown inside the case, to be ticked.")
    return (
        _select("svarsgrupp"),
        Field("competence", label("competence"), "select", choices=grades, value="1"),
        Field("topic", label("topic"), optional=True, short=True, maxlength=60),
        Field("ask_for", label("ask_for"), "textarea", rows=2, optional=True, hint=_("With commas between.")),
        Field("checklist", label("checklist"), "textarea", rows=4, optional=True, hint=steps),
        Field("eservice", label("eservice"), optional=True, maxlength=300, hint=_("An address with https://.")),
        Field("minutes_here", label("minutes_here"), value="0", short=True, inputmode="decimal"),
        Field("minutes_there", label("minutes_there"), value="0", short=True, inputmode="decimal"),
        Field("volume", label("volume"), value="0", short=True, inputmode="numeric"),
    )


def _secrecy() -> tuple[Field, ...]:
    needs = _("A secret type needs its unit and those who may know.")
    return (
        _choices("secrecy", SECRECY, needs),
        _select("secrecy_class", _("Nobody in particular")),
        Field("diary", label("diary"), value="nej", short=True, maxlength=20),
        _choices("supervision", ("nej", "ja"), _("The one complained about can never get the case.")),
        _choices("write_nothing", ("nej", "ja"), _("Only that the call was connected is noted.")),
    )


def _care() -> tuple[Field, ...]:
    return (
        Field("review_on", label("review_on"), "date", optional=True, short=True),
        Field("review_owner", label("review_owner"), optional=True, maxlength=120),
        Field("retention", label("retention"), optional=True, maxlength=200, hint=_("As the retention plan says.")),
    )


def _select(field: str, nothing: str = "") -> Field:
    names = offered(field)
    first = (Choice("", nothing or _("Choose from the list")),)
    return Field(field, label(field), "select", choices=(*first, *(Choice(code, name) for code, name in names.items())))


def _choices(field: str, codes: tuple[str, ...], hint: str = "") -> Field:
    choices = tuple(Choice(code, choice_words(code)) for code in codes)
    return Field(field, label(field), "select", choices=choices, hint=hint, short=True)


def _list() -> Link:
    return Link(_("Service catalogue"), url_for("types_catalogue.listed"))
