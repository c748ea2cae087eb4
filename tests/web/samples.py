"""A morning at Björkåsa Direkt, as rows: what the gallery shows and the tests read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.contract.messages import ChannelName
from core.flow.wording import phone_words
from core.web import words
from core.web.rows import (
    CaseRow,
    Due,
    Filter,
    FilterOption,
    Inbox,
    Link,
    News,
    Notice,
    Rosa,
    Shell,
    Site,
    ViewGroup,
    ViewLink,
)

NOW = datetime(2026, 5, 20, 8, 42, tzinfo=UTC)  # a Wednesday, 10.42 in Björkåsa


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def due(days: float, why: str = "") -> Due:
    return words.due(datetime(2026, 5, 20, 14, 30, tzinfo=UTC) + timedelta(days=days), NOW, why)


def site(lang: str) -> Site:
    other = Link("In English", "?lang=en") if lang == "sv" else Link("På svenska", "?lang=sv")
    return Site(
        "Björkåsa kommun",
        "Björkåsa Direkt",
        lang=lang,
        phone=phone_words("+46846500400"),
        demo=True,
        languages=(other,),
    )


def view(key: str, label: str, n: str = "", icon: str = "inbox", alarm: bool = False, active: bool = False) -> ViewLink:
    return ViewLink(key, label, f"/?vy={key}", n, active, alarm, icon)


def shell(banners: tuple[Notice, ...] = ()) -> Shell:
    first = (
        view("otilldelade", "Otilldelade", "14", active=True),
        view("kan-ta", "Ärenden jag kan ta", "9", "hand"),
        view("mina", "Mina", "6", "user-round"),
        view("grupp", "Min grupp", "31", "users-round"),
    )
    time = (
        view("i-dag", "Förfaller i dag", "8", "clock"),
        view("forsenade", "Försenade", "2", "circle-alert", alarm=True),
        view("vantar", "Väntar på svar", "11", "hourglass"),
        view("parkerade", "Parkerade", "3", "calendar-clock"),
    )
    rest = (
        view("forvaltning", "Hos förvaltningen", "27", "building-2"),
        view("skrap", "Skräp?", "1", "trash-2"),
        view("avslutade", "Avslutade", "", "archive"),
    )
    nav = (
        Link("Synpunkter", "/synpunkter/", "message-circle-heart"),
        Link("Insticksprogram", "/admin/plugins", "plug"),
    )
    groups = (ViewGroup(first), ViewGroup(time, "Tid"), ViewGroup(rest, "Resten"))
    return Shell("Fatima Rahimi", "Grupp 4", groups, nav, new_href="/ny", banners=banners)


def row(
    n: int, subject: str, who: str, channel: ChannelName, level: int, owner: str, minutes: float, **more: object
) -> CaseRow:
    confirmed = bool(more.pop("confirmed", True))
    number = f"2026-{n:06d}"
    age = words.age(ago(minutes), NOW)
    rosa = Rosa(level, confirmed=confirmed, judged=bool(more.pop("judged", True)))
    return CaseRow(number, f"/arende/{number}", subject, who, channel, rosa, owner, age, **more)  # type: ignore[arg-type]


def rows() -> tuple[CaseRow, ...]:
    s = False
    return (
        row(4317, "Släckt lampa vid övergångsstället på Skolgatan 4", "Mona Lindqvist", "synpunkt", 3, "Tekniska", 6,
            due=due(1), confirmed=s, unread=True, selected=True),
        row(4316, "Koppla till Lars på kulturskolan", phone_words("+46701740621"), "phone", 1, "Björkåsa Direkt", 11),
        row(4314, "Faktura från miljökontoret trots nedlagt café", "Café Solrosen HB", "email", 2, "Miljökontoret", 24,
            due=due(1), confirmed=s, unread=True),
        row(4311, "Behöver man bygglov för Attefallshus nära vattnet?", phone_words("+46701740633"), "sms", 5,
            "Plan och bygg", 41, due=due(1), confirmed=s, unread=True),
        row(4309, "Ansökan om förskoleplats, två barn", "Amina Warsame", "webform", 4, "Barn och utbildning", 75,
            due=due(5)),
        row(4288, "Sv: Utebliven sophämtning Åsgatan 12", "Bo Wikström", "email", 3, "Tekniska", 81, due=due(-1),
            unread=True),
        row(4305, "Tack till tjejen som svarade i tisdags!", "Anonym", "synpunkt", 3, "Björkåsa Direkt", 125,
            due=due(9), confirmed=s),
        row(4301, "Hjälp att fylla i blankett, färdtjänst", "Märta Öhrn", "visit", 2, "Vård och omsorg", 131),
        row(4297, "Ring upp 14.30: öppettider återvinningen i jul", phone_words("+46701740648"), "phone", 1,
            "Tekniska", 180, due=due(-2 / 24)),
        row(4290, "Hål i gatan vid Storgatan 18, tredje gången", "Jasmin Haddad", "email", 3, "Tekniska", 185,
            due=due(0), confirmed=s, unread=True),
        row(4281, "Begäran om ritningar till Lindvägen 3", "Ödmans Bygg AB", "letter", 3, "Plan och bygg", 1200,
            due=due(0), state="väntar på svar"),
        row(4279, "Fråga utan rubrik", "Åsa Öhrn-Ärlebäck", "email", 1, "Björkåsa Direkt", 1300, due=due(1),
            confirmed=s, judged=False),
        row(4270, "Sekretess: synpunkt på vård och omsorg", "", "webform", 5, "Vård och omsorg", 1500, due=due(6),
            secret="Sekretess"),
    )  # fmt: skip


def filters() -> tuple[Filter, ...]:
    def options(*labels: str, on: int = -1) -> tuple[FilterOption, ...]:
        return tuple(FilterOption(str(i), label, i == on) for i, label in enumerate(labels))

    return (
        Filter("svarsgrupp", "Svarsgrupp", options("Äldre", "Skola", "Socialt", "Bygg, gata, park, miljö", on=3), "/"),
        Filter("channel", "Kanal", options("Telefon", "E-post", "Sms", "Webb", "Besök")),
        Filter("level", "ROSA-nivå", options("1 Information", "2 Vägledning", "3 Förberedelse", "4 Beslut")),
        Filter("forvaltning", "Förvaltning", options("Tekniska", "Plan och bygg", "Miljökontoret")),
        Filter("type", "Ärendetyp", options("Trasig gatubelysning", "Hål eller skada i gata")),
        Filter("status", "Status", options("Ny", "Öppet", "Väntar på svar")),
    )


def inbox(**more: object) -> Inbox:
    news = News("/nytt?vy=otilldelade", "/?vy=otilldelade", 3, 'W/"7f3a"', views=(view("mina", "Mina", "7"),))
    base: dict[str, object] = {
        "filters": filters(),
        "n": "14",
        "hidden": (("vy", "otilldelade"),),
        "more_href": "/inbox?efter=abc",
        "news": news,
        "clear_href": "/?vy=otilldelade",
    }
    return Inbox("Otilldelade", **{"rows": rows(), **base, **more})  # type: ignore[arg-type]
