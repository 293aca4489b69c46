# SPDX-License-Identifier: Apache-2.0
"""Make examples/data/synpunkter.csv: eighteen months of feedback in five municipalities, invented.

    .venv/bin/python -m tools.make_demo_data

The same seed gives the same file, byte for byte. A dozen rows are broken on purpose.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Final

from tools.demo_cases import HEADINGS, Dice, Row, arrivals, begin, elsewhere, register
from tools.demo_routines import essunga, karlskoga, kramfors, nacka, ostersund

FILE: Final = Path(__file__).parent.parent / "examples" / "data" / "synpunkter.csv"
_PLACES: Final = (
    (
        "Kramfors",
        "KRA",
        130,
        kramfors,
        ("klagomål", "synpunkt", "förslag", "beröm"),
        (50, 25, 18, 7),
    ),
    ("Essunga", "ESS", 95, essunga, ("klagomål", "förslag", "beröm"), (52, 26, 22)),
    ("Östersund", "OST", 240, ostersund, ("klagomål", "förslag", "beröm"), (60, 20, 20)),
    ("Karlskoga", "KGA", 115, karlskoga, ("klagomål", "synpunkt", "fråga"), (58, 36, 6)),
    ("Nacka", "NAC", 160, nacka, ("klagomål", "synpunkt", "förslag", "beröm"), (62, 12, 12, 14)),
)


def rows() -> list[Row]:
    """Return every whole row, by day of arrival."""
    dice = Dice(2053)
    found = []
    for place, prefix, count, handle, kinds, weights in _PLACES:
        for number, moment in enumerate(arrivals(dice, count), 1):
            row = begin(dice, place, kinds, weights)
            row["Ärendenummer"] = f"{prefix} {moment.year}-{number:04d}"
            row["Inkom"] = moment.isoformat(" ", "minutes")
            register(dice, row, moment.date(), f"{prefix} {moment.year}/{300 + 7 * number}")
            staff = place == "Essunga" and row["Avsändare"] == "anställd"
            if row["Annan ordning"] or staff:
                elsewhere(dice, row, moment.date())
            else:
                handle(dice, row, moment.date())
            found.append(row)
    return sorted(found, key=lambda row: row["Inkom"])


def broken(row: Row, **cells: str) -> Row:
    """Return a row with cells changed; an underscore in a heading stands for a space."""
    return Row(row | {heading.replace("_", " "): cell for heading, cell in cells.items()})


def _damaged(whole: list[Row]) -> dict[int, list[Row | str]]:
    """Return rows that no careful system would have written, by the row that each comes after."""
    unquoted = broken(whole[640], Ärendenummer="KGA 2026-9012", Ärendemening="Buller; damm")
    return {
        40: [broken(whole[40], Kommun="Storskogens kommun", Ärendenummer="STO 1")],
        90: [broken(whole[90], Inkom="2025-02-30 10:00", Ärendenummer="NAC 2025-9001")],
        150: [broken(whole[150], Besvarad="2024-12-30", Ärendenummer="OST 2025-9002")],
        200: [broken(whole[200], Typ="Övrigt", Ärendenummer="KRA 2025-9003")],
        260: [whole[200]],  # stands twice
        310: [broken(whole[310], Inkom="", Ärendenummer="ESS 2025-9004")],
        370: ["Nacka kommun;NAC 2025-9010;2025-10-14 09:12;e-post;Klagomål"],
        420: [broken(whole[420], Ärendemening="Styr\x0btecken", Ärendenummer="OST 2025-9005")],
        450: ['Kramfors;KRA 2026-9011;2026-01-14 10:30;brev;"Klagomål;;;;;;;;'],
        480: [broken(whole[480], Inkom="2026-03-29 02:15", Ärendenummer="NAC 2026-9006")],
        520: [broken(whole[520], Besvarad="2062-05-04", Ärendenummer="KRA 2026-9007")],
        560: [broken(whole[560], Kanal="brevduva", Ärendenummer="OST 2026-9008")],
        600: [broken(whole[600], Nöjdhet="sådär", Ärendenummer="OST 2026-9009")],
        640: [";".join(unquoted[heading] for heading in HEADINGS)],
    }


def text() -> str:
    """Return the file: the whole rows, and broken ones among them."""
    whole = rows()
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADINGS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    damaged = _damaged(whole)
    for place, row in enumerate(whole):
        writer.writerow(row)
        for what in damaged.get(place, ()):
            if isinstance(what, Row):
                writer.writerow(what)
            else:
                out.write(what + "\n")
    return out.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(text().encode("utf-8-sig"))
    sys.stdout.write(f"{FILE.name}: {len(text().splitlines()) - 1} rows\n")
