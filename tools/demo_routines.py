# SPDX-License-Identifier: Apache-2.0
"""Invented handling for the demo: how a case might go in each of five municipalities.

Each follows the outline of that municipality's own text, and sometimes fails it.
"""

from __future__ import annotations

from datetime import date, timedelta

from klagomal.calendar import calendar_for
from tools.demo_cases import Dice, Row, after, answer, close, late, measure

_CALENDAR = calendar_for()


def kramfors(dice: Dice, row: Row, day: date) -> None:
    """Answered within ten days, or with a notice of the delay."""
    done, due = after(day, dice.days(5, 24)), day + timedelta(days=10)
    if done > due and row["Kontaktväg"] == "ja":
        late(dice, row, due, done, notified=0.5, reason=0.5)
    measure(dice, row, done)
    answer(dice, row, done)
    if row["Besvarad"] and dice.happens(0.93):
        row.step("Svar diariefört", after(done, 1))
    close(dice, row, done)


def essunga(dice: Dice, row: Row, day: date) -> None:
    """Confirmed within five working days, with handler and contact details."""
    if row["Kanal"] == "e-tjänst":
        row.step("Till registrator", after(day, 0))
    if row["Registrerad"] and dice.happens(0.95):
        row.step("Kopia till handläggare", after(date.fromisoformat(row["Registrerad"]), 0))
    if row["Kontaktväg"] == "ja" and dice.happens(0.95):
        word = after(day, dice.days(3, 9))
        if row.step("Bekräftad", word):
            whole = dice.happens(0.85)
            row["Bekräftelsen angav"] = "tack, handläggare, kontaktuppgifter" if whole else "tack"
            if (
                not whole
                and dice.happens(0.6)
                and row.step("Besked om handläggare", after(word, 1))
            ):
                row["Handläggare"] = f"ess-{dice.among(range(1, 6)):02d}"
                row["Bekräftelsen angav"] = "tack, kontaktuppgifter"
    done = after(day, dice.days(9, 40))
    measure(dice, row, done)
    answer(dice, row, done)
    close(dice, row, done)


def ostersund(dice: Dice, row: Row, day: date) -> None:
    """Told within ten working days who handles a complaint and by when; answered by that day."""
    kind = row["Typ"].lower()
    done = after(day, dice.days(8, 35))
    if kind == "klagomål" and row["Kontaktväg"] == "ja" and dice.happens(0.93):
        told = after(day, dice.days(6, 14))
        promised = after(told, dice.among([10, 15, 20]))
        done = after(told, dice.days(9, 30))
        if row.step("Besked om handläggare", told):
            row["Handläggare"] = f"ost-{dice.among(range(1, 15)):02d}"
            row["Utlovat klart"] = promised.isoformat() if dice.happens(0.94) else ""
        if done > promised and row["Utlovat klart"]:
            late(dice, row, promised, done, notified=0.7, reason=0.8)
            if row["Förseningsbesked"] and dice.happens(0.85):
                row["Ny tid"] = after(done, dice.among([0, 2, 5])).isoformat()
    if dice.happens(0.04) and kind == "klagomål":
        row["Allvarlighetsgrad"] = "ja"
        if dice.happens(0.8) and row.step("Överlämnad", after(day, 1)):
            row["Överlämnad till"] = "närmaste chef"
    if kind == "beröm" and dice.happens(0.85):
        row.step("Beröm framfört", after(day, dice.days(2, 10)))
    measure(dice, row, done)
    answer(dice, row, done)
    close(dice, row, done)


def karlskoga(dice: Dice, row: Row, day: date) -> None:
    """Answered as fast as possible, which may take a while. Dates are written with dots."""
    done = after(day, dice.days(12, 70))
    measure(dice, row, done)
    answer(dice, row, done)
    close(dice, row, done)
    for heading, cell in row.items():
        if len(cell) == len("2025-01-01") and cell[4:5] == "-":
            year, month, of_month = cell.split("-")
            row[heading] = f"{int(of_month)}.{int(month)}.{year}"


def nacka(dice: Dice, row: Row, day: date) -> None:
    """A first message within five working days and an answer within ten, as a target."""
    done, due = after(day, dice.days(7, 28)), _CALENDAR.add(day, 10)
    if row["Typ"].lower() == "klagomål" and row["Kontaktväg"] == "ja" and dice.happens(0.95):
        row.step("Bekräftad", min(after(day, dice.days(2, 8)), done))
        if row["Överlämnad"] and dice.happens(0.8):
            row.step("Besked om handläggare", date.fromisoformat(row["Överlämnad"]))
            row["Besked lämnat av"] = "mottagare" if row["Besked om handläggare"] else ""
    if done > due and row["Kontaktväg"] == "ja":
        late(dice, row, due, done, notified=0.6, reason=0.7)
    measure(dice, row, done)
    answer(dice, row, done)
    close(dice, row, done)
