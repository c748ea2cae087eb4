"""The form of a note on a case. The same kinds stand as tabs in the composer."""

from __future__ import annotations

from flask import url_for

from core.access.agents import Agent
from core.case.drafts import drafts_of, forget_draft
from core.case.notes import NoteKind, note
from core.store.models import Case
from core.web.composer_view import new_tab
from core.web.form_rows import Button, Choice, Field, Form
from core.web.language import gettext as _
from core.web.verb_run import FormVerb, Typed


def _form(case: Case, by: Agent, typed: Typed) -> Form:
    kind = typed.get("kind", "official_note")
    mine = next(iter(drafts_of(case.id, "note", by)), None)
    choices = (
        Choice("official_note", _("Official note"), kind != "internal_note", why=_("Part of the case, and public.")),
        Choice("internal_note", _("Internal note"), kind == "internal_note", why=_("A working paper.")),
    )
    fields = (
        Field("kind", _("What kind?"), "radios", choices=choices),
        Field("text", _("Text"), "textarea", typed.get("text", mine.text if mine else "")),
    )
    hidden = (
        ("draft_kind", "note"),
        ("tab", typed.get("tab") or (mine.tab if mine else new_tab())),
        ("draft_version", str(mine.version if mine else 0)),
    )
    return Form(
        _("Note on %(number)s", number=case.number),
        url_for("verbs.note_now", number=case.number),
        fields,
        (Button(_("Save note"), value="save", shortcut="S"),),
        hidden=hidden,
        cancel_href=url_for("case_page.show", number=case.number),
        draft_href=url_for("drafts.save", number=case.number),
    )


def _note(case_id: int, by: Agent, typed: Typed) -> None:
    kind: NoteKind = "internal_note" if typed.get("kind") == "internal_note" else "official_note"
    note(case_id, typed.get("text", ""), kind, by)
    forget_draft(case_id, "note", by, tab=typed.get("tab", ""))


NOTE = FormVerb("note", "anteckning", _form, _note)
