"""A phone that goes from hand to hand: the login of one ends, another logs in, the first comes back."""

from __future__ import annotations

import re
from typing import Final

from faults.fault import Fault, require
from faults.field import Field, in_field
from faults.ground import Ground
from faults.ledger import balance, require_nothing_waits
from faults.phone import Phone, Report, Saved

RECORDS: Final = 2
SCRIPT: Final = re.compile(r"/field/leave.*\.js")
EMPTY: Final = {"draft": 0, "saved": 0, "sent": 0, "confirmed": 0, "waits": [], "stuck": []}


def _lent(ground: Ground) -> str:
    rounds = ground.many(10, sampled=2)
    kept: list[Saved] = []
    with in_field(ground) as field, field.phone(owner := field.walker()) as phone:
        for turn in range(rounds):
            kept += _interrupted(field, phone)
            kept += _borrowed(field, phone, field.walker())
            _return(field, phone, owner)
            written = _logged_out(field, phone, is_cut=turn % 2 == 0)
            kept += _borrowed(field, phone, field.walker())
            _return(field, phone, owner)
            kept += [phone.save(report, key) for key, report in written.items()]
            phone.send()
            require_nothing_waits(phone)
        return f"{2 * rounds} others saw 0 records and opened 0; {balance(field, kept)}"


def _interrupted(field: Field, phone: Phone) -> list[Saved]:
    """Report something without a signal; when it is back, the login has ended."""
    phone.context.set_offline(True)
    theirs = phone.log_all(field.reports(RECORDS, photos=1))
    phone.leave()
    phone.context.set_offline(False)
    phone.nudge()
    phone.page.locator("[data-notice=login]").wait_for()
    stand = phone.stand()
    require(stand["saved"] == RECORDS and not stand["stuck"], f"without a login the queue has {stand}")
    return theirs


def _logged_out(field: Field, phone: Phone, *, is_cut: bool) -> dict[str, Report]:
    """Write something down and log out over it: nobody is known on the phone then, with a signal or without one.

    Where the link is cut, the script of the page that says so never arrives.
    """
    written = {phone.write(report): report for report in field.reports(RECORDS, photos=1)}
    if is_cut:
        phone.context.route(SCRIPT, lambda route: route.abort())
    phone.page.goto(f"{phone.address}/me")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="로그아웃").first.click()
    phone.page.wait_for_load_state("networkidle")
    if is_cut:
        phone.context.unroute(SCRIPT)
    else:
        require(phone.page.evaluate("hands.keys()") == 0, "somebody logged out, and a key lies on the phone")
    for offline in (True, False):
        phone.context.set_offline(offline)
        phone.page.goto(f"{phone.address}/field")
        phone.page.locator(".screen.is-alone").wait_for()
        require(not phone.page.locator("#queue-bar").is_visible(), "nobody is logged in, and a queue is shown")
        require(phone.page.evaluate("hands.keys()") == 0, "nobody is logged in, and a key lies on the phone")
    return written


def _return(field: Field, phone: Phone, owner: str) -> None:
    """Let the owner have it back, who sends what waits."""
    phone.leave()
    phone.enter(field.link(owner))
    phone.send()
    require_nothing_waits(phone)


def _borrowed(field: Field, phone: Phone, other: str) -> list[Saved]:
    """Let somebody else log in, look at it also where there is no signal, and report something."""
    phone.enter(field.link(other))
    for offline in (True, False):
        phone.context.set_offline(offline)
        phone.visit()
        require(phone.stand() == EMPTY, f"{other} sees {phone.stand()}")
    opened = phone.page.evaluate("hands.pry()")
    require(opened == {"records": RECORDS, "opened": 0}, f"of what others left here {other} opens {opened}")
    phone.page.goto(f"{phone.address}/field#/queue")
    phone.page.locator(".queue-list").wait_for(state="attached")
    require(phone.page.locator(".queue-item").count() == 0, f"{other} is shown records of others")
    own = phone.log_all(field.reports(1))
    phone.send()
    return own


FAULTS: Final = (
    Fault(
        "lent-phone",
        f"10 times a login ends by itself, and 10 times somebody logs out, over {RECORDS} records, half of them over a link "
        "that brings no script; somebody else logs in on the phone and loses the signal, the first one comes back",
        "the queue is kept, the other sees and opens none of it, everybody's records are stored once",
        _lent,
        limit=1_200,
        row="RF-08",
    ),
)
