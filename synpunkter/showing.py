"""How the public pages look: a question, the summary before sending, the thanks, and what is no more."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for

from core import new_form_token, public_page
from core.tables import setting
from core.web.form_rows import Button, Form, Step
from core.web.rows import Link, Notice
from synpunkter import questions, steps
from synpunkter.questions import QUESTIONS, Asked, Question
from synpunkter.receipt import receipt_of, summary
from synpunkter.words import gettext as _
from synpunkter.words import ready

TOKEN = "synpunkter"
LANGUAGES = ("sv", "en")


def show_question(question: Question, form: steps.Form | None, asked: Asked, problem: str = "") -> Response:
    """The page of one question; without `form` it is the first, of which nothing is kept yet."""
    path = questions.path(asked.answers)
    n = path.index(question) + 1 if question in path else len(path)
    action = to(".question", address=form.address, slug=question.slug) if form else to(".first")
    back = (Button(_("Back"), value="back"),) if n > 1 else ()
    page = Form(
        question.title(asked),
        action,
        question.fields(asked),
        (Button(_("Continue"), value="next"), *back),
        problem=problem,
        notices=_after_a_pause(),
        hidden=() if form else (("token", new_form_token(TOKEN)),),
        csrf=False,
    )
    return _fresh(public_page("public_form.html", form=page, step=_step(n)), 422 if asked.errors or problem else 200)


def show_check(form: steps.Form, asked: Asked) -> Response:
    """Every answer, what becomes of them, and the button that sends them."""
    answers = summary(asked, lambda slug: to(".question", address=form.address, slug=slug))
    notices = [Notice(ready("public_document"), links=_privacy())]
    if questions.is_anonymous(form.answers):
        notices.append(Notice(_("You are anonymous, so we cannot answer you.")))
    page = Form(
        _("Check and send"),
        to(".check", address=form.address),
        (),
        (Button(_("Send"), value="send"), Button(_("Back"), value="back")),
        notices=tuple(notices),
        csrf=False,
    )
    return _fresh(public_page("public_check.html", form=page, step=None, answers=answers))


def show_thanks(form: steps.Form) -> Response:
    return _fresh(public_page("public_receipt.html", receipt=receipt_of(form.receipt, to(".first"))))


def show_gone() -> Response:
    return _fresh(public_page("synpunkter/gone.html", first=to(".first")), 404)


def go(endpoint: str, **values: str) -> Response:
    """On to another page, so that loading it again sends nothing again."""
    return make_response(redirect(to(endpoint, **values), 303))


def to(endpoint: str, **values: Any) -> str:
    """The address of one of these pages, in the language that this one is read in."""
    if request.args.get("lang") in LANGUAGES:
        values["lang"] = request.args["lang"]
    return url_for(endpoint, **values)


def _after_a_pause() -> tuple[Notice, ...]:
    if "igen" not in request.args:
        return ()
    return (Notice(_("You had been away for long. What you wrote last is kept, the rest we ask again."), tone="soon"),)


def _step(n: int) -> Step:
    """Where in the form; the first question says that there are other ways to reach us."""
    name, of = _("Tell us what you think"), len(QUESTIONS)
    if n > 1:
        return Step(n, of, name)
    phone = str(setting("phone", ""))
    if not phone:
        return Step(n, of, name, foot=_("You do not need to log in."))
    number = "".join(sign for sign in phone if sign.isdigit())
    call = Link(_("Call us instead: %(phone)s.", phone=phone.replace(" ", "\xa0")), f"tel:{number}")
    return Step(n, of, name, foot=_("You do not need to log in. Is your identity protected?"), foot_links=(call,))


def _privacy() -> tuple[Link, ...]:
    address = str(setting("privacy_page", ""))
    return (Link(_("How we handle your personal data"), address),) if address else ()


def _fresh(page: str, status: int = 200) -> Response:
    """Asked for anew each time, so that going back shows what is kept and not what once was."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
