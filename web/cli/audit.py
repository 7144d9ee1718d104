"""``golmok audit``: whether the log of who looked at households is whole, and the walls around them stand."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from uuid import UUID

import click

from mapper.domain.access_reason import read_reason
from mapper.domain.calendar import KST, end_of
from mapper.domain.exposure import Suspect
from mapper.errors import ChainBroken, InvalidInput, PressLineHeld, VaultUnsafe
from mapper.operations.crisis import chains, refusals
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.exposures import exposure
from mapper.operations.crisis.press_lines import check_line
from mapper.operations.people.sealing import open_seal
from mapper.operations.people.users import user_named
from mapper.operations.vault.envelopes import open_vault
from mapper.settings import Settings
from web.cli.opening import console, note, open_database, operator, say_json
from web.clock import now


@click.group()
def audit() -> None:
    """Check the log of who looked at households."""


@audit.command()
@click.option(
    "--anchors",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Written by `golmok audit anchor` and kept elsewhere; may be repeated, in any order.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def verify(anchors: tuple[Path, ...], *, as_json: bool) -> None:
    """Go along the chain of each district, and look at the rights of the database.

    The first entry that is not as it was written, and any hole in the walls around households, is named, with exit 1.
    """
    seal = open_seal(Settings())
    noted = chains.merged(chains.read_anchors(file.read_bytes(), seal) for file in anchors)
    with open_database() as database, database.staff().begin() as session:
        verdict, holes = chains.verify(session, noted), chains.holes(session)
    if as_json:
        say_json({"entries": verdict.entries, "breaks": [vars(found) for found in verdict.breaks], "holes": holes})
    else:
        for code, count in verdict.entries.items():
            console.print(f"{code}  {count:,} entries", markup=False)
    if verdict.breaks:
        told = "; ".join(
            f"district {found.district_code}, entry {found.number} {found.what}" for found in verdict.breaks
        )
        message = (
            f"The access log is broken: {told}. Compare it with the newest dump before that, and tell the auditor."
        )
        raise ChainBroken(message, breaks=[(found.district_code, found.number) for found in verdict.breaks])
    if holes:
        message = f"The walls around households do not stand: {' '.join(holes)} Mend that before anybody goes on."
        raise VaultUnsafe(message)
    if not as_json:
        console.print(
            f"{sum(verdict.entries.values()):,} entries of {len(verdict.entries)} chains are whole. The walls stand."
        )
    if not anchors:
        note("Without --anchors nobody would see that a whole chain was written anew.")


@audit.command()
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def anchor(output: Path) -> None:
    """Write the heads of all chains to a file, to be kept off this machine."""
    if output.exists():
        raise InvalidInput(f"{output} exists; give another name, so that no older anchors are lost.", file=str(output))
    settings = Settings()
    with open_database() as database, database.staff().begin() as session:
        written = chains.anchor(session, open_seal(settings), by=operator(), now=now())
        try:
            output.write_text(written, "utf-8")
        except OSError as error:
            message = f"{output} cannot be written ({error.strerror}); give a path in a folder that exists."
            raise InvalidInput(message, file=str(output)) from error
    console.print(
        f"{output} holds the heads of the chains. Keep it where nobody who administers this machine may write."
    )


@audit.command()
@click.option("--account", metavar="NAME", help="Whose account was taken, or whose phone was lost.")
@click.option("--login", "login_id", type=click.UUID, metavar="ID", help="One login, as this command lists them.")
@click.option("--origin", default="", metavar="ADDRESS", help="Network address of a device.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="First day, in Korea.")
@click.option("--to", "until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Last day, in Korea.")
@click.option("--why", required=True, metavar="WORDS", help="What happened; it names nobody and stays in the log.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="CSV file to write.")
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def exposed(
    account: str | None,
    login_id: UUID | None,
    origin: str,
    since: datetime | None,
    until: datetime | None,
    why: str,
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    """Name every household that an account, a login, an address or a time has seen; open none.

    All that is given holds together; give an account, a login, an address, or both ends of a time.
    """
    if output is not None and output.exists():
        raise InvalidInput(f"{output} exists; give another name.", file=str(output))
    look = Look(operator(), read_reason("other", why), now())
    with open_database() as database:
        with database.sessions() as session:
            user_id = user_named(session, account).id if account else None
        suspect = Suspect(
            user_id,
            login_id,
            origin,
            since and datetime.combine(since.date(), time(), KST),
            until and end_of(until.date()),
        )
        with database.staff().begin() as session:
            found = exposure(session, look, suspect)
    if output is not None:
        output.write_bytes(found.as_csv())
    if as_json:
        say_json(
            {"households": [vars(one) for one in found.households], "logins": [vars(one) for one in found.browsers]}
        )
        return
    for one in found.browsers:
        console.print(
            f"login {one.login_id}  {one.name}  {one.origin}  {one.entries:,} entries  last {one.last:%Y-%m-%d %H:%M}",
            markup=False,
        )
    console.print(f"{len(found.households):,} households were seen.")
    if output is None:
        note("--output FILE writes them down, --json prints them.")


@audit.command()
@click.argument("sentence")
@click.option("--json", "as_json", is_flag=True, help="Answer for a machine.")
def press(sentence: str, *, as_json: bool) -> None:
    """Say whether a SENTENCE for the press may be printed: not when fewer than ten households fit all that it says.

    A 행정동, a kind of household and a date together point at one family. Everybody who is opened for the answer is in the
    access log; the sentence is not kept. Exit 1 when it is to be held.
    """
    look = Look(operator(), read_reason("other", "보도 문장 확인"), now())
    with open_database() as database, database.sessions() as city, database.staff().begin() as session:
        verdict = check_line(session, city, open_vault(Settings()), sentence, look)
    line = verdict.line
    if as_json:
        days = [[day.isoformat() for day in span] for span in sorted(line.spans)]
        told = {"districts": sorted(line.districts or ()), "kinds": sorted(line.kinds), "days": days}
        say_json({"may_go_out": verdict.may_go_out, "is_about": line.is_about} | told)
    elif verdict.may_go_out:
        console.print("It may be printed." if line.is_about else "It is about no household.")
    if not verdict.may_go_out:
        message = (
            "Fewer than ten households fit all that the sentence says; "
            "name the city for the 행정동, a half-year for the day, or no kind of household."
        )
        raise PressLineHeld(message)


@audit.command()
@click.argument("household_id", type=click.UUID, metavar="HOUSEHOLD")
def bait(household_id: UUID) -> None:
    """Make a made-up household a bait: whoever opens or asks for it raises an alert at once."""
    with open_database() as database, database.staff().begin() as session:
        refusals.set_bait(session, household_id, by=operator(), now=now())
    console.print(f"{household_id} is a bait from now on.")
