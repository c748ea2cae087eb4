"""The public form: one question a page, without script, cookie or login."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from core import error_page, framable, own_token, read_form_token, within_limit
from core.tables import reaches
from synpunkter import files, questions, steps
from synpunkter.questions import BY_SLUG, QUESTIONS, Asked, Question
from synpunkter.sending import send
from synpunkter.showing import TOKEN, go, show_check, show_gone, show_question, show_thanks
from synpunkter.words import gettext as _

STARTS, WITHIN = 30, 600.0  # forms begun from one place, in seconds: a library's computers share one address


class PublicPages:
    """The pages of one instance. Views are methods, so that two instances do not share options."""

    def __init__(self, name: str, options: Mapping[str, Any]) -> None:
        self.name = name
        self.options = options

    @own_token
    @framable
    def first(self) -> ResponseReturnValue:
        """The first question. Nothing is kept until it is answered."""
        question = QUESTIONS[0]
        if request.method == "GET":
            return show_question(question, None, self._asked({}))
        if not self._may_begin():
            return error_page(429)
        asked = self._asked(questions.read(question, request.form))
        address = read_form_token(TOKEN, request.form.get("token", ""))
        if address is None:
            problem = _("The page had been open for long. Press Continue once more.")
            return show_question(question, None, asked, problem)
        if errors := question.errors(asked):
            return show_question(question, None, replace(asked, errors=errors))
        return self._on(steps.start(self.name, address, {**asked.answers, "seen": question.slug}, self._hours))

    @own_token
    @framable
    def question(self, address: str, slug: str) -> ResponseReturnValue:
        """One question. A press on Back keeps what was typed, right or wrong."""
        question = BY_SLUG.get(slug) or abort(404)
        form = steps.find(self.name, address)
        if form is None:
            return self._gone(question)
        if form.receipt:
            return go(".thanks", address=address)
        if request.method == "GET":
            return show_question(question, form, self._asked(form.answers, form.files))
        return self._take(question, form)

    @own_token
    @framable
    def check(self, address: str) -> ResponseReturnValue:
        """What was answered, and the button that sends it."""
        form = steps.find(self.name, address)
        if form is None:
            return show_gone()
        if form.receipt:
            return go(".thanks", address=address)
        if self._unanswered(form):
            return self._on(form)
        if request.method == "GET":
            return show_check(form, self._asked(form.answers, form.files))
        if request.form.get("do") == "back":
            return go(".question", address=address, slug=questions.path(form.answers)[-1].slug)
        send(self.name, form, self.options["case_types"])
        return go(".thanks", address=address)

    @framable
    def thanks(self, address: str) -> ResponseReturnValue:
        """The receipt, as often as it is asked for while it is kept."""
        form = steps.find(self.name, address)
        return show_thanks(form) if form and form.receipt else show_gone()

    def _take(self, question: Question, form: steps.Form) -> ResponseReturnValue:
        back = request.form.get("do") == "back"
        answers = _without_traces({**form.answers, **questions.read(question, request.form)})
        problem = _take_files(form) if question.slug == "plats" else ""
        kept = (steps.find(self.name, form.address) or form).files
        asked = self._asked(answers, kept)
        errors = {} if back else question.errors(asked) | ({"file": problem} if problem else {})
        if not errors and not back:
            answers["seen"] = " ".join(sorted({*answers.get("seen", "").split(), question.slug}))
        steps.save(form, answers, self._hours)
        if errors:
            return show_question(question, form, replace(asked, errors=errors))
        if back:
            return go(".question", address=form.address, slug=_before(question, answers))
        return self._on(replace(form, answers=answers, files=kept))

    def _on(self, form: steps.Form) -> ResponseReturnValue:
        """To the first question that is still to be answered, else to the summary."""
        slug = self._unanswered(form)
        return go(".question", address=form.address, slug=slug) if slug else go(".check", address=form.address)

    def _unanswered(self, form: steps.Form) -> str:
        asked, seen = self._asked(form.answers, form.files), form.answers.get("seen", "").split()
        return next((q.slug for q in questions.path(form.answers) if q.slug not in seen or q.errors(asked)), "")

    def _gone(self, question: Question) -> ResponseReturnValue:
        """The form is no more. What was typed on its last page begins a new one, so that it is not lost."""
        sent = questions.read(question, request.form) if request.method == "POST" else {}
        if not any(sent.values()):
            return show_gone()
        if not self._may_begin():
            return error_page(429)
        form = steps.start(self.name, "", _without_traces(sent), self._hours)
        return go(".question", address=form.address, slug=QUESTIONS[0].slug, igen="1")

    def _asked(self, answers: Mapping[str, str], kept: tuple[steps.Kept, ...] = ()) -> Asked:
        ways = [way for way, what in (("email", "email"), ("sms", "mobile")) if reaches(what)]
        return Asked(answers, self.options["anonymous"], (*ways, "phone"), kept)

    def _may_begin(self) -> bool:
        return within_limit(self.name, request.remote_addr or "", STARTS, WITHIN)

    @property
    def _hours(self) -> int:
        return int(self.options["keep_hours"])


def _without_traces(answers: dict[str, str]) -> dict[str, str]:
    """Who chooses to be anonymous is forgotten here, also what was typed before that."""
    traces = ("email", "phone", "name") if questions.is_anonymous(answers) else ()
    return {name: value for name, value in answers.items() if name not in traces}


def _take_files(form: steps.Form) -> str:
    """Takes away the ticked files and keeps the new ones that can be kept; returns what is wrong, or nothing."""
    drop = {value for value in request.form.getlist("drop")} & {str(kept.id) for kept in form.files}
    steps.drop_files(form, frozenset(int(value) for value in drop))
    taken, problem = files.take(request.files.getlist("file"), files.MOST_FILES - len(form.files) + len(drop))
    steps.add_files(form, taken)
    return problem


def _before(question: Question, answers: Mapping[str, str]) -> str:
    slugs = [q.slug for q in questions.path(answers)]
    return slugs[max(0, slugs.index(question.slug) - 1)] if question.slug in slugs else slugs[-1]
