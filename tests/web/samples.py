"""A morning at Björkåsa Direkt, as rows: what the gallery shows and the tests read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from core.contract.messages import ChannelName
from core.web import words
from core.web.case_rows import CaseLink, CasePage, Contact, Deadline, Event, Fact, LimitedCase, Place, Secrecy
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
from core.web.thread_rows import Composer, Delivery, File, ThreadItem, Verb, Way

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
        phone=words.phone("+46846500400"),
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
    nav = (Link("Synpunkter", "/synpunkter/", "message-circle-heart"), Link("Insticksprogram", "/admin/plugins", "plug"))
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
        row(4316, "Koppla till Lars på kulturskolan", words.phone("+46701740621"), "phone", 1, "Björkåsa Direkt", 11),
        row(4314, "Faktura från miljökontoret trots nedlagt café", "Café Solrosen HB", "email", 2, "Miljökontoret", 24,
            due=due(1), confirmed=s, unread=True),
        row(4311, "Behöver man bygglov för Attefallshus nära vattnet?", words.phone("+46701740633"), "sms", 5,
            "Plan och bygg", 41, due=due(1), confirmed=s, unread=True),
        row(4309, "Ansökan om förskoleplats, två barn", "Amina Warsame", "webform", 4, "Barn och utbildning", 75,
            due=due(5)),
        row(4288, "Sv: Utebliven sophämtning Åsgatan 12", "Bo Wikström", "email", 3, "Tekniska", 81, due=due(-1),
            unread=True),
        row(4305, "Tack till tjejen som svarade i tisdags!", "Anonym", "synpunkt", 3, "Björkåsa Direkt", 125,
            due=due(9), confirmed=s),
        row(4301, "Hjälp att fylla i blankett, färdtjänst", "Märta Öhrn", "visit", 2, "Vård och omsorg", 131),
        row(4297, "Ring upp 14.30: öppettider återvinningen i jul", words.phone("+46701740648"), "phone", 1,
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


def thread() -> tuple[ThreadItem, ...]:
    def at(minutes: float) -> words.Moment:
        return words.when(ago(minutes), NOW)

    again = Verb("send_again", "Skicka igen", "/x/skicka-igen", post=True)
    ring = Verb("call", "Ring upp i stället", "/x/ring")
    return (
        ThreadItem(
            "m1", "in", at(6),
            "Hej, lampan vid övergångsstället på Skolgatan 4 har varit släckt i två veckor. "
            "Det är kolsvart när barnen går till skolan. /Mona",
            "Mona Lindqvist", "via webben", original_href="/original/1",
            files=(File("lampan.jpg", words.size(840_000), "/fil/1"), File("karta.pdf", words.size(2_100_000), "/fil/2")),
        ),
        ThreadItem("e1", "event", at(6), "Kvittens skickad 10.36 med nummer 2026-004317"),
        ThreadItem("n1", "note", at(1), "Gatuljus Syd säger att stolpe 117 är felanmäld sedan i fredags, montör på väg i dag.",
                   "Fatima Rahimi", "tjänsteanteckning"),
        ThreadItem("n2", "internal", at(1), "Kolla om det är samma säkring som i höstas.", "Fatima Rahimi", "intern anteckning"),
        ThreadItem("m2", "in", at(0.5), "Nu är den på väg in i tredje veckan.", "Mona Lindqvist", "med e-post",
                   quoted="> Hej Mona!\n> Tack för att du hörde av dig.", html_href="/mail.html",
                   warnings=("Avsändaren är inte bekräftad",)),
        ThreadItem("m3", "officer", at(0.4), "Vi byter hela armaturen på fredag.", "Lars Ek", "Tekniska, med e-post",
                   verbs=(Verb("forward", "Skicka som svar", "/x/skicka", post=True),)),
        *(
            ThreadItem(f"o-{d.state}", "out", at(0.3), "Tack för att du hörde av dig. Montören är på väg.",
                       "Fatima Rahimi", "med e-post", "mona@invanare.example", delivery=d)
            for d in (
                Delivery("undo", undo=Verb("undo", "Ångra", "/x/angra", post=True), undo_seconds=10),
                Delivery("queued"), Delivery("sending"), Delivery("sent", at(0.2)), Delivery("delivered", at(0.2)),
                Delivery("retry", reason="Mottagarens server svarar inte.", next_at=at(-8)),
                Delivery("failed", reason="Adressen finns inte.", verbs=(ring,)),
                Delivery("unknown", reason="Förbindelsen bröts medan brevet lämnades.", verbs=(again, ring)),
            )
        ),
    )  # fmt: skip


def composer(**more: object) -> Composer:
    ways = (
        Way("email", "Svar med e-post", checked=True, to="mona@invanare.example", why="kom in via webben"),
        Way("sms", "Sms", to=words.phone("+46701740612")),
        Way("letter", "Brev", locked="ingen postadress"),
        Way("note", "Tjänsteanteckning", "note"),
        Way("internal", "Intern anteckning", "note"),
    )
    base: dict[str, object] = {
        "text": "Hej Mona! Tack för att du hörde av dig. Montören är på väg och lampan ska lysa i kväll. "
        "Skriv gärna igen om den inte gör det.",
        "standard": (("lampa", "Lampan lagas inom fem dagar"), ("tack", "Tack för att du hörde av dig")),
        "outcomes": (("handlagt", "Handlagt i kundtjänst"), ("besvarat", "Besvarat")),
        "draft_href": "/utkast",
        "draft_words": "utkast sparat 10.44",
        "hidden": (("version", "3"), ("seen_message", "17"), ("draft_version", "2")),
    }
    return Composer("/x/skriv", ways, **{**base, **more})  # type: ignore[arg-type]


def contact(**more: object) -> Contact:
    earlier = (
        CaseLink("2026-003110", "/arende/2026-003110", "badhuset, maj"),
        CaseLink("2026-001204", "/arende/2026-001204", "sopor, mars"),
    )
    base: dict[str, object] = {
        "addresses": (Link("mona@invanare.example", "mailto:mona@invanare.example"), Link(words.phone("+46701740612"), "")),
        "earlier": earlier,
        "all_href": "/kontakt/7",
    }
    return Contact("Mona Lindqvist", "Person", **{**base, **more})  # type: ignore[arg-type]


def case(**more: object) -> CasePage:
    href = "/arende/2026-004317"
    take = Verb("take", "Ta ärendet", f"{href}/ta", post=True, shortcut="T", hidden=(("version", "3"),))
    more_verbs = (
        Verb("classify", "Klassa om", f"{href}/klassa", icon="tag", shortcut="C"),
        Verb("raise", "Höj nivån", f"{href}/hoj-nivan", icon="trending-up"),
        Verb("assign", "Tilldela", f"{href}/tilldela", icon="user-round-plus"),
        Verb("link", "Länka", f"{href}/lanka", icon="link"),
        Verb("release", "Släpp ärendet", f"{href}/slapp", post=True, icon="hand"),
        Verb("secrecy", "Sekretess", f"{href}/sekretess", icon="lock"),
        Verb("reopen", "Återöppna", why_not="Ärendet är inte avslutat.", icon="rotate-ccw"),
        Verb("print", "Skriv ut", f"{href}/skriv-ut", icon="printer", shortcut="P"),
    )
    same = (
        CaseLink("2026-004302", "/arende/2026-004302", "e-post", "Samma plats, samma ärendetyp."),
        CaseLink("2026-004295", "/arende/2026-004295", "sms", "Samma plats."),
    )
    base: dict[str, object] = {
        "type_confirmed": False,
        "type_why": "ordet ”lampan”, formulärets ämne",
        "type_verb": Verb("classify", "Ändra", f"{href}/klassa"),
        "svarsgrupp": "4 Bygg, gata, park, miljö",
        "take": take,
        "held_by": "Hos Björkåsa Direkt",
        "deadlines": (
            Deadline("Svar senast", due(1, "1 arbetsdag, trasig gatubelysning")),
            Deadline("Besked senast", due(0, "2 arbetsdagar"), words.when(ago(6), NOW)),
        ),
        "facts": (Fact("Språk", "Svenska"), Fact("Prioritet", "Normal", "ändra vid fara", True)),
        "thread": thread()[:3],
        "composer": composer(),
        "verbs": (
            take,
            Verb("hand_over", "Lämna över", f"{href}/lamna-over", shortcut="L"),
            Verb("wait", "Vänta", f"{href}/vanta"),
            Verb("close", "Avsluta", f"{href}/avsluta", shortcut="A"),
        ),
        "more": more_verbs,
        "place": Place("Otilldelade, 1 av 14", "/inbox", "", "/arende/2026-004316"),
        "presence": "En kollega läser",
        "contact": contact(),
        "may_belong": same,
        "may_belong_title": "3 anmälda på Skolgatan i dag",
        "may_belong_verbs": (Verb("join", "Anslut och svara alla", f"{href}/anslut"), Verb("show", "Visa", "/inbox")),
        "linked": (CaseLink("2026-004100", "/arende/2026-004100", "Mörkt på Skolgatan", "syskonärende hos Miljökontoret"),),
        "panels": (("Aktuellt i dag", Markup("<p>Gatuljus Syd byter armaturer på Skolgatan 1–30 till och med fredag.</p>")),),
        "access_why": "Du arbetar i kundtjänst, och ärendet är i kundtjänsts händer.",
        "events": (
            Event(words.stamp(ago(6)), "", "Ärendet kom in via webben"),
            Event(words.stamp(ago(6)), "", "Typ föreslagen: Trasig gatubelysning"),
            Event(words.stamp(ago(1)), "Fatima Rahimi", "Tjänsteanteckning skriven"),
        ),
        "print_href": f"{href}/skriv-ut",
    }
    subject = "Släckt lampa vid övergångsstället på Skolgatan 4"
    came = words.came_in(ago(6), NOW)
    rosa = Rosa(3, "Förberedelse", confirmed=False)
    return CasePage(
        "2026-004317", subject, "synpunkt", "Synpunkt, felanmälan", came, "ny", "Trasig gatubelysning", rosa,
        "Tekniska förvaltningen", href, **{**base, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def secret_case() -> CasePage:
    ways = (
        Way("email", "Svar med e-post", checked=True, to="namn@invanare.example", neutral=True),
        Way("letter", "Brev", to="Storgatan 1"),
        Way("internal", "Intern anteckning", "note"),
    )
    return case(
        secrecy=Secrecy("26 kap. 1 § OSL, Vård- och omsorgsnämnden, 2026-05-20", "Kan gälla lex Sarah: ring MAS."),
        identity_needed=True,
        identity_verb=Verb("identity", "Identitet kontrollerad", "/x/identitet"),
        contact=contact(protected=True, addresses=(), language="Tolk: arabiska"),
        notices=(Notice("Tredje bytet av ägare.", "Rundgång", "soon"),),
        thread=thread(),
        composer=Composer(
            "/x/skriv", ways, neutral_text="Vi har svarat dig. Ring 08-465 004 00 så berättar vi.",
            neutral_why="Ärendet har sekretess: öppen e-post och sms bär bara den här texten.",
            stopped="Ett nytt meddelande kom in medan du skrev. Läs det, och skicka sedan igen.",
            error="Skriv ett svar innan du skickar.", kept="En annan text, från den andra fliken.",
            close_why_not="Det här kräver en bedömning (nivå 5). Lämna över till Plan- och byggkontoret.",
            receivers=(("1", "2026-004302 Bo Wikström, med e-post", True), ("2", "2026-004295 070-174 06 33, sms", False)),
        ),
    )  # fmt: skip


def limited() -> LimitedCase:
    return LimitedCase("2026-004270", "Hos förvaltningen", "Vård- och omsorgsförvaltningen", due(6), words.came_in(ago(1500), NOW))
