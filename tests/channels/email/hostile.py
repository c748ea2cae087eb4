"""Mails that were made to break something, or that some program really sends: by the name of the trap."""

from __future__ import annotations

import base64

HEAD = b"From: Mona Lind <mona@invanare.example>\r\nTo: direkt@bjorkasa.example\r\n"
MIXED = HEAD + b"Subject: Delar\r\nContent-Type: multipart/mixed; boundary=gr\r\n\r\n"
LONE = b"\xed\xa0\x80"  # half a character, in bytes that only look like UTF-8
DEEP = 60


def mails() -> dict[str, bytes]:
    """Each holds the word LAMPAN somewhere, so that a test can say that nothing became of nothing."""
    return {name: raw for maker in (_headers, _bodies, _parts, _large, _pages) for name, raw in maker().items()}


def _headers() -> dict[str, bytes]:
    text = b"\r\n\r\nLAMPAN\r\n"
    return {
        "no-header-at-all": b"LAMPAN",
        "no-from-id-subject": b"To: direkt@bjorkasa.example" + text,
        "8bit-latin1": "From: Åsa Öhrn <asa@invanare.example>\nSubject: Släckt på gården".encode("latin-1") + text,
        "nul-in-every-header": b"From: Mo\0na <mo\0na@invanare.example>\nSubject: L\0\nMessage-ID: <a\0b@c>" + text,
        "lone-surrogates": b"From: M" + LONE + b" <m@x.example>\nSubject: L" + LONE + b" =?utf-8?B?7aCA?=" + text,
        "unknown-charset": HEAD + b"Subject: =?klingon?Q?L=E5?=\nContent-Type: text/plain; charset=klingon" + text,
        "charset-is-code": HEAD + b"Content-Type: text/plain; charset=zlib_codec" + text,
        "1970": HEAD + b"Date: Thu, 01 Jan 1970 00:00:00 +0000" + text,
        "2070": HEAD + b"Date: Fri, 31 Dec 2070 23:59:59 -9999" + text,
        "year-0": HEAD + b"Date: Mon, 0 Xxx 0000 99:99:99 +99999999999999999999" + text,
        "two-hundred-recipients": HEAD + b"Cc: " + b", ".join(b"p%d@invanare.example" % n for n in range(200)) + text,
        "a-thousand-references": HEAD + b"References: " + b" ".join(b"<%d@x.example>" % n for n in range(1000)) + text,
        "header-injection": HEAD + b"Subject: =?utf-8?Q?Hej=0D=0ABcc:_alla@x.example=0D=0A=0D=0AX?=" + text,
        "formula-and-script": HEAD + b"Subject: =cmd|' /C calc'!A0 <script>alert(1)</script> {{7*7}} %s" + text,
        "right-to-left": HEAD + "Subject: \u202egpj.exe\u2066\u200b".encode() + text,
        "ten-thousand-headers": HEAD + b"".join(b"X-%d: a\r\n" % n for n in range(10_000)) + b"Subject: Hej" + text,
    }  # fmt: skip


def _bodies() -> dict[str, bytes]:
    plain = HEAD + b"Subject: Hej\nContent-Type: text/plain; charset=utf-8\n\n"
    return {
        "nul-and-control": plain + bytes(range(32)) + b"LAMPAN\0\x7f",
        "only-a-subject": HEAD + b"Subject: LAMPAN\n\n",
        "only-blanks": HEAD + b"Subject: LAMPAN\n\n \t\r\n\xc2\xa0",
        "only-quoted": plain + b"> LAMPAN\n> igen\n",
        "quoted-without-end": plain + b"LAMPAN\n" + b"".join(b">" * n + b" rad\n" for n in range(1, 800)),
        "outlook-without-end": plain + "Från: x\nSkickat: y\nTill: z\nÄmne: LAMPAN\n\n".encode() * 2000,
        "combining-without-end": plain + b"LAMPAN a" + "\u0301".encode() * 50_000,
        "base64-that-is-none": HEAD + b"Content-Transfer-Encoding: base64\n\nLAMPAN, det \xe4r sl\xe4ckt h\xe4r!\n",
        "quoted-printable-broken": HEAD + b"Content-Transfer-Encoding: quoted-printable\n\nLAMPAN =\n=ZZ=E5=\r",
    }  # fmt: skip


def _parts() -> dict[str, bytes]:
    def part(kind: bytes, content: bytes, more: bytes = b"") -> bytes:
        return b"--gr\r\nContent-Type: " + kind + b"\r\n" + more + b"\r\n" + content + b"\r\n"

    nested = HEAD + b"Subject: LAMPAN\n\nInnerst"
    for _ in range(DEEP):
        nested = HEAD + b"Subject: LAMPAN\nContent-Type: message/rfc822\n\n" + nested
    tnef = b"\x78\x9f\x3e\x22" + bytes(range(256)) * 40
    winmail = b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=winmail.dat\r\n"
    odd = b'Content-Disposition: attachment; filename="../../\0CON<script>.svg"\r\n'
    return {
        "a-thousand-parts": MIXED + part(b"text/plain", b"LAMPAN") + part(b"image/png; name=a.png", b"x") * 1000,
        "nested-mails": nested,
        "nested-multiparts": HEAD + b"Subject: LAMPAN\n"
        + b"".join(b"Content-Type: multipart/mixed; boundary=g%d\n\n--g%d\n" % (n, n) for n in range(DEEP)) + b"\nHej",
        "winmail": MIXED + part(b"text/plain", b"LAMPAN")
        + part(b"application/ms-tnef", base64.b64encode(tnef), winmail),
        "only-winmail": HEAD + b"Subject: LAMPAN\r\nContent-Type: application/ms-tnef\r\n" + winmail + b"\r\n"
        + base64.b64encode(tnef),
        "odd-file-name": MIXED + part(b"text/plain", b"LAMPAN") + part(b"image/svg+xml", b"<svg onload=alert(1)>", odd),
        "empty-multipart": MIXED.replace(b"Delar", b"LAMPAN"),
        "calendar": MIXED + part(b"text/plain", b"LAMPAN") + part(b"text/calendar; method=REQUEST", b"BEGIN:VCALENDAR"),
    }  # fmt: skip


def _large() -> dict[str, bytes]:
    plain = HEAD + b"Subject: Stor\n\nLAMPAN "
    return {
        "a-line-of-twenty-megabytes": plain + b"Den " * 5_000_000,
        "a-word-of-two-megabytes": plain + b"a" * 2_000_000,
        "a-million-different-words": plain + b" ".join(b"ord%dx" % n for n in range(400_000)),
        "a-subject-of-a-megabyte": HEAD + b"Subject: LAMPAN " + b"x" * 1_000_000 + b"\n\nHej",
    }


def _pages() -> dict[str, bytes]:
    def page(markup: bytes) -> bytes:
        return HEAD + b"Subject: Sida\nContent-Type: text/html; charset=utf-8\n\n<p>LAMPAN</p>" + markup

    return {
        "html-deep": page(b"<div>" * 100_000),
        "html-nine-hundred-deep": page(b"<blockquote>" * 900 + b"x"),
        "html-tables-deep": page(b"<table><tr><td>" * 400),
        "html-formatting-deep": page(b"<b><i><u><font>" * 240),
        "html-never-closed": page(b"<a href='http://x.example/" + b"&" * 300_000),
        "html-script-everywhere": page(
            b"<script>1</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href='java\tscript:alert(1)'>k</a>"
            b"<style>@import url(http://x.example)</style><base href=//x.example><meta http-equiv=refresh content=0>"
            b"<form action=//x.example><input name=a></form><iframe src=//x.example></iframe><math><mtext></form>"
            b"<div style='position:fixed;inset:0'>x</div><img src='http://x.example/pixel?mona'>"
        ),
        "html-of-two-megabytes": page(b"<p>rad <b>fet</b> <a href='https://x.example/'>k</a></p>\n" * 34_000),
        "html-hides-a-file": HEAD + b"Subject: Bild\nContent-Type: multipart/related; boundary=gr\n\n--gr\n"
        b"Content-Type: text/html\n\nLAMPAN <img src='cid:a'>\n--gr\nContent-Type: application/pdf; name=avtal.pdf\n"
        b"Content-ID: <a>\n\n%PDF\n--gr--\n",
        "html-nul-and-entities": page(b"La\0mpa&#0;n &#xD800; &#1114112; &nosuch; &lt;script&gt;" + LONE),
    }
