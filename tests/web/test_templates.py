"""What the templates make of rows: in both languages, with nothing that a strict CSP would stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from core.web.rows import Rosa
from tests.web import samples
from tests.web.gallery import ERRORS, PAGES, WEB, WHOLE

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def html(app: Flask, page: str, lang: str = "sv") -> str:
    answer = app.test_client().get(f"/{page}?lang={lang}")
    assert answer.status_code == 200, page
    return answer.text


def own_messages() -> set[str | tuple[str, ...]]:
    options = {"templates/**.html": {"newstyle_gettext": "true"}}
    places = [("templates/**.html", "jinja2"), ("words.py", "python"), ("icons.py", "python")]
    return {found[2] for found in extract_from_dir(WEB, places, options, KEYWORDS)}


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_template_is_made_in_both_languages(gallery_app: Flask, page: str, lang: str) -> None:
    assert html(gallery_app, page, lang).strip()


def test_every_message_has_swedish_words() -> None:
    with (WEB / "translations/sv/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="sv")
    unsaid = []
    for message in own_messages():
        entry = catalogue.get(message[0] if isinstance(message, tuple) else message)
        said = entry.string if entry and isinstance(entry.string, tuple) else (entry.string if entry else "",)
        if not all(said) or (entry and entry.fuzzy):
            unsaid.append(message)
    assert unsaid == []


def test_the_swedish_words_fill_the_same_places() -> None:
    with (WEB / "translations/sv/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="sv")
    places = re.compile(r"%\(\w+\)s")

    def of(words: object) -> set[str]:
        return set(places.findall(" ".join(words) if isinstance(words, tuple) else str(words)))

    assert [entry.id for entry in catalogue if entry.id and of(entry.id) != of(entry.string)] == []


@pytest.mark.parametrize("page", ["inbox", "case", "quick", "public_step", "error_404"])
def test_a_swedish_page_says_nothing_in_english(gallery_app: Flask, page: str) -> None:
    swedish = re.sub(r"<[^>]*>", " ", html(gallery_app, page).split("<body", 1)[1])
    longer = [m for m in own_messages() if isinstance(m, str) and len(m) > 7 and "%" not in m]
    assert [m for m in longer if re.search(rf"(?<![\w-]){re.escape(m)}(?![\w-])", swedish)] == []


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_says_what_to_do(gallery_app: Flask, code: int) -> None:
    page = html(gallery_app, f"error_{code}")
    assert f"Fel {code}" in page and "08-465 004 00" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("page", PAGES)
def test_no_page_carries_a_style_or_a_script_of_its_own(gallery_app: Flask, page: str) -> None:
    found = re.findall(r"\sstyle=|<style|\son\w+=|hx-on|javascript:|<script(?![^>]*\ssrc=)", html(gallery_app, page))
    assert found == []


@pytest.mark.parametrize("page", WHOLE)
def test_an_id_stands_once_on_a_page(gallery_app: Flask, page: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', html(gallery_app, page))
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


@pytest.mark.parametrize("page", WHOLE)
def test_every_icon_is_in_the_sprite(gallery_app: Flask, page: str) -> None:
    symbols = set(re.findall(r'<symbol id="([^"]*)"', (WEB / "static/icons.svg").read_text(encoding="utf-8")))
    assert set(re.findall(r"icons\.svg#([\w-]+)", html(gallery_app, page))) <= symbols


@pytest.mark.parametrize("page", ["inbox", "case", "case_secret", "close", "quick", "login"])
def test_every_form_that_posts_carries_the_token(gallery_app: Flask, page: str) -> None:
    forms = re.findall(r'<form method="post".*?</form>', html(gallery_app, page), re.DOTALL)
    assert forms
    assert [form[:80] for form in forms if 'name="csrf_token"' not in form] == []


@pytest.mark.parametrize("page", ["public_step", "public_form", "public_check", "public_receipt", "error_404"])
def test_a_public_page_has_no_script_and_makes_no_session(gallery_app: Flask, page: str) -> None:
    answer = gallery_app.test_client().get(f"/{page}")
    assert "<script" not in answer.text and "csrf_token" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_what_a_citizen_wrote_is_never_markup(gallery_app: Flask) -> None:
    with gallery_app.test_request_context("/"):
        evil = samples.row(1, "<img src=x onerror=alert(1)>", '"><b hx-get="/x">', "email", 1, "Tekniska", 5)
        page = gallery_app.jinja_env.get_template("_rows.html").render(inbox=samples.inbox(rows=(evil,)))
    assert "&lt;img src=x" in page
    assert "<img" not in page and "<b hx-get" not in page


def test_limited_access_shows_number_status_owner_and_date_and_nothing_else(gallery_app: Flask) -> None:
    main = html(gallery_app, "case_limited").split("<main", 1)[1]
    assert "2026-004270" in main and "Vård- och omsorgsförvaltningen" in main
    assert not re.search(r"<form|<a |<textarea|Mona|Ärendetyp", main.split("</main>")[0])


def test_the_sign_of_the_level_says_number_name_and_whether_it_is_a_suggestion(gallery_app: Flask) -> None:
    signs = gallery_app.jinja_env.get_template("_signs.html")
    with gallery_app.test_request_context("/"):
        rosa = signs.module.rosa  # type: ignore[attr-defined]
        suggested, confirmed = str(rosa(Rosa(5, "Beredning", confirmed=False), named=True)), str(rosa(Rosa(2)))
        unjudged = str(rosa(Rosa(1, judged=False)))
    assert "ROSA-nivå 5 Beredning, förslag" in re.sub("<[^>]*>", "", suggested)
    assert suggested.count('class="low"') == 4 and suggested.count('class="high"') == 1
    assert "förslag" not in confirmed and confirmed.count('class="low"') == 2
    assert "ej bedömd" in unjudged and 'class="low"' not in unjudged


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("queued", "Köat"), ("sending", "Skickas"), ("sent", "Skickat"), ("delivered", "Framme"),
        ("retry", "Väntar på nytt försök"), ("failed", "Svara på ett annat sätt"),
        ("todo", "Ring upp Mona"),
        ("done", "Klart"),
        ("unknown", "Fråga mottagaren innan"),
        ("undo", "Ångra"),
    ],
)  # fmt: skip
def test_an_answer_shows_how_far_it_has_come_and_what_to_do(gallery_app: Flask, state: str, said: str) -> None:
    item = html(gallery_app, "case_secret").split(f'id="o-{state}"', 1)[1].split("</li>", 1)[0]
    assert said in item


def test_a_secret_case_offers_only_the_neutral_text_on_open_ways(gallery_app: Flask) -> None:
    page = html(gallery_app, "case_secret")
    assert "way-neutral" in page and "Vi har svarat dig. Ring 08-465 004 00" in page
    assert "26 kap. 1 § OSL" in page
    assert "send_close" not in page and "Det här kräver en bedömning (nivå 5)" in page


def test_a_form_with_errors_keeps_what_was_typed_and_leads_to_each_error(gallery_app: Flask) -> None:
    page = html(gallery_app, "public_form")
    assert 'value="mona"' in page and ">\nHej</textarea>" in page
    assert 'href="#f-email"' in page and 'aria-describedby="error-email"' in page and 'aria-invalid="true"' in page


def test_the_printed_case_has_everything_open(gallery_app: Flask) -> None:
    page = html(gallery_app, "case_print")
    assert "<details" not in page and "<script" not in page
    assert "Ärendet kom in via webben" in page and "lampan.jpg" in page and "Utskrivet 2026-05-20 kl. 10.42" in page


def test_nothing_comes_from_another_place() -> None:
    files = [p for p in Path(WEB).rglob("*") if p.suffix in {".html", ".css", ".js"} and "vendor" not in p.parts]
    assert files
    assert [
        p.name for p in files if re.search(r"(src|href|url\()[\"'=(]*\s*https?://", p.read_text(encoding="utf-8"))
    ] == []
