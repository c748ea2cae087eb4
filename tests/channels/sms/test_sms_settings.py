"""Options that are wrong are told before anything starts."""

from __future__ import annotations

import pytest

from channels.sms.settings import SmsOptions, webhook_address
from core.contract.options import check
from core.contract.references import Sources
from tests.channels.sms.twilio_double import OPTIONS

GOOD = {**OPTIONS, "auth_token": {"env": "TOKEN"}}


def problems(**changes: object) -> tuple[str, ...]:
    table = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return check(SmsOptions(), table, Sources({"TOKEN": "t"})).problems


def test_the_least_that_is_needed_is_enough():
    assert problems() == ()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"account_sid": "AC12"}, "account_sid"),
        ({"account_sid": None}, "account_sid"),
        ({"auth_token": "written"}, "auth_token"),
        ({"number": "070-174 06 99"}, "number"),
        ({"number": "Bjorkasa"}, "number"),
        ({"public_address": "direkt.example"}, "public_address"),
        ({"public_address": "https://a.example:x"}, "public_address"),
        ({"base_url": "http://sms.example"}, "base_url"),
        ({"base_url": "https://sms.example?x=1"}, "base_url"),
        ({"region": "IE 1"}, "region"),
        ({"numbr": "+46701740699"}, "numbr"),
    ],
)
def test_a_mistake_is_told_in_one_line_at_its_option(changes, where):
    (told,) = problems(**changes)
    assert told.startswith(f"{where}: ")


def test_another_host_on_this_machine_needs_no_tls():
    assert problems(base_url="http://127.0.0.1:8080/demo/twilio") == ()


def test_the_webhooks_lie_under_the_public_address():
    options = {"public_address": "https://direkt.example/"}
    assert webhook_address(options, "sms2", "in") == "https://direkt.example/sms2/in"
