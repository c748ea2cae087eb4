"""A page of the settings from end to end: a form, two people at once, a file. The others stand on the same ground."""

from __future__ import annotations

import io
import re

from core.access.agents import agent_by_login
from core.municipality.answering_groups import add_group, change_group, groups
from core.municipality.changes import changes
from core.store.db import transaction
from core.web.frame import SETTINGS
from core.web.municipality.hub import SECTIONS
from tests.web.conftest import Visitor

PATH = "/installningar/svarsgrupper"


def named() -> dict[str, str]:
    return {group.digit: group.name for group in groups()}


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


def send_file(client: Visitor, raw: bytes, name: str = "grupper.csv"):
    return client.send(f"{PATH}/fil", file=(io.BytesIO(raw), name))


def test_the_menu_leads_to_the_settings_for_whoever_has_a_page_there() -> None:
    assert {action for _label, sections in SECTIONS for one in sections for action in one.actions} == set(SETTINGS)


def test_a_new_group_is_in_the_list_and_among_the_changes(client: Visitor) -> None:
    client.log_in("adam")
    answer = client.send(f"{PATH}/ny", digit="9", name="Turism")
    assert answer.status_code == 303 and named()["9"] == "Turism"
    page = client.get(answer.location).text
    assert "Sparat." in page and "Turism" in page and "Senaste ändringar" in page
    assert [(change.key, change.after["name"]) for change in changes("svarsgrupp")] == [("9", "Turism")]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_still_there(client: Visitor) -> None:
    client.log_in("adam")
    before = named()
    answer = client.send(f"{PATH}/ny", digit="nio", name="")
    assert answer.status_code == 422 and named() == before
    assert "Skriv knappvalet med en eller två siffror." in answer.text and "Skriv ett namn." in answer.text
    assert 'value="nio"' in answer.text


def test_two_administrators_at_once_are_told_of_each_other(client: Visitor) -> None:
    client.log_in("adam")
    digit = next(iter(named()))
    was = hidden(client.get(f"{PATH}/{digit}").text, "was")
    with transaction():
        change_group(digit, {"name": "Någon annans"}, agent_by_login("adam"))
    answer = client.send(f"{PATH}/{digit}", name="Min", was=was)
    assert answer.status_code == 422 and "”Någon annans”" in answer.text and 'value="Min"' in answer.text
    assert named()[digit] == "Någon annans"
    assert client.send(f"{PATH}/{digit}", name="Min", was=hidden(answer.text, "was")).status_code == 303
    assert named()[digit] == "Min"


def test_a_file_changes_nothing_before_one_has_seen_what_it_would_do(client: Visitor) -> None:
    client.log_in("adam")
    with transaction():
        add_group("8", "Miljö", agent_by_login("adam"))
    before = named()
    answer = send_file(client, "knappval;namn\n8;Miljö och hälsa\n9;Turism\n".encode("windows-1252"))
    assert answer.status_code == 303 and named() == before
    preview = client.get(answer.location).text
    assert "1 är ny" in preview and "1 ändras" in preview and "Windows-1252" in preview
    taken = client.send(answer.location, digest=hidden(preview, "digest"))
    assert taken.status_code == 303 and named() == {**before, "8": "Miljö och hälsa", "9": "Turism"}
    assert client.get(answer.location).status_code == 404


def test_a_file_with_one_wrong_line_does_nothing(client: Visitor) -> None:
    client.log_in("adam")
    before = named()
    answer = send_file(client, b"knappval;namn\n9;Turism\nx;Fel\n9;Igen\n")
    assert answer.status_code == 422 and named() == before
    assert "Rad 3" in answer.text and "Rad 4" in answer.text and "Samma som på rad 2" in answer.text


def test_what_changed_after_the_preview_is_shown_again_before_it_is_taken_in(client: Visitor) -> None:
    client.log_in("adam")
    answer = send_file(client, b"knappval;namn\n9;Turism\n")
    digest = hidden(client.get(answer.location).text, "digest")
    with transaction():
        add_group("9", "Annan", agent_by_login("adam"))
    again = client.send(answer.location, digest=digest)
    assert again.status_code == 422 and named()["9"] == "Annan" and "1 ändras" in again.text


def test_the_file_that_one_gets_can_be_read_in_again_and_changes_nothing(client: Visitor) -> None:
    client.log_in("adam")
    raw = client.get(f"{PATH}.csv").data
    answer = send_file(client, raw)
    assert "inget skulle ändras" in client.get(answer.location).text


def test_a_preview_is_only_for_the_one_who_sent_the_file(client: Visitor) -> None:
    client.log_in("adam")
    answer = send_file(client, b"knappval;namn\n9;Turism\n")
    client.log_in("fatima")
    assert client.get(answer.location).status_code == 403
