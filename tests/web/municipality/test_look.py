"""Names, colour and logo in the browser: contrast counted, pictures judged by their first bytes, two at once."""

from __future__ import annotations

import io

import pytest

from core.access.agents import agent_by_login
from core.contract.errors import Wrong
from core.municipality.look import BIGGEST_LOGO, change_look, keep_logo, look_now
from core.store.db import db, transaction
from core.store.texts import setting
from tests.web.conftest import Visitor
from tests.web.municipality.test_answering_groups import hidden

PATH = "/installningar/utseende"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
GOOD = {
    "municipality_name": "Björkåsa kommun",
    "centre_name": "Björkåsa Direkt",
    "phone": "08-465 004 00",
    "jour": "",
    "privacy_page": "https://bjorkasa.example/personuppgifter",
    "accent": "#005b9f",
    "question_days": "3",
    "fetch_limit_minutes": "10",
}


def now_setting(name: str) -> object:
    db.session.rollback()
    return setting(name)


def test_names_and_colour_are_saved_and_seen_on_public_pages(client: Visitor) -> None:
    client.log_in("adam")
    assert client.send(PATH, **GOOD).status_code == 303
    assert (now_setting("municipality_name"), now_setting("question_days")) == ("Björkåsa kommun", 3)
    assert "--accent:#005b9f" in client.get("/tema.css").text
    assert "Björkåsa kommun" in client.get(PATH).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("accent", "blå", "sex tecken"),
        ("phone", "ring oss", "Skriv ett telefonnummer"),
        ("privacy_page", "javascript:alert(1)", "hela adressen"),
        ("privacy_page", "http://bjorkasa.example", "hela adressen"),
        ("question_days", "0", "från 1 till 60"),
        ("question_days", "²", "från 1 till 60"),
        ("centre_name", "", "Skriv ett namn."),
        ("municipality_name", "a" * 121, "högst 120 tecken"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client: Visitor, field: str, value: str, words: str) -> None:
    client.log_in("adam")
    answer = client.send(PATH, **{**GOOD, field: value})
    assert answer.status_code == 422 and words in answer.text and now_setting("question_days") is None


def test_a_pale_colour_is_tried_with_its_ratio_and_a_nearer_one(client: Visitor) -> None:
    client.log_in("adam")
    page = client.send(PATH, **{**GOOD, "accent": "FFD100"}, do="preview").text
    assert "prov.css?farg=ffd100" in page and "Kontrast 1,3: minst 5 behövs" in page
    assert now_setting("accent") is None
    css = client.get(f"{PATH}/prov.css?farg=ffd100")
    assert css.mimetype == "text/css" and ".look-dark{" in css.text and "ffd100;" not in css.text.split("\n")[0]
    assert client.get(f"{PATH}/prov.css?farg=}}body{{").status_code == 404


def test_a_logo_is_a_picture_by_its_first_bytes(client: Visitor) -> None:
    client.log_in("adam")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for content, name, words in (
        (svg, "logga.png", "SVG kan bära programkod"),
        (b"", "tom.png", "Välj en bild först"),
    ):
        answer = client.send(f"{PATH}/logotyp", logo=(io.BytesIO(content), name))
        assert words in client.get(answer.location).text and not now_setting("logo")
    assert client.send(f"{PATH}/logotyp", logo=(io.BytesIO(PNG), "../../x.svg")).status_code == 303
    shown = client.get("/logotyp")
    assert str(now_setting("logo")).startswith("logotyp-") and shown.mimetype == "image/png"
    shown.close()
    assert client.send(f"{PATH}/logotyp", do="remove").status_code == 303
    assert client.get("/logotyp").status_code == 404


def test_a_logo_that_is_too_big_is_refused(client: Visitor) -> None:
    with pytest.raises(Wrong) as caught, transaction():
        keep_logo(PNG + b"0" * BIGGEST_LOGO, "image/png", agent_by_login("adam"))
    assert caught.value.fields["logo"].code == "logo_too_big" and not now_setting("logo")


def test_two_administrators_at_once_keep_both(client: Visitor) -> None:
    client.log_in("adam")
    client.send(PATH, **GOOD)
    was = hidden(client.get(PATH).text, "was")
    with transaction():
        change_look({**look_now(), "phone": "08-465 004 01"}, agent_by_login("adam"))
    assert client.send(PATH, was=was, **{**GOOD, "accent": "#0b5c63"}).status_code == 303
    assert (now_setting("phone"), now_setting("accent")) == ("08-465 004 01", "#0b5c63")


def test_nobody_else_gets_there(client: Visitor) -> None:
    client.log_in("fatima")
    assert client.get(PATH).status_code == client.send(f"{PATH}/logotyp").status_code == 403
