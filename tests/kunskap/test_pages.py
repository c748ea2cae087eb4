"""The pages without a browser: forms that keep both of two changes, files with a preview, review, standard answers."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from core.store.db import db, reading, table, transaction, writing
from core.store.models import AnswerTemplate, AnswerUse
from kunskap import articles
from kunskap.articles import content_of
from kunskap.markup import as_html, plain
from tests.web.desk import LAMP, bring

HEAD = "rubrik;text;slag;ärendetyper;förvaltning;källa;läge\n"


def send(desk, login: str, text: str, encoding: str = "utf-8"):
    file = (io.BytesIO(text.encode(encoding)), "svar.csv")
    return desk(login).post("/kunskap/artiklar/fil", {"file": file}, content_type="multipart/form-data")


def digest(page: str) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (
            'https://a.example/"onclick="x',
            '<p><a href="https://a.example/" rel="noopener noreferrer">https://a.example/</a>',
        ),
        ("- ett\n- två", "<ul><li>ett</li><li>två</li></ul>"),
        ("Så här:\n1. ring\n2. skriv", "<p>Så här:</p>\n<ol><li>ring</li><li>skriv</li></ol>"),
        ("## Rubrik\nText\nmer", "<h2>Rubrik</h2>\n<p>Text<br>mer</p>"),
        ("[e-tjänst](https://b.example/x).", '<a href="https://b.example/x" rel="noopener noreferrer">e-tjänst</a>.'),
    ],
)
def test_the_text_is_never_html_and_only_its_few_marks_mean_anything(typed, shown):
    assert shown in as_html(typed)


def test_a_hit_shows_the_first_words_without_marks():
    assert plain("## Rubrik\n- [ett](https://a.example) två") == "Rubrik ett två"


def test_an_article_is_written_found_changed_and_compared(desk, people):
    greta = desk("greta")
    form = {
        "kind": "faq", "title": "När plogas det?", "text": "Efter sju centimeter.", "types": ["T03"], "everyday": "snö",
        "forvaltning": people.forvaltningar["TEK"], "owner": "", "source": "", "review_on": "2027-01-01",
        "language": "sv", "state": "published",
    }  # fmt: skip
    answer = greta.post("/kunskap/ny", form)
    assert answer.status_code == 303
    where = answer.location.partition("?")[0]
    assert "Efter sju centimeter." in desk("fatima").get(where).text and "Ändra" not in desk("fatima").get(where).text
    assert greta.post(f"{where}/andra", {**form, "text": "Efter fem centimeter."}).status_code == 303
    compared = desk("fatima").get(f"{where}/jamfor?fran=1&till=2").text
    assert "<del>" in compared and "Efter fem centimeter.</ins>" in compared
    assert "När plogas det?" in desk("fatima").get("/kunskap/?text=plogning").text
    assert desk("fatima").get(f"{where}/jamfor?fran=1&till=x").status_code == 404


def test_two_who_write_the_same_article_keep_both_changes(desk, people, write):
    one = write()
    db.session.rollback()
    was = content_of(articles.article(one, people.agent("greta")))
    write(article_id=one, source="Gatuljus Syd AB")
    mine = {**was, "types": list(was["types"]), "title": "Min rubrik", "was": json.dumps(was)}
    assert desk("karin").post(f"/kunskap/{one}/andra", mine).status_code == 303
    db.session.rollback()
    found = articles.article(one, people.agent("greta"))
    assert (found.title, found.source, found.version) == ("Min rubrik", "Gatuljus Syd AB", 3)


def test_what_is_wrong_in_the_form_is_said_and_nothing_typed_is_lost(desk, people):
    answer = desk("karin").post("/kunskap/ny", {"kind": "guide", "title": "", "text": "Min text", "state": "draft",
        "language": "sv", "forvaltning": people.forvaltningar["PBK"], "review_on": "x"})  # fmt: skip
    assert answer.status_code == 422 and "Min text" in answer.text and "Skriv ett namn." in answer.text
    assert "Välj en förvaltning vars artiklar du ansvarar för." in answer.text


def test_a_file_from_an_outside_body_is_seen_before_it_is_taken_in(desk, people):
    text = HEAD + "Vad kostar en soptunna?;900 kr om året;fråga;T06;TEK;Björkåsa Renhållning AB;publicerad\n"
    answer = send(desk, "greta", text, "windows-1252")
    assert answer.status_code == 303
    assert "soptunna" not in desk("fatima").get("/kunskap/").text
    preview = desk("greta").get(answer.location).text
    assert "1 är ny" in preview and "Windows-1252" in preview
    desk("greta").post(answer.location, {"digest": digest(preview)})
    page = desk("fatima").get("/kunskap/?text=soptunna").text
    assert "Vad kostar en soptunna?" in page and "Källa: Björkåsa Renhållning AB" in page


def test_every_wrong_line_is_named_and_nothing_is_taken_in(desk, people):
    lines = "A;text;fel;T06;TEK;;publicerad\nB;text;fråga;T99;TEK;;\nC;text;;;XYZ;;\nD;;;;TEK;;\nB;text;;;tek;;\n"
    answer = send(desk, "greta", HEAD + lines)
    assert answer.status_code == 422
    assert all(f"Rad {n}" in answer.text for n in (2, 3, 4, 5, 6)) and "Samma som på rad 3" in answer.text
    assert "0 artiklar" in desk("greta").get("/kunskap/").text


def test_a_contact_persons_file_is_only_about_the_own_department(desk, people, write):
    write(place="PBK", title="Bygglov", types=("P05",))
    assert "Bygglov" not in desk("karin").get("/kunskap/artiklar.csv").text
    answer = send(desk, "karin", HEAD + "Bygglov;nytt;;;PBK;;\n")
    assert answer.status_code == 422 and "Rad 2" in answer.text


def test_the_file_that_one_gets_can_be_read_in_again_and_changes_nothing(desk, people, write):
    write(text='Rad ett\n- punkt; "citat"')
    raw = desk("greta").get("/kunskap/artiklar.csv").text
    answer = send(desk, "greta", raw)
    assert "inget skulle ändras" in desk("greta").get(answer.location).text


def test_articles_whose_review_has_passed_are_counted_by_department_and_each_figure_leads_to_them(desk, people, write):
    write(review_on="2026-05-10", title="Gammal")
    write(review_on="2026-05-11", title="I dag")
    write(review_on="", title="Utan dag", place="PBK")
    page = desk("fatima").get("/kunskap/granskning").text
    href = re.findall(r'tone-late"[^>]*><a href="([^"]+)"', page)[0].replace("&amp;", "&")
    hits = desk("fatima").get(href).text
    assert "Gammal" in hits and "I dag" not in hits and "Utan dag" not in hits and "1 artikel" in hits
    rows = list(
        csv.reader(
            io.StringIO(desk("fatima").get("/kunskap/granskning.csv").text.removeprefix("\ufeff")), delimiter=";"
        )
    )
    assert [row[1] for row in rows[1:]] == ["Gammal"] and rows[1][0] == "Tekniska förvaltningen"


def test_a_standard_answer_counts_its_uses_and_says_whose_it_is(desk, people):
    case = bring(**LAMP)
    with transaction():
        rows = table(AnswerTemplate)
        made = rows.insert().values(
            case_type_id=None, language="sv", title="Tack", text="Tack för ditt mejl.", position=0
        )
        one = writing().execute(made.returning(rows.c.id)).scalar_one()
    fatima = desk("fatima")
    for _ in range(2):
        fatima.write(case.number, f"insert:{one}", "email", "")
    fatima.write(case.number, "insert:99999", "email", "")
    db.session.rollback()
    assert [row.n for row in reading().scalars(table_rows())] == [2]
    assert fatima.get(f"/kunskap/standardsvar/{one}").status_code == 403
    kim = desk("kim")
    owner = {"forvaltning": people.forvaltningar["TEK"], "review_on": "2026-05-01"}
    assert kim.post(f"/kunskap/standardsvar/{one}", owner).status_code == 303
    page = fatima.get("/kunskap/standardsvar").text
    assert "Tekniska" in page and "2026-05-01" in page and re.search(r'class="number"[^>]*>2</td>', page)


def table_rows():
    from sqlalchemy import select

    return select(AnswerUse)


def test_switched_off_the_core_works_without_it(desk, app, write):
    case = bring(**LAMP)
    write()
    app.extensions["envagin.plugins"]["kunskap"].plugin = None
    fatima = desk("fatima")
    for path in ("/", f"/arende/{case.number}", "/ny", "/typer?q=gatlampa"):
        page = fatima.get(path)
        assert page.status_code == 200 and "/kunskap/" not in page.text and "stolpens nummer" not in page.text
