# SPDX-License-Identifier: Apache-2.0
"""Invented feedback for the demo: who wrote what when, and the steps that any case goes through.

The numbers, units, subjects and handlers are made up; nothing tells how the municipalities really
work. All chance comes from ``random()``, whose sequence Python keeps from version to version.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar

from klagomal.calendar import calendar_for

FIRST, TODAY = date(2025, 1, 1), date(2026, 6, 30)
_HEADER: Final = (
    "Kommun;Ärendenummer;Inkom;Kanal;Typ;Förvaltning;Enhet;Mottagande enhet;Kvalitetsområde;"
    "Ärendemening;Avsändare;Anonym;Kontaktväg;Annan ordning;Registrerad;Diarienummer;"
    "Till registrator;Överlämnad;Överlämnad till enhet;Överlämnad till;Kopia till handläggare;"
    "Allvarlighetsgrad;Bekräftad;Bekräftelsen angav;Besked om handläggare;Handläggare;"
    "Besked lämnat av;Utlovat klart;Förseningsbesked;Orsak till förseningen;Ny tid;"
    "Åtgärdad;Åtgärd;Besvarad;Svarssätt;Svar diariefört;Mottagande av åtgärd;Nöjdhet;"
    "Beröm framfört;Information lämnad;Informationen angav;Avslutad;Verksamhetens noteringar;"
    "Återöppnad;Besvarad igen;Avslutad igen;Verksamhetens noteringar 2;Intern kod"
)
HEADINGS: Final = tuple(_HEADER.split(";"))

_T = TypeVar("_T")
_CALENDAR = calendar_for()
_NAMES: Final = {
    "Kramfors": ("Kramfors", "Kramfors kommun"),
    "Essunga": ("Essunga", "Essunga kommun"),
    "Östersund": ("Östersund", "Östersunds kommun", "ÖSTERSUND"),
    "Karlskoga": ("Karlskoga", "Karlskoga kommun"),
    "Nacka": ("Nacka", "Nacka kommun"),
}
_UNITS: Final = {
    "Kramfors": ("Kommunförvaltningen", "Gatukontoret", "Badhuset", "Hemtjänsten", "Biblioteket"),
    "Essunga": ("Utbildning", "Förskolan Linden", "Kyrkskolan", "Måltidsenheten", "Fritidsgården"),
    "Östersund": ("Vård och omsorg", "Hemtjänsten norr", "Äldreboendet Höjden", "LSS-enheten"),
    "Karlskoga": ("Samhällsbyggnad", "Gata och park", "Bygglov", "Renhållningen", "Kulturskolan"),
    "Nacka": ("Välfärd samhällsservice", "Hemtjänst", "Daglig verksamhet", "Boendestöd"),
}
_ELSEWHERE: Final = {
    "Kramfors": ("överklagande",),
    "Essunga": ("överklagande", "felanmälan", "annan huvudmans ansvar"),
    "Östersund": ("överklagande", "felanmälan"),
    "Karlskoga": ("överklagande", "arbetsgivarfråga"),
    "Nacka": ("överklagande",),
}
_SUBJECTS: Final = {
    "klagomål": ("Utebliven insats", "Långa väntetider i telefon", "Bemötande vid besök", "Buller",
                 "Bristande städning", "Felaktig information", "Halka på gångväg", "Kall mat"),
    "förslag": ("Fler bänkar", "Längre öppettider", "Tydligare skyltning", "Enklare blankett"),
    "beröm": ("Fin sommarverksamhet", "Snabb hjälp", "Gott bemötande"),
    "synpunkt": ("Trafiken vid skolan", "Öppettiderna", "Maten", "Webbplatsen"),
    "fråga": ("När öppnar badet", "Vem svarar för gångvägen"),
}  # fmt: skip
_WEEKEND, _JULY = (6, 7), 7
_RUSHES: Final = (((6, 12), (6, 20)), ((12, 12), (12, 23)))
_AREAS: Final = ("tillgång och tillgänglighet", "kompetens", "bemötande och personkontakt",
                 "inflytande")  # fmt: skip
_ROUTES: Final = "rätten att överklaga, hjälp, vilka möjligheter som finns, rätt instans"


class Dice:
    """Chance, from ``random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random  # noqa: S311  (nothing secret)

    def happens(self, share: float) -> bool:
        """Whether something that happens in ``share`` of all cases happens now."""
        return self._random() < share

    def among(self, options: Sequence[_T], weights: Sequence[float] = ()) -> _T:
        """Return one of the options, each as often as its weight says."""
        weights = weights or [1] * len(options)
        rest = self._random() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            rest -= weight
            if rest < 0:
                return option
        return options[-1]

    def days(self, usual: float, most: float) -> int:
        """Return a number of days: mostly about ``usual``, seldom up to ``most``."""
        return round(usual * (0.3 + self._random()) + (most - usual) * self._random() ** 6)


class Row(dict[str, str]):
    """One row; a step after today has not happened yet and leaves its cell empty."""

    def step(self, heading: str, day: date) -> bool:
        """Note that something was done on ``day``, and return whether it was by today."""
        if day > TODAY:
            return False
        self[heading] = day.isoformat()
        return True


def after(day: date, working_days: int) -> date:
    """Return the day so many working days after ``day``; for 0, the first on or after ``day``."""
    return _CALENDAR.add(day, max(working_days, 0))


def arrivals(dice: Dice, count: int) -> list[datetime]:
    """Return moments of arrival: fewer on weekends and in July, more before the great holidays."""
    days = [FIRST + timedelta(n) for n in range((TODAY - FIRST).days + 1)]
    found = []
    for _ in range(count):
        day = dice.among(days, [_busy(day) for day in days])
        minutes = dice.among(range(7 * 60, 22 * 60))
        found.append(datetime.combine(day, time(minutes // 60, minutes % 60)))
    return sorted(found)


def _busy(day: date) -> float:
    weight = 0.35 if day.isoweekday() in _WEEKEND else 1.0
    if any(first <= (day.month, day.day) <= last for first, last in _RUSHES):
        return weight * 2.2
    return weight * (0.5 if day.month == _JULY else 1.0)


def begin(dice: Dice, place: str, kinds: Sequence[str], weights: Sequence[float]) -> Row:
    """Return a row with what is known of feedback on its arrival."""
    kind = dice.among(kinds, weights)
    administration, *units = _UNITS[place]
    row = Row(dict.fromkeys(HEADINGS, ""))
    unit = dice.among(units)
    row |= {
        "Kommun": dice.among(_NAMES[place]),
        "Kanal": dice.among(
            ["e-post", "telefon", "brev", "e-tjänst", "personligt möte", "blankett"],
            [30, 22, 10, 24, 9, 5],
        ),
        "Typ": dice.among([kind.capitalize(), kind, kind.upper()], [80, 17, 3]),
        "Förvaltning": administration,
        "Enhet": unit,
        "Mottagande enhet": unit if dice.happens(0.9) else dice.among(units),
        "Ärendemening": dice.among(_SUBJECTS[kind]),
        "Avsändare": dice.among(["medborgare", "brukare", "anhörig", "förälder"], [50, 20, 15, 15]),
        "Anonym": "ja" if dice.happens(0.09) else "nej",
        "Kvalitetsområde": dice.among(_AREAS) if place == "Östersund" else "",
    }
    row["Kontaktväg"] = "nej" if row["Anonym"] == "ja" and dice.happens(0.8) else "ja"
    if dice.happens(0.06):
        row["Annan ordning"] = dice.among(_ELSEWHERE[place])
    elif dice.happens(0.02):
        row["Avsändare"] = "anställd"
    return row


def register(dice: Dice, row: Row, day: date, number: str) -> None:
    """Enter the case in the register, mostly the same day, and pass it on where it belongs."""
    if dice.happens(0.97) and row.step("Registrerad", after(day, dice.days(0.6, 6))):
        row["Diarienummer"] = number
    if row["Mottagande enhet"] != row["Enhet"] and dice.happens(0.92):
        row.step("Överlämnad", after(day, dice.days(1, 5)))
        row["Överlämnad till enhet"] = row["Enhet"] if row["Överlämnad"] else ""


def elsewhere(dice: Dice, row: Row, day: date) -> None:
    """Tell the person where their matter belongs, as it is handled in another order."""
    told = after(day, dice.days(2, 12))
    if row.step("Information lämnad", told):
        row["Informationen angav"] = _ROUTES if dice.happens(0.9) else "rätt instans"
        close(dice, row, told)


def answer(dice: Dice, row: Row, day: date) -> None:
    """Answer on ``day``, with what goes with it; a few are forgotten."""
    if dice.happens(0.025) or (row["Kontaktväg"] == "nej" and dice.happens(0.9)):
        return
    if not row.step("Besvarad", day):
        return
    row["Svarssätt"] = dice.among(["e-post", "telefon", "brev"], [55, 25, 20])
    if dice.happens(0.3):
        row["Nöjdhet"] = dice.among(["nöjd", "missnöjd", "ej svarat"], [55, 25, 20])


def measure(dice: Dice, row: Row, day: date) -> None:
    """Take a measure on ``day`` against what was complained of."""
    if row["Typ"].lower() == "klagomål" and dice.happens(0.55) and row.step("Åtgärdad", day):
        row["Åtgärd"] = dice.among(["rättad", "förebyggande", "information", "ingen"])
        if dice.happens(0.5):
            row["Mottagande av åtgärd"] = dice.among(["god", "blandad", "dålig"], [60, 25, 15])


def close(dice: Dice, row: Row, day: date) -> None:
    """Close the case within days; a few are reopened."""
    waiting = row["Kontaktväg"] == "ja" and not (row["Besvarad"] or row["Information lämnad"])
    if waiting and dice.happens(0.8):
        return
    closed = after(day, dice.days(1, 15))
    if not row.step("Avslutad", closed):
        return
    row["Verksamhetens noteringar"] = "ja"
    if row["Besvarad"] and dice.happens(0.03) and row.step("Återöppnad", after(closed, 8)):
        again = after(closed, 8 + dice.days(6, 20))
        if row.step("Besvarad igen", again) and row.step("Avslutad igen", after(again, 2)):
            row["Verksamhetens noteringar 2"] = "ja"


def late(dice: Dice, row: Row, due: date, done: date, *, notified: float, reason: float) -> None:
    """Give a delay notice for what is late before it is done, mostly in time and with a reason."""
    told = due - timedelta(days=1) if dice.happens(0.75) else due + timedelta(days=3)
    if dice.happens(notified) and told < done and row.step("Förseningsbesked", told):
        why = dice.among(["väntar på uppgifter", "sjukdom", "ja"])
        row["Orsak till förseningen"] = why if dice.happens(reason) else "nej"
