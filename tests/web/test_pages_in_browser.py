"""The pages in Chromium: accessible, from the keyboard, under a strict CSP, and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import faults
from tests.web.gallery import WHOLE

SIZES = {"desk": (1440, 900), "phone": (390, 844)}

# The ring may be drawn by the element, its row, its label or its card: whatever shows where one is.
SEEN_FOCUS = """() => {
  const e = document.activeElement;
  const file = e.closest('.file-pick')?.querySelector('.button');  // the file's own button wears the ring
  const around = [e, file, e.nextElementSibling, e.closest('.row, .option, .composer')].filter(Boolean);
  const look = (x) => getComputedStyle(x);
  const ring = (x) => look(x).outlineStyle !== 'none' && parseFloat(look(x).outlineWidth) >= 1;
  const text = e.tagName === 'TEXTAREA' && e.closest('.composer');
  return { tag: e.tagName, html: e.outerHTML.slice(0, 160), ring: around.some(ring) || !!text };
}"""


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says; it must stay empty."""
    return []


@pytest.fixture(params=SIZES)
def sized(browser: Browser, request: pytest.FixtureRequest, complaints: list[str]) -> Iterator[Page]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    _listen(page, complaints)
    yield page
    page.close()


@pytest.fixture
def desk(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    _listen(page, complaints)
    yield page
    page.close()


def _listen(page: Page, complaints: list[str]) -> None:
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in WHOLE if not name.startswith("error_") or name == "error_404"])
def test_a_page_is_accessible_fits_and_breaks_no_rule(
    sized: Page, gallery_address: str, name: str, complaints: list[str]
) -> None:
    sized.goto(f"{gallery_address}/{name}")
    assert faults(sized) == []
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("name", ["inbox", "case_secret", "quick", "register", "public_step", "public_form"])
def test_a_page_is_accessible_in_the_dark(desk: Page, gallery_address: str, name: str) -> None:
    desk.emulate_media(color_scheme="dark")
    desk.goto(f"{gallery_address}/{name}")
    assert faults(desk) == []


@pytest.mark.browser
@pytest.mark.parametrize(("name", "least"), [("inbox", 40), ("case", 30), ("quick", 8), ("public_step", 3)])
def test_the_keyboard_reaches_everything_and_focus_is_always_seen(
    desk: Page, gallery_address: str, name: str, least: int
) -> None:
    desk.goto(f"{gallery_address}/{name}")
    seen: list[str] = []
    for _ in range(70):
        desk.keyboard.press("Tab")
        look = desk.evaluate(SEEN_FOCUS)
        if look["tag"] == "BODY":
            break
        seen.append(look["tag"])
        assert look["ring"], look["html"]
    assert len(seen) >= least


@pytest.mark.browser
def test_alt_n_opens_the_note_with_the_caret_in_the_first_question(
    desk: Page, gallery_address: str, complaints: list[str]
) -> None:
    desk.goto(f"{gallery_address}/inbox")
    desk.keyboard.press("Alt+n")
    expect(desk.locator("dialog #q")).to_be_focused()
    expect(desk.locator("dialog [data-timer]")).to_have_text(re.compile(r"0:0\d"))
    desk.keyboard.press("Alt+2")
    expect(desk.get_by_role("radio", name="Kopplat")).to_be_checked()
    desk.keyboard.press("Alt+y")
    expect(desk.get_by_role("checkbox", name="Skyddad")).to_be_checked()
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog")).not_to_be_visible()
    assert complaints == []


@pytest.mark.browser
def test_a_note_is_saved_from_the_keyboard_alone(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/inbox")
    desk.keyboard.press("Alt+n")
    expect(desk.locator("dialog #q")).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("boka")
    expect(desk.locator("dialog .type")).to_have_count(1)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Alt+1")
    desk.keyboard.press("Alt+s")
    expect(desk.locator("body")).to_contain_text("do=save")
    expect(desk.locator("body")).to_contain_text("outcome=besvarat")


@pytest.mark.browser
def test_enter_in_the_note_s_fields_saves_and_does_not_search(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/quick")
    desk.locator("#q").press("Enter")
    expect(desk.locator("#caller")).to_be_focused()
    desk.locator("#caller").press("Enter")
    expect(desk.locator("body")).to_contain_text("do=save")


@pytest.mark.browser
def test_j_and_k_walk_the_list_and_show_the_case_beside_it(
    desk: Page, gallery_address: str, complaints: list[str]
) -> None:
    desk.goto(f"{gallery_address}/inbox")
    rows = desk.locator("[data-row]")
    desk.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(rows.nth(1)).to_be_focused()
    expect(desk.locator("#preview #case")).to_have_attribute("data-number", "2026-004316")
    desk.keyboard.press("k")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/arende/2026-004317$"))
    assert complaints == []


@pytest.mark.browser
def test_slash_searches_and_r_answers_but_letters_in_a_text_are_letters(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/inbox")
    desk.keyboard.press("/")
    expect(desk.locator("[data-search]")).to_be_focused()
    desk.goto(f"{gallery_address}/case")
    desk.keyboard.press("r")
    text = desk.locator("#text")
    expect(text).to_be_focused()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("t j /")
    expect(text).to_have_value("t j /")
    expect(desk).to_have_url(re.compile("/case$"))


@pytest.mark.browser
def test_what_is_typed_is_kept_as_a_draft(desk: Page, gallery_address: str, complaints: list[str]) -> None:
    desk.goto(f"{gallery_address}/case")
    with desk.expect_request("**/utkast") as sent:
        desk.locator("#text").fill("Hej Mona!")
    posted = sent.value.post_data_buffer or b""
    assert b"Hej Mona!" in posted and b"seen_message" in posted and b'name="file"' not in posted
    expect(desk.locator("[data-draft-words]")).to_have_text("utkast sparat 10.45")
    expect(desk.locator("input[name=draft_version]")).to_have_value("3")
    assert complaints == []


@pytest.mark.browser
def test_choosing_a_note_changes_the_buttons(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/case")
    expect(desk.get_by_role("button", name="Skicka och avsluta")).to_be_visible()
    desk.get_by_text("Tjänsteanteckning", exact=True).click()
    expect(desk.get_by_role("button", name="Skicka och avsluta")).not_to_be_visible()
    expect(desk.get_by_role("button", name="Spara anteckningen")).to_be_visible()


@pytest.mark.browser
def test_the_poll_sends_its_etag_and_a_304_changes_nothing(
    desk: Page, gallery_address: str, complaints: list[str]
) -> None:
    desk.goto(f"{gallery_address}/inbox")
    with desk.expect_response("**/nytt**") as answered:
        desk.evaluate("htmx.trigger('#news', 'every'); htmx.ajax('GET', '/nytt', {source: '#news', target: '#news'})")
    assert answered.value.request.headers["if-none-match"] == 'W/"7f3a"'
    assert answered.value.status == 304
    expect(desk.locator("#news")).to_contain_text("3 nya ärenden, visa")
    assert complaints == []


@pytest.mark.browser
def test_the_undo_counts_down(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/case_secret")
    expect(desk.locator("[data-undo-words]")).to_have_text(re.compile(r"[6-9] s"))


@pytest.mark.browser
def test_a_verb_opens_as_a_dialog_and_is_a_page_without_script(
    browser: Browser, desk: Page, gallery_address: str
) -> None:
    desk.goto(f"{gallery_address}/case")
    desk.get_by_role("link", name="Avsluta", exact=True).click()
    expect(desk.locator("dialog").get_by_role("heading", name="Avsluta 2026-004317")).to_be_visible()
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(f"{gallery_address}/case")
    bare.get_by_role("link", name="Avsluta", exact=True).click()
    expect(bare.get_by_role("heading", name="Avsluta 2026-004317")).to_be_visible()
    bare.get_by_role("radio", name="Hänvisat").check()
    bare.get_by_role("button", name="Avsluta", exact=False).first.click()
    expect(bare.locator("body")).to_contain_text("outcome=hanvisat")
    bare.context.close()


@pytest.mark.browser
def test_without_script_an_answer_is_sent_and_a_draft_saved_by_buttons(browser: Browser, gallery_address: str) -> None:
    bare = browser.new_context(java_script_enabled=False).new_page()
    for button, done in (("Skicka och avsluta", "do=send_close"), ("Spara utkast", "do=draft")):
        bare.goto(f"{gallery_address}/case")
        bare.locator("#text").fill("Hej!")
        bare.get_by_role("button", name=button).click()
        expect(bare.locator("body")).to_contain_text("via=email")
        expect(bare.locator("body")).to_contain_text(done)
    bare.context.close()


@pytest.mark.browser
def test_show_more_puts_the_next_rows_below(desk: Page, gallery_address: str, complaints: list[str]) -> None:
    desk.goto(f"{gallery_address}/inbox")
    first = desk.locator("[data-row]").count()
    desk.get_by_role("link", name="Visa fler").click()
    expect(desk.locator("[data-row]")).to_have_count(2 * first)
    expect(desk.get_by_role("link", name="Visa fler")).to_have_count(1)
    assert complaints == []


@pytest.mark.browser
def test_filters_are_combined_in_the_address(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/inbox")
    desk.locator("summary", has_text="Kanal").click()
    desk.get_by_role("checkbox", name="E-post").check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Visa", exact=True).click()
    assert "vy=otilldelade" in desk.url and "svarsgrupp=3" in desk.url and "channel=1" in desk.url


@pytest.mark.browser
def test_on_a_phone_the_views_are_one_tap_away(browser: Browser, gallery_address: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    phone.goto(f"{gallery_address}/inbox")
    expect(phone.get_by_role("link", name="Försenade")).not_to_be_visible()
    phone.get_by_role("button", name="Visa vyerna").click()
    expect(phone.get_by_role("link", name="Försenade")).to_be_visible()
    phone.close()


@pytest.mark.browser
def test_a_draft_that_cannot_be_saved_says_so(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/case")
    desk.route("**/utkast", lambda route: route.abort())
    desk.locator("#text").fill("Hej Mona!")
    expect(desk.locator("[data-draft-words]")).to_have_text("Utkastet är inte sparat")


@pytest.mark.browser
def test_a_question_that_only_one_answer_leads_to_shows_with_that_answer(desk: Page, gallery_address: str) -> None:
    desk.goto(f"{gallery_address}/close")
    expect(desk.get_by_label("Annat ärende")).to_be_visible()
    desk.get_by_role("radio", name="Registrerat i annat system").check()
    expect(desk.get_by_label("Annat ärende")).not_to_be_visible()
    expect(desk.get_by_role("textbox", name="System")).to_be_visible()


@pytest.mark.browser
def test_no_page_needs_sideways_scrolling_at_any_width(desk: Page, gallery_address: str) -> None:
    too_wide = []
    for name in (name for name in WHOLE if not name.startswith("error_")):
        desk.goto(f"{gallery_address}/{name}")
        for width in (320, 768, 1024, 1199, 1200, 1920):
            desk.set_viewport_size({"width": width, "height": 800})
            beyond = desk.evaluate("Math.max(...[document.documentElement, document.querySelector('main')]"
                                   ".map((e) => e.scrollWidth - e.clientWidth))")  # fmt: skip
            too_wide += [(name, width, beyond)] if beyond > 0 else []
    assert too_wide == []
