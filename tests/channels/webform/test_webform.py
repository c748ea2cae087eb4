"""The public form: whoever sends it gets a number, nothing is lost, and what was typed stays."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from channels.webform import Webform, pages
from core import transaction
from core.contract.instances import Instance, Plugins
from core.store.db import reading, table, writing
from core.store.models import AttachmentRow, Case, CaseLink, CaseTypeVersion, Contact, Delivery, Message
from core.store.texts import set_setting, set_text
from tests.cast import Cast
from tests.doubles import PaperChannel

OPTIONS = {"max_files": 2, "max_megabytes": 1, "messages_per_hour": 3}
ANSWERS = {"text": "Lampan på Skolgatan är släckt", "way": "email", "email": "Mona@Invanare.example", "name": "Mona"}


@pytest.fixture
def plugins() -> Plugins:
    paper, texts = PaperChannel("paper", {}), PaperChannel("texts", {})
    texts.delivers_to = "mobile"
    form = Webform("webform", OPTIONS)
    return Plugins(Instance(plugin.name, "", plugin=plugin, state="on") for plugin in (paper, texts, form))


@pytest.fixture
def client(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(pages, "FASTEST", -1)  # tests are faster than any reader
    with transaction():
        set_setting("topics", ["gata", "annat"])
        set_text("topic_gata", "sv", "Gator och parker")
        set_text("topic_gata", "en", "Streets and parks")
        set_text("topic_annat", "sv", "Annat eller vet inte")
    return app.test_client()


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def send(
    client: FlaskClient, *, token: str = "", files: tuple[tuple[str, bytes], ...] = (), **more: str
) -> TestResponse:
    values: dict[str, object] = {**ANSWERS, **more, "token": token or token_of(client.get("/webform/"))}
    values["files"] = [(io.BytesIO(content), name) for name, content in files]
    page = client.post("/webform/?lang=sv", data=values, content_type="multipart/form-data")
    page.request.environ["wsgi.input"].close()  # the test client leaves large bodies open
    return client.get(page.location) if page.status_code == 303 else page


def cases() -> list[Case]:
    reading().rollback()
    return list(reading().scalars(select(Case).order_by(Case.id)))


def message() -> Message:
    return reading().scalars(select(Message).where(Message.direction == "in")).one()


def test_what_is_sent_becomes_a_case_and_a_receipt_with_its_number(client):
    page = send(client, topic="gata")
    (case,) = cases()
    assert page.status_code == 200
    assert case.number in page.text
    assert "Det kom till oss den 11 maj." in page.text
    assert "Vi svarar så snart vi kan." in page.text
    assert (case.channel, case.rosa_level, case.counterpart, case.suspect) == ("webform", 3, "Mona", False)
    assert message().sender == "mona@invanare.example"
    assert message().text == "Lampan på Skolgatan är släckt\n\nVill ha svar med e-post."


def test_the_receipt_names_the_published_day_and_never_the_text(client):
    with transaction():
        set_setting("channel_promises", {"webform": "2 ad"})
    page = send(client)
    assert "Du får svar senast den 13 maj." in page.text
    assert "Skolgatan" not in page.text


def test_a_receipt_leaves_by_mail_too(client):
    send(client)
    row = reading().execute(select(Delivery.plugin, Delivery.to_value, Delivery.automatic)).one()
    assert tuple(row) == ("paper", "mona@invanare.example", True)


def test_a_second_press_on_the_button_shows_the_first_receipt(client):
    token = token_of(client.get("/webform/"))
    first, second = send(client, token=token), send(client, token=token)
    (case,) = cases()
    assert case.number in first.text
    assert case.number in second.text


def test_the_receipt_has_an_address_of_its_own_that_sends_nothing(client, clock):
    form = client.get("/webform/")
    sent = client.post("/webform/?lang=sv", data={**ANSWERS, "token": token_of(form)})
    assert (sent.status_code, sent.headers.get("Set-Cookie")) == (303, None)
    first = client.get(sent.location)
    clock.at += timedelta(hours=20)
    assert client.get(sent.location).text == first.text
    assert "Det kom till oss den 11 maj." in first.text and len(cases()) == 1
    assert client.get(sent.location[:-12] + "AAAA?lang=sv").status_code == 404
    assert client.get("/webform/tack/x").status_code == 404


def test_sent_again_on_another_day_it_does_not_say_that_it_came_then(client, clock):
    token = token_of(client.get("/webform/"))
    send(client, token=token)
    clock.at += timedelta(days=1)
    again = send(client, token=token)
    assert cases()[0].number in again.text and "Det kom till oss" not in again.text


def test_a_number_in_the_heading_points_at_a_case_and_never_joins_it(client):
    send(client)
    (first,) = cases()
    send(client, text=f"Om {first.number}: lampan är fortfarande släckt\noch det är mörkt")
    assert len(cases()) == 2
    link = reading().execute(select(CaseLink.case_id, CaseLink.other_id, CaseLink.kind)).one()
    assert tuple(link) == (cases()[1].id, first.id, "possible")


def test_no_cookie_is_set_and_no_script_is_asked_for(client):
    page = client.get("/webform/")
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in send(client).headers
    assert "<script" not in page.text


def test_the_page_says_what_becomes_of_it_before_it_is_sent(client):
    page = client.get("/webform/?lang=sv").text
    for words in (
        "Det du skickar blir en allmän handling.",
        "Högst 2 filer, tillsammans 1 MB.",
        "Har du skyddade personuppgifter? Ring oss i stället: 08-465 004 00.",
        "Är det fara för liv? Ring 112.",
        "Gator och parker",
    ):
        assert words in page


def test_the_page_exists_in_english(client):
    page = client.get("/webform/?lang=en").text
    assert '<html lang="en">' in page
    assert 'href="/webform/?lang=sv" lang="sv">På svenska</a>' in page
    assert "Do you want an answer?" in page
    assert "Streets and parks" in page
    assert "lang=en" in page.split("<form", 1)[1]


def test_who_writes_in_english_is_answered_in_english(client):
    token = token_of(client.get("/webform/?lang=en"))
    page = client.post("/webform/?lang=en", data={**ANSWERS, "token": token}, follow_redirects=True)
    assert "Thank you!" in page.text
    assert cases()[0].language == "en"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": " \r\n"}, "Skriv vad det gäller."),
        ({"text": "å" * 20_001}, "Korta texten till högst 20 000 tecken."),
        ({"name": "å" * 201}, "Korta namnet."),
        ({"way": ""}, "Välj om du vill ha svar."),
        ({"way": "pigeon"}, "Välj om du vill ha svar."),
        ({"email": "mona"}, "Skriv hela e-postadressen, med @."),
        ({"email": "mona@x.example,carl@x.example"}, "Skriv hela e-postadressen, med @."),
        ({"way": "sms", "mobile": "12"}, "Skriv numret med riktnummer"),
        ({"way": "call", "phone": ""}, "Skriv numret med riktnummer"),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(client, changes, said):
    page = send(client, **{"topic": "gata", **changes})
    assert page.status_code == 422
    assert said in page.text
    assert re.search(r'value="gata"\s+checked', page.text)
    for name, value in {**ANSWERS, **changes}.items():
        if name in ("text", "name", "email", "phone", "mobile"):
            assert value.strip() in unescape(page.text)
    assert cases() == []


def test_after_a_mistake_the_files_must_be_chosen_again_and_the_page_says_so(client):
    page = send(client, text="", files=(("lampa.jpg", b"x"),))
    assert "Välj filerna igen: webbläsaren kommer inte ihåg dem." in page.text


def test_files_are_kept_with_the_message(client):
    send(client, files=(("bilder/lampa på väg.jpg", b"bild"), ("../../etc/passwd", b"x")))
    rows = reading().execute(select(AttachmentRow.name, AttachmentRow.size).order_by(AttachmentRow.id)).all()
    assert [tuple(row) for row in rows] == [("lampa på väg.jpg", 4), ("passwd", 1)]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ((("a", b"1"), ("b", b"2"), ("c", b"3")), "Välj högst 2 filer."),
        ((("a", b"1" * 700_000), ("b", b"2" * 700_000)), "Filerna är för stora: högst 1 MB tillsammans."),
    ],
)
def test_too_many_or_too_large_files_keep_the_text(client, files, said):
    page = send(client, files=files)
    assert page.status_code == 422
    assert said in page.text
    assert ANSWERS["text"] in page.text


def test_more_than_the_server_takes_is_explained(client, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    page = send(client, files=(("a", b"1" * 5000),))
    assert page.status_code == 413
    assert "Inget har skickats. Gå tillbaka i webbläsaren" in page.text


def test_without_contact_details_the_case_is_anonymous(client):
    page = send(client, way="none", name="")
    (case,) = cases()
    assert (case.contact_id, case.counterpart) == (None, "")
    assert "Du ville inte ha svar." in page.text
    assert message().text.endswith("\n\nVill inte ha svar.")
    assert reading().scalars(select(Contact)).all() == []


def test_a_name_without_address_is_for_those_who_read_the_case(client):
    send(client, way="none")
    assert message().text.endswith("\n\nNamn: Mona\nVill inte ha svar.")


@pytest.mark.parametrize(
    ("way", "field", "typed", "kept", "below"),
    [
        ("sms", "mobile", "070-174 06 05", "+46701740605", "Vill ha svar med sms."),
        ("call", "phone", "08-465 004 00", "+46846500400", "Vill bli uppringd."),
        ("call", "phone", "+358 40 123 4567", "+358401234567", "Vill bli uppringd."),
    ],
)
def test_a_number_is_kept_in_one_form_whatever_was_typed(client, way, field, typed, kept, below):
    send(client, way=way, **{field: typed})
    assert message().sender == kept
    assert below in message().text


def test_only_ways_that_are_there_are_offered(client, plugins):
    assert 'value="sms"' in client.get("/webform/").text
    plugins["texts"].plugin = None
    assert 'value="sms"' not in client.get("/webform/").text


def test_the_topic_is_a_frame_for_routing(client):
    with transaction():
        writing().execute(table(CaseTypeVersion).update().values(topic="skola"))
    send(client, topic="annat")
    send(client, topic="made up")
    assert [case.rosa_level for case in cases()] == [3, 3]


@pytest.mark.parametrize("how", ["trap", "too fast", "too often"])
def test_what_looks_like_a_machine_is_suspect_but_never_lost(client, monkeypatch, how):
    if how == "too fast":
        monkeypatch.setattr(pages, "FASTEST", 2)
    if how == "too often":
        for _ in range(3):
            send(client)
    sign = {"trap": {pages.TRAP: "Billiga lån"}, "too fast": {"text": "Se https://lan.example"}}.get(how, {})
    page = send(client, **sign)
    assert page.status_code == 200
    assert cases()[-1].number in page.text
    assert cases()[-1].suspect
    assert [case.suspect for case in cases()[:-1]] == [False] * (len(cases()) - 1)


def test_a_form_filled_in_fast_by_the_browser_is_no_sign_of_a_machine(client, monkeypatch):
    monkeypatch.setattr(pages, "FASTEST", 2)
    send(client)
    assert not cases()[-1].suspect


@pytest.mark.parametrize("token", ["", "made.up.token"])
def test_a_form_that_lay_open_too_long_keeps_what_was_typed(client, token):
    values = {**ANSWERS, "token": token}
    page = client.post("/webform/?lang=sv", data=values)
    assert page.status_code == 422
    assert "Sidan hade varit öppen för länge." in page.text
    assert send(client, token=token_of(page)).status_code == 200


def test_a_token_of_another_form_is_not_taken(client, app):
    from core import new_form_token

    with app.test_request_context():
        other = new_form_token("synpunkter")
    assert send(client, token=other).status_code == 422
    assert cases() == []


def test_only_listed_sites_may_frame_the_form(client):
    assert "frame-ancestors 'none'" in client.get("/webform/").headers["Content-Security-Policy"]
    with transaction():
        set_setting("frame_origins", ["https://bjorkasa.example"])
    assert "frame-ancestors https://bjorkasa.example" in client.get("/webform/").headers["Content-Security-Policy"]


def test_head_is_answered(client):
    answer = client.head("/webform/")
    assert (answer.status_code, answer.data) == (200, b"")


_KINDS = st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""])
SOME = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SOME
@given(body=st.binary(max_size=300), kind=_KINDS, lang=st.text(max_size=5))
def test_any_bytes_are_answered_with_the_form(client, body, kind, lang):
    answer = client.post("/webform/", query_string={"lang": lang}, data=body, content_type=kind)
    assert answer.status_code == 422


@SOME
@given(
    answers=st.dictionaries(st.sampled_from([*ANSWERS, "topic", "phone", "mobile", pages.TRAP]), st.text(max_size=99))
)
def test_any_answers_are_taken_or_explained(client, answers):
    assert send(client, **answers).status_code in (200, 422)
