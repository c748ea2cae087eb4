"""What surrounds every page: headers, error pages, colours, language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from core.app import create_app
from core.contract.instances import Plugins
from core.store.db import transaction
from core.store.texts import set_setting
from tests.web.board import board_and_others
from tests.web.conftest import Visitor

BYTES = ["/?vy=%00", "/?text=%00%ff", "/logga-in?next=%00", "/arende/%00", "/?efter=%ff&level=%00&type=%00", "/%ff"]


@pytest.fixture
def plugins() -> Plugins:
    return board_and_others()


def test_every_answer_lets_the_browser_run_only_what_is_ours(client: Visitor) -> None:
    for path in ("/logga-in", "/", "/finns-inte", "/tema.css", "/healthz", "/static/css/base.css"):
        with client.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "camera=()" in answer.headers["Permissions-Policy"]


def test_pages_with_personal_data_are_not_remembered_by_the_browser(client: Visitor) -> None:
    assert client.log_in("fatima").get("/").headers["Cache-Control"] == "no-store"


def test_a_public_page_sets_no_cookie(client: Visitor) -> None:
    for path in ("/healthz", "/tema.css", "/board/fel/missing", "/finns-inte"):
        assert "Set-Cookie" not in client.get(path).headers, path


def test_only_listed_sites_may_frame_only_the_pages_that_allow_it(client: Visitor) -> None:
    assert "frame-ancestors 'none'" in client.get("/board/alla").headers["Content-Security-Policy"]
    listed = ["https://www.bjorkasa.example", "https://x.example; script-src *", "https://y.example/sida", 7]
    with transaction():
        set_setting("frame_origins", listed)
    policy = client.get("/board/alla").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://www.bjorkasa.example")
    assert "frame-ancestors 'none'" in client.get("/logga-in").headers["Content-Security-Policy"]


def test_a_plugins_page_needs_a_login_unless_it_says_otherwise(client: Visitor) -> None:
    assert client.get("/board/vi").headers["Location"] == "/logga-in?next=/board/vi"
    assert client.log_in("fatima").get("/board/vi").text == "Fatima Rahimi"


def test_a_signed_webhook_needs_no_token_of_ours(client: Visitor) -> None:
    assert client.post("/board/signerad").text == "taget"


def test_a_fragment_asked_for_after_the_session_ended_leads_to_the_login_page(client: Visitor) -> None:
    answer = client.get("/nytt?vy=mina", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/logga-in?next=/nytt")


@pytest.mark.parametrize(
    ("referrer", "target"),
    [
        ("http://localhost/arende/2026-000001", "/arende/2026-000001"),
        ("https://annan.example/x", "/"),
        ("http://[", "/"),
    ],
)
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(
    client: Visitor, referrer: str, target: str
) -> None:
    answer = client.post("/arende/2026-000001/skriv", headers={"Referer": referrer})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/logga-in?next={target}")


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("refused", 422, "Det har redan gått iväg och kan inte tas tillbaka."),
        ("missing", 404, "Vi hittar inte sidan"),
        ("changed", 409, "Någon annan"),
        ("bug", 500, "Något gick fel hos oss"),
    ],
)
def test_the_cores_own_errors_become_pages_that_say_what_to_do(
    app: Flask, client: Visitor, kind: str, code: int, words: str
) -> None:
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    answer = client.get(f"/board/fel/{kind}")
    assert answer.status_code == code
    assert words in answer.text and "KeyError" not in answer.text


def test_a_wrong_method_says_which_are_right(client: Visitor) -> None:
    answer = client.log_in("fatima").get("/logga-ut")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_request_that_is_too_large_is_refused(app: Flask, client: Visitor) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert client.post("/logga-in", data={"user": "x" * 2000}).status_code == 413


@pytest.mark.parametrize("path", BYTES)
def test_any_bytes_in_an_address_are_answered(client: Visitor, path: str) -> None:
    for login in ("", "fatima"):
        answer = client.get(path) if not login else client.log_in(login).get(path)
        assert answer.status_code < 500, path


def test_any_bytes_in_the_login_form_are_answered(client: Visitor) -> None:
    assert client.send("/logga-in", user="a\x00b", password="\x00", next="\x00").status_code in (400, 422)
    form = "application/x-www-form-urlencoded"
    assert client.post("/logga-in", data=b"\xff\xfe=%00", content_type=form).status_code == 400


def test_without_a_database_the_page_says_that_it_is_closed_for_a_moment(
    app: Flask, plugins: Plugins, tmp_path: Path
) -> None:
    settings = replace(app.config["SETTINGS"], database_url=f"sqlite:///{tmp_path / 'no' / 'such.db'}")
    lost = create_app(settings, Plugins())
    answer = lost.test_client().get("/logga-in")
    assert answer.status_code == 503
    assert "Sidan är stängd" in answer.text
    said = lost.test_client().get("/healthz")
    assert (said.status_code, said.text) == (503, "database: it does not answer\n")
    assert lost.test_client().get("/healthz?web").status_code == 200


def test_the_municipalitys_colour_is_in_the_stylesheet_and_a_wrong_one_does_no_harm(client: Visitor) -> None:
    with transaction():
        set_setting("accent", "#7a1f3d")
    assert "--accent:#7a1f3d" in client.get("/tema.css").text
    with transaction():
        set_setting("accent", "red;}body{display:none")
    assert "--accent:#0b5c63" in client.get("/tema.css").text


def test_the_logo_is_a_picture_in_the_data_folder_and_nothing_else(app: Flask, client: Visitor) -> None:
    data = Path(app.config["DATA"])
    (data / "vapen.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name, code in (("vapen.svg", 200), ("../vapen.svg", 404), ("secrets.env", 404), ("saknas.png", 404), ("", 404)):
        with transaction():
            set_setting("logo", name)
        with client.get("/logotyp") as answer:
            assert answer.status_code == code, name
    with transaction():
        set_setting("logo", "vapen.svg")
    with client.get("/logotyp") as answer:
        assert answer.mimetype == "image/svg+xml" and "sandbox" in answer.headers["Content-Security-Policy"]
    assert 'src="/logotyp"' in client.get("/logga-in").text


def test_no_search_engine_is_let_in(client: Visitor) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_pages_speak_english_to_whoever_prefers_it(client: Visitor) -> None:
    assert "Log in" in client.get("/logga-in", headers={"Accept-Language": "en-GB,en;q=0.9"}).text
    assert "Logga in" in client.get("/logga-in", headers={"Accept-Language": "fi"}).text
    assert "Log in" in client.get("/logga-in?lang=en").text
    assert "Logga in" in client.get("/logga-in?lang=tlh").text
