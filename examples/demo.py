# SPDX-License-Identifier: Apache-2.0
"""A short tour: what five municipalities promised, and how it went in an invented caseload.

Reads ``data/synpunkter.csv``, as an e-service might have exported it, prints what is due, why, and
which promises were kept, and writes a year's report for each municipality to ``build/demo``. Then
it takes in a few forms at a desk with a database and letters in the same folder. The desk is killed
in the middle of it and goes on. When the tour is taken again, it finds everything there and does
nothing twice.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from klagomal import policies
from klagomal.cases.case import Case
from klagomal.cases.events import Actor
from klagomal.cases.feedback import Feedback, Submission, Submitter
from klagomal.desk import Desk
from klagomal.intake import SWEDISH_EXPORT, Intake, read_cases
from klagomal.mail.drafts import Entry
from klagomal.periods import Year
from klagomal.policy.policy import Policy
from klagomal.promises.obligations import Obligation
from klagomal.promises.terms import ByDueOf, ByPromise, Within
from klagomal.reminders.cases import WorkItem, work_items
from klagomal.report import aggregate
from klagomal.report.comparison import compare
from klagomal.report.figures import Figure
from klagomal.vocabulary import Channel, Kind, Label, Outcome, Role

DATA = Path(__file__).parent / "data" / "synpunkter.csv"
OUT = Path("build/demo")
# A fixed moment, so that the tour is the same whenever it is taken: Tuesday 30 June 2026, 18:00.
NOW = datetime(2026, 6, 30, 18, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
TODAY = NOW.date()
YEAR = Year(2025)
SOON = 3  # working days
LONG_AGO = -30
MORNING = NOW.replace(hour=9)
FORMS = 10
REGISTRAR = Actor(Role.REGISTRAR, "registrar-1")


def main() -> None:
    """Take the tour."""
    heading("1. An export is read: what cannot be read is told, and stops nothing")
    intake = read_cases(DATA, SWEDISH_EXPORT, policies, now=NOW)
    tell_problems(intake)

    heading(f"2. What is overdue and due soon on {TODAY}")
    work = {policy.key: worklist(intake, policy) for policy in by_name(intake)}

    heading("3. Why that day: a deadline explained, over Midsummer")
    explain(work["nacka/valfard-samhallsservice"])

    heading(f"4. The year {YEAR.first.year}: how the promises were kept")
    for policy in by_name(intake):
        write_report(intake, policy)

    heading("5. What if: Kramfors's cases under a draft, and under other texts")
    what_if(intake)

    heading("6. At the desk: killed in the middle, nothing lost and nothing twice")
    at_the_desk()


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'=' * len(text)}\n")


def by_name(intake: Intake) -> list[Policy]:
    """Return the policies of the cases, by the municipality's name."""
    return sorted(intake.policies, key=lambda policy: policy.name.sv)


def tell_problems(intake: Intake) -> None:
    """Print which rows were set aside, and which were read without a detail."""
    print(f"{DATA.name}: {intake.rows} rows, {len(intake.cases)} cases, ", end="")
    print(f"{len(intake.rejected)} rows set aside, {len(intake.warnings)} details lost\n")
    for problem in intake.problems:
        told = textwrap.shorten(problem.text("en"), 98, placeholder=" ...")
        print(f"  {problem.grade:<7}  {told}")


def worklist(intake: Intake, policy: Policy) -> list[WorkItem]:
    """Print what is overdue or due soon under one policy, and return all that cases wait for."""
    items = [
        item for case in intake.under(policy) for item in work_items(case, policy, today=TODAY)
    ]
    old = {i.case_id for i in items if i.working_days_left and i.working_days_left < LONG_AGO}
    late = f", {len(old)} late for more than {-LONG_AGO} working days" if old else ""
    print(f"{policy.name.sv}: {len({item.case_id for item in items})} cases to see to{late}")
    for item in sorted(items, key=lambda item: item.working_days_left or 0):
        left = item.working_days_left
        # A delay notice is due with what is delayed, so one line is enough.
        if left is None or not LONG_AGO <= left <= SOON or follows(item):
            continue
        print(f"  {item.due}  {stands(left):<21}  {item.case_id:<14}  {item.label():.48}")
    dated = {item.case_id for item in items if item.due}
    if undated := {item.case_id for item in items} - dated:
        print(f"  {len(undated)} wait for something that the text gives no day")
    return items


def follows(item: WorkItem) -> bool:
    """Whether it is due only because something else is."""
    return item.deadline is not None and isinstance(item.deadline.obligation.term, ByDueOf)


def stands(working_days_left: int) -> str:
    """Return how far off a due day is."""
    if working_days_left == 0:
        return "today"
    days = f"{abs(working_days_left)} working day{'s' * (abs(working_days_left) > 1)}"
    return f"in {days}" if working_days_left > 0 else f"{days} late"


def explain(items: list[WorkItem]) -> None:
    """Print why the soonest deadline that is not overdue falls on its day, in Swedish."""
    for item in items:
        if item.deadline and item.working_days_left is not None and item.working_days_left >= 0:
            print(f"{item.case_id}\n{item.deadline.explain('sv')}")
            return


def write_report(intake: Intake, policy: Policy) -> None:
    """Write the board's report and the one to publish; print how the timed duties were kept."""
    board = aggregate(intake.under(policy), policy, YEAR, set_aside=len(intake.rejected))
    OUT.mkdir(parents=True, exist_ok=True)
    name = f"{policy.key.replace('/', '-')}-{YEAR.code}"
    for suffix, report in (("", board), ("-published", board.published())):
        file = OUT / f"{name}{suffix}.md"
        file.write_text(report.to_markdown("sv"), encoding="utf-8")
        received = report.figure("volumes", "*", "received").value
        print(f"{policy.name.sv}: {received} came in, {file.as_posix()}")
    duties = [(obligation.id, obligation.title.sv) for obligation in timed(policy)]
    for duty, title in [*duties, ("*binding", "Alla krav och löften")]:
        print(f"  {percent(board.figure('compliance', duty, 'strict')):>16}  {title:.70}")


def what_if(intake: Intake) -> None:
    """Print how one municipality's cases would stand under other promises."""
    kramfors = policies.get("kramfors", on=TODAY)
    title = Label("Svar inom tio arbetsdagar", "An answer within ten working days")
    draft = kramfors.amend("draft", answer={"term": Within(10), "title": title})
    others = [policies.get(key, on=TODAY) for key in ("essunga", "nacka")]
    compared = compare(intake.under(kramfors), [kramfors, draft, *others], as_of=TODAY)
    for policy in (kramfors, draft, *others):
        tally = compared.under(policy.id)
        print(policy.id)
        for obligation in timed(policy):
            found = tally.obligation(obligation.id)
            rate = share(found.strict, found.outcomes.get(Outcome.MET, 0), found.judged)
            print(f"  {rate:>16}  {obligation.title.sv}")


def at_the_desk() -> None:
    """Take in forms at a desk that is killed in the middle, and go on where it was."""
    told = told_before_it_was_killed()
    with open_desk() as desk:
        known = {case.id for case in desk.cases()}
        cases = list(take_in_forms(desk))
        sent = desk.deliver().sent
    numbers = sorted({by_number(case.registrations[0].reference) for case in cases})
    letters = list((OUT / "letters").iterdir())
    print(f"killed when {len(told)} of {FORMS} forms had been told as taken in", end="; ")
    print(f"{len(told - known)} of them lost")
    print(f"taken up again: {len(cases) - len(known)} new cases, {len(known)} known from before")
    print(f"registered under {len(numbers)} numbers, {numbers[0]} to {numbers[-1]}")
    print(f"{sent} letters written now, {len(letters)} in {(OUT / 'letters').as_posix()}")


def told_before_it_was_killed() -> set[str]:
    """Run the desk in a process of its own and kill it after a few forms; return what it told."""
    command = [sys.executable, __file__, "worker"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout
        told = {worker.stdout.readline() for _ in range(FORMS // 3)}
        worker.kill()
        told |= set(worker.stdout)
    return {line.strip() for line in told if line.endswith("\n")}


def work_until_killed() -> None:
    """Take in the forms and tell of each as soon as the desk says that it is there."""
    with open_desk() as desk:
        for case in take_in_forms(desk):
            print(case.id, flush=True)


def open_desk() -> Desk:
    """Open Essunga's desk on a database and a folder of letters."""
    return Desk(
        policy="essunga",
        store=f"sqlite:///{OUT / 'desk.db'}",
        notifiers=[f"file:///{OUT / 'letters'}"],
        clock=lambda: MORNING,
        directory={"handler-1": Entry(name="Anna Exempel", contact="telefon 0123-45 67")},
    )


def take_in_forms(desk: Desk) -> Iterator[Case]:
    """Take in and confirm every form; a key for each makes sure that it is done once."""
    for number in range(1, FORMS + 1):
        case = desk.receive(form(number), idempotency_key=f"form-{number}")
        yield desk.acknowledge(
            case.id, by=REGISTRAR, handler="handler-1", idempotency_key=f"confirm-{number}"
        )


def form(number: int) -> Submission:
    """Return an invented form that arrived this morning."""
    feedback = Feedback(kind=Kind.COMPLAINT, channel=Channel.WEB_FORM, received_at=MORNING)
    submitter = Submitter(name="Test Testsson", email=f"test{number}@example.org")
    return Submission(feedback=feedback, text=f"Lampa {number} är trasig.", submitter=submitter)


def by_number(reference: str) -> int:
    """Return the running number of a registration."""
    return int(reference.rpartition(":")[2])


def timed(policy: Policy) -> list[Obligation]:
    """Return the obligations that set a day."""
    return [o for o in policy.obligations if isinstance(o.term, Within | ByPromise)]


def percent(figure: Figure) -> str:
    """Return a share of a report in per cent, with the counts that it is made of."""
    return share(figure.value, figure.numerator or 0, figure.denominator or 0)


def share(value: Fraction | int | None, kept: int, judged: int) -> str:
    """Return a share in per cent, with its numerator and denominator."""
    return "-" if value is None else f"{float(value):.0%} ({kept} of {judged})"


if __name__ == "__main__":
    work_until_killed() if sys.argv[1:] == ["worker"] else main()
