"""The lamp on Skolgatan, with everything a case page can show; and a case with secrecy."""

from __future__ import annotations

from markupsafe import Markup

from core.flow.wording import phone_words
from core.web import words
from core.web.case_rows import CaseLink, CasePage, Contact, Deadline, Event, Fact, LimitedCase, Place, Secrecy
from core.web.rows import Link, Moment, Notice, Rosa
from core.web.thread_rows import Composer, Delivery, File, ThreadItem, Verb, Way
from tests.web.samples import NOW, ago, due


def thread() -> tuple[ThreadItem, ...]:
    def at(minutes: float) -> Moment:
        return words.when(ago(minutes), NOW)

    again = Verb("send_again", "Skicka igen", "/x/skicka-igen", post=True)
    ring = Verb("call", "Ring upp i stället", "/x/ring")
    return (
        ThreadItem(
            "m1", "in", at(6),
            "Hej, lampan vid övergångsstället på Skolgatan 4 har varit släckt i två veckor. "
            "Det är kolsvart när barnen går till skolan. /Mona",
            "Mona Lindqvist", "via webben", original_href="/original/1",
            files=(File("lampan.jpg", words.size(840_000), "/fil/1"), File("karta.pdf", "2,1 MB", "/fil/2")),
        ),
        ThreadItem("e1", "event", at(6), "Kvittens skickad 10.36 med nummer 2026-004317"),
        ThreadItem("n1", "note", at(1),
                   "Gatuljus Syd säger att stolpe 117 är felanmäld sedan i fredags, montör på väg i dag.",
                   "Fatima Rahimi", "tjänsteanteckning"),
        ThreadItem("n2", "internal", at(1), "Kolla om det är samma säkring som i höstas.",
                   "Fatima Rahimi", "intern anteckning"),
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
                Delivery("todo", task="Ring upp Mona", verbs=(Verb("done", "Klart", "/x/klart", post=True),)),
                Delivery("done"),
                Delivery("unknown", reason="Förbindelsen bröts medan brevet lämnades.", verbs=(again, ring)),
            )
        ),
    )  # fmt: skip


def composer(**more: object) -> Composer:
    ways = (
        Way("email", "Svar med e-post", checked=True, to="mona@invanare.example", why="kom in via webben"),
        Way("sms", "Sms", to=phone_words("+46701740612")),
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
        "addresses": (
            Link("mona@invanare.example", "mailto:mona@invanare.example"),
            Link(phone_words("+46701740612"), ""),
        ),
        "earlier": earlier,
        "all_href": "/kontakt/7",
    }
    return Contact("Mona Lindqvist", "Person", **{**base, **more})  # type: ignore[arg-type]


SAME = (
    CaseLink("2026-004302", "/arende/2026-004302", "e-post", "Samma plats, samma ärendetyp."),
    CaseLink("2026-004295", "/arende/2026-004295", "sms", "Samma plats."),
)


def case(**more: object) -> CasePage:
    href = "/arende/2026-004317"
    take = Verb("take", "Ta ärendet", f"{href}/ta", post=True, shortcut="T", hidden=(("version", "3"),))
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
        "more": _more(href),
        **_beside(href),
        "access_why": ("Du ser ärendet för att kontaktcentret läser alla vanliga ärenden.",),
        "events": _events(),
        "print_href": f"{href}/skriv-ut",
    }
    subject = "Släckt lampa vid övergångsstället på Skolgatan 4"
    came = words.came_in(ago(6), NOW)
    rosa = Rosa(3, "Förberedelse", confirmed=False)
    return CasePage(
        "2026-004317", subject, "synpunkt", "Synpunkt, felanmälan", came, "ny", "Trasig gatubelysning", rosa,
        "Tekniska förvaltningen", href, **{**base, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def _beside(href: str) -> dict[str, object]:
    return {
        "place": Place("Otilldelade, 1 av 14", "/inbox", "", "/arende/2026-004316"),
        "presence": "En kollega läser",
        "contact": contact(),
        "may_belong": SAME,
        "may_belong_title": "3 anmälda på Skolgatan i dag",
        "may_belong_verbs": (Verb("join", "Anslut och svara alla", f"{href}/anslut"), Verb("show", "Visa", "/inbox")),
        "linked": (
            CaseLink("2026-004100", "/arende/2026-004100", "Mörkt på Skolgatan", "syskonärende hos Miljökontoret"),
        ),
        "panels": (
            ("Aktuellt i dag", Markup("<p>Gatuljus Syd byter armaturer på Skolgatan 1–30 till och med fredag.</p>")),
        ),
    }


def _more(href: str) -> tuple[Verb, ...]:
    return (
        Verb("classify", "Klassa om", f"{href}/klassa", icon="tag", shortcut="C"),
        Verb("raise", "Höj nivån", f"{href}/hoj-nivan", icon="trending-up"),
        Verb("assign", "Tilldela", f"{href}/tilldela", icon="user-round-plus"),
        Verb("link", "Länka", f"{href}/lanka", icon="link"),
        Verb("release", "Släpp ärendet", f"{href}/slapp", post=True, icon="hand"),
        Verb("secrecy", "Sekretess", f"{href}/sekretess", icon="lock"),
        Verb("reopen", "Återöppna", why_not="Ärendet är inte avslutat.", icon="rotate-ccw"),
        Verb("print", "Skriv ut", f"{href}/skriv-ut", icon="printer", shortcut="P"),
    )


def _events() -> tuple[Event, ...]:
    return (
        Event(words.stamp(ago(6)), "", "Ärendet kom in via webben"),
        Event(words.stamp(ago(6)), "", "Typ föreslagen: Trasig gatubelysning"),
        Event(words.stamp(ago(1)), "Fatima Rahimi", "Tjänsteanteckning skriven"),
    )


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
            receivers=(("1", "2026-004302 Bo Wikström, med e-post", True), ("2", "2026-004295 med sms", False)),
        ),
    )  # fmt: skip


def limited() -> LimitedCase:
    return LimitedCase(
        "2026-004270", "Hos förvaltningen", "Vård- och omsorgsförvaltningen", due(6), words.came_in(ago(1500), NOW)
    )
