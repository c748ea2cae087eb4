"""Forms, registers, plug-ins and public pages of Björkåsa, as rows for the gallery."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from core.flow.wording import phone_words
from core.web import words
from core.web.demo_cast import DemoCast
from core.web.form_rows import (
    Button,
    Cast,
    Choice,
    Field,
    Form,
    PluginRow,
    QuickForm,
    Receipt,
    Step,
    TypeSuggestion,
)
from core.web.register_rows import Cell, Column, Register
from core.web.rows import Link, Notice, Rosa
from tests.web.samples import NOW, ago, filters

TYPES = (
    TypeSuggestion(
        "K01", "Badhus och simhall, information", "Kultur och fritid", Rosa(1, "Information"), True, key="1",
        notice="Stora bassängen stängd till torsdag. Rehabbassängen öppen som vanligt.",
    ),
    TypeSuggestion("K03", "Boka lokal eller idrottsanläggning", "Kultur och fritid", Rosa(4), key="2", why="ordet bad"),
)  # fmt: skip
OUTCOMES = (
    Choice("besvarat", "Besvarat", True, key="1"),
    Choice("kopplat", "Kopplat", key="2"),
    Choice("meddelande", "Meddelande till handläggare", key="3"),
    Choice("ringer", "Jag ringer tillbaka", key="4"),
    Choice("lamna_over", "Lämna över", key="5"),
)


def quick(wrong: bool = False) -> QuickForm:
    fields = (
        Field("place", "Plats", hint="Gata och nummer"),
        Field("received", "Kom in", "datetime-local", hint="Brev ur brevlådan: föregående arbetsdag", short=True),
    )
    return QuickForm(
        "/ny", (("phone", True), ("visit", False), ("letter", False), ("social", False)), "/typer", TYPES, OUTCOMES,
        q="badh", caller=phone_words("+46701740621"), fields=fields, started=7,
        fields_open=wrong, type_error="Välj en ärendetyp." if wrong else "",
        outcome_error="Välj ett resultat." if wrong else "", problem="Något saknas" if wrong else "",
        notices=(Notice("Samma nummer ringde i går om badhuset."),) if wrong else (),
    )  # fmt: skip


def close() -> Form:
    error = "Skriv ett nummer, till exempel 2026-004317."
    other = Field("other", "Annat ärende", error=error, short=True, value="43")
    outcomes = (
        Choice(
            "besvarat", "Besvarat", off="Det här kräver en bedömning (nivå 5). Lämna över till Plan- och byggkontoret."
        ),
        Choice("hanvisat", "Hänvisat till annan myndighet"),
        Choice("dubblett", "Dubblett", True, "Ange det andra ärendets nummer.", asks=(other,)),
        Choice(
            "annat", "Registrerat i annat system", asks=(Field("system", "System"), Field("n", "Nummer", short=True))
        ),
    )
    fields = (
        Field("outcome", "Resultat", "radios", choices=outcomes),
        Field("text", "Varför", "textarea", optional=True, rows=3),
        Field(
            "unit",
            "Enhet",
            "select",
            choices=(Choice("1", "Gata"), Choice("2", "Park", True), Choice("3", "VA", off="stängd")),
        ),
        Field("note", "Anteckning", "static", value="Det som står här kan inte ändras."),
        Field("keep", "Behåll interna anteckningar", "checkbox", choices=(Choice("yes", "", True),)),
        Field("file", "Bilaga", "file", optional=True, accept=".pdf,image/*", hint="Högst 20 MB."),
    )
    buttons = (Button("Avsluta", value="close", shortcut="S"), Button("Makulera", value="void", danger=True))
    return Form(
        "Avsluta 2026-004317", "/arende/2026-004317/avsluta", fields, buttons,
        lead="Välj det som stämmer bäst. Den som frågade får veta det.",
        notices=(Notice("Typen är bara föreslagen. Du bekräftar den när du avslutar.", tone="soon"),),
        hidden=(("version", "3"),), cancel_href="/arende/2026-004317", draft_href="/utkast",
    )  # fmt: skip


def classify() -> Form:
    return Form(
        "Klassa om", "/arende/2026-004317/klassa", (), (Button("Spara", value="classify"),),
        types=TYPES, types_href="/typer", q="bad", cancel_href="/arende/2026-004317",
    )  # fmt: skip


def first_step() -> tuple[Form, Step]:
    kinds = (
        Choice("berom", "Jag vill ge beröm"),
        Choice("klagomal", "Jag är inte nöjd med något"),
        Choice("forslag", "Jag har ett förslag"),
        Choice("fraga", "Jag har en fråga"),
        Choice("fel", "Något är trasigt eller behöver åtgärdas", True),
    )
    title = "Vad vill du berätta?"
    hint = Markup(
        "Är det fara för liv? Ring <strong>112</strong>. "
        "Akut fel på väg, vatten eller el: ring <strong>08-465 004 12</strong>."
    )
    field = Field("kind", title, "radios", choices=kinds, hint=hint)
    step = Step(
        1, 6, "Säg vad du tycker", foot="Du behöver inte logga in. Har du skyddade personuppgifter?",
        foot_links=(Link("Ring oss i stället.", "tel:+46846500400"),),
    )  # fmt: skip
    form = Form(
        title, "/synpunkter/1", (field,), (Button("Fortsätt", value="next"),), hidden=(("token", "x"),), csrf=False
    )
    return form, step


def contact_form() -> Form:
    ways = (
        Choice("email", "Ja, med e-post"),
        Choice("sms", "Ja, med sms"),
        Choice("none", "Nej", why="Då kan vi inte svara dig."),
    )
    fields = (
        Field("text", "Vad vill du fråga?", "textarea", "Hej",
              error="Skriv lite mer, så att vi förstår vad du frågar om.",
              hint="Skriv inte personnummer eller uppgifter om hälsa – varken om dig själv eller andra."),
        Field("way", "Vill du ha svar?", "radios", choices=ways),
        Field("email", "Din e-postadress", "email", autocomplete="email",
              error="Skriv en adress med @, till exempel namn@post.example.",
              value="mona"),
        Field("file", "Bild eller fil", "file", optional=True,
              hint="Högst 5 filer, tillsammans 10 MB. Undvik bilder där personer eller bilnummer syns."),
    )  # fmt: skip
    lead = "Vi svarar inom två arbetsdagar."
    return Form("Kontakta oss", "/webform/", fields, (Button("Skicka", value="send"),), lead=lead, csrf=False)


def answers() -> tuple[tuple[str, str, str], ...]:
    return (
        ("Vad vill du berätta?", "Något är trasigt eller behöver åtgärdas", "/synpunkter/1"),
        ("Berätta mer", "Lampan vid övergångsstället på Skolgatan 4 har varit släckt i två veckor.", "/synpunkter/3"),
        ("Vill du ha svar?", "Ja, med e-post: mona@invanare.example", "/synpunkter/5"),
    )


def check() -> Form:
    text = "Det du skickar blir en allmän handling. Andra kan be att få läsa det, om det inte är hemligt enligt lag."
    return Form(
        "Kontrollera och skicka",
        "/synpunkter/6",
        (),
        (Button("Skicka", value="send"),),
        notices=(Notice(text),),
        csrf=False,
    )


def receipt() -> Receipt:
    return Receipt(
        "Tack! Vi har tagit emot det du skrev.", "2026-004317",
        ("Inom två arbetsdagar får du veta vem som svarar dig.", "Du får svar senast den 9 december."),
        (Link("Till startsidan", "/"),),
    )  # fmt: skip


def login() -> Form:
    fields = (
        Field("user", "Användarnamn", autocomplete="username"),
        Field("password", "Lösenord", "password", autocomplete="current-password"),
    )
    return Form("Logga in", "/logga-in", fields, (Button("Logga in", value="login"),))


CAST = (
    Cast("Fatima Rahimi", "Kommunvägledare, svarsgrupp 4", "fatima"),
    Cast("Gunilla Ström", "Kommunvägledare, svarsgrupp 1", "gunilla"),
    Cast("Bo Lindgren", "Handläggare, Plan- och byggkontoret", "bo"),
)
DEMO_CAST = DemoCast(CAST[:2], CAST[2:])


def register(empty: bool = False) -> Register:
    columns = (
        Column("Nummer"),
        Column("Typ"),
        Column("Vad", "wide"),
        Column("Nivå"),
        Column("Svar senast"),
        Column("Dagar", "number"),
    )
    rows = tuple(
        (
            Cell(f"2026-{4317 - n:06d}", f"/arende/2026-{4317 - n:06d}"),
            Cell(kind),
            Cell(what),
            Cell(rosa=Rosa(level, confirmed=level != 5)),
            Cell(last, tone=tone),  # type: ignore[arg-type]
            Cell(str(n + 1)),
        )
        for n, (kind, what, level, last, tone) in enumerate([
            ("Felanmälan", "Släckt lampa vid övergångsstället på Skolgatan 4", 3, "i morgon 16.30", "soon"),
            ("Beröm", "Tack till tjejen som svarade i tisdags!", 3, "29 maj 16.30", "soft"),
            ("Klagomål", "Hemtjänsten kom inte i lördags", 5, "försenat sedan i går", "late"),
            ("Förslag", "Fler bänkar i Norra parken", 2, "klar", "strong"),
        ])
    )  # fmt: skip
    return Register(
        "Synpunkter", columns, () if empty else rows, lead="Beröm, klagomål, förslag, frågor och felanmälningar.",
        filters=filters()[1:3], query="", found="4 synpunkter", links=(Link("Ladda ner", "/x.csv", "download"),),
        more_href="/x?efter=1", empty="Här står synpunkter när den första har kommit in.",
    )  # fmt: skip


def channels(
    rows: tuple[PluginRow, ...], *, problems: tuple[str, ...] = (), checked: bool = False
) -> dict[str, object]:
    """What the page of channels takes."""
    field = Field("lines", "Rader för plugins.toml", "textarea")
    others = (("channels.fax", '[plugins.fax]\nuse = "channels.fax"'),)
    page = {"plugins": rows, "restart": bool(rows), "others": others, "field": field}
    return {**page, "problems": problems, "checked": checked}


def plugins() -> tuple[PluginRow, ...]:
    lines = '[plugins.sms]\nuse = "channels.sms"\n[plugins.sms.options]\nsender = "+46701740699"'
    pages = (Link("Formuläret", "/webform/"),)
    return (
        PluginRow(
            "webform",
            "Webbformulär",
            "channels.webform",
            "on",
            "Allt är som det ska.",
            words.when(ago(6), NOW),
            links=pages,
        ),
        PluginRow(
            "email",
            "E-post",
            "channels.email",
            "trouble",
            "E-posten har inte hämtats sedan 10.12.",
            words.when(NOW - timedelta(minutes=30), NOW),
        ),
        PluginRow("sms", "Sms", "channels.sms", "off", help=lines),
        PluginRow(
            "kunskap",
            "Kunskap",
            "kunskap:Kunskap",
            "failed",
            reason="Modulen gick inte att läsa in: ModuleNotFoundError: kunskap",
        ),
    )
