# SPDX-License-Identifier: Apache-2.0
"""What Swedish law demands of complaints in three sectors, as overlays for any policy.

None of the three gives a number of days; what they say of speed is reported and never failed.
Lay them over a municipality's policy with :func:`klagomal.policy.overlays.overlay`.
"""

from __future__ import annotations

from typing import Final

from klagomal.policy.overlays import Overlay
from klagomal.promises.obligations import Obligation, Scope, complaints, on
from klagomal.promises.provisions import Checklist, ChecklistItem
from klagomal.promises.terms import BeforeClosing, InWords
from klagomal.swedish.law import (
    EDUCATION_ACT_2022,
    PATIENT_SAFETY_ACT_2018,
    QUALITY_MANAGEMENT_REGULATIONS,
)
from klagomal.vocabulary import (
    Content,
    Kind,
    Label,
    Stream,
    Strength,
    SubmitterCapacity,
    Waiver,
)

__all__ = ["EDUCATION", "HEALTH_CARE", "SOCIAL_CARE"]

_SCHOOL = EDUCATION_ACT_2022.cite(heading="4 kap. 8 §")
_PATIENT = PATIENT_SAFETY_ACT_2018.cite(heading="3 kap. 8 b §")
_QUALITY = QUALITY_MANAGEMENT_REGULATIONS.cite(heading="5 kap. 3 §")

EDUCATION: Final = Overlay(
    id="skollagen",
    label=Label("skollagen", "the Education Act"),
    sector="education",
    source=EDUCATION_ACT_2022,
    obligations=(
        Obligation(
            id="skollagen_acknowledge",
            title=Label("Bekräftelse att klagomålet kommit in", "Confirmation of the complaint"),
            purpose="acknowledge",
            # Any message to the person shows that the complaint has arrived.
            fulfilled_by=on(
                "acknowledged",
                "handler_announced",
                "progress_notice",
                "delay_notice",
                "informed",
                "answered",
            ),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(_SCHOOL,),
        ),
        Obligation(
            id="skollagen_investigate",
            title=Label("Klagomålet utreds skyndsamt", "The complaint is investigated promptly"),
            purpose="investigate",
            fulfilled_by=on("answered", "measure_recorded"),
            term=InWords(Label("skyndsamt", "promptly")),
            strength=Strength.MUST,
            applies_to=complaints(),
            citations=(_SCHOOL,),
        ),
        Obligation(
            id="skollagen_report_back",
            title=Label("Återkoppling till den som klagat", "Word back to the complainant"),
            purpose="answer",
            fulfilled_by=on("answered"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(_SCHOOL,),
        ),
    ),
    citations=(_SCHOOL,),
)
"""The Education Act 4:8, as worded from 1 August 2022: acknowledge, investigate, report back."""

HEALTH_CARE: Final = Overlay(
    id="psl",
    label=Label("patientsäkerhetslagen", "the Patient Safety Act"),
    sector="health_care",
    source=PATIENT_SAFETY_ACT_2018,
    obligations=(
        Obligation(
            id="psl_answer",
            title=Label("Svar med en förklaring", "An answer with an explanation"),
            purpose="answer",
            fulfilled_by=on("answered"),
            content={Content.EXPLANATION},
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(_PATIENT,),
        ),
        Obligation(
            id="psl_promptness",
            title=Label("Klagomålet besvaras snarast", "The complaint is answered promptly"),
            purpose="promptness",
            fulfilled_by=on("answered"),
            term=InWords(Label("snarast", "promptly")),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(_PATIENT,),
        ),
    ),
    checklists=(
        Checklist(
            id="psl_answer",
            title=Label("Svar till patient eller närstående", "Answer to patient or relative"),
            events={"answered"},
            items=(
                ChecklistItem(
                    code=Content.EXPLANATION,
                    label=Label("förklaring till det som hänt", "an explanation of what happened"),
                    strength=Strength.MUST,
                    citations=(_PATIENT,),
                ),
                ChecklistItem(
                    code=Content.PREVENTIVE_MEASURES,
                    label=Label(
                        "där det är relevant: åtgärder för att det inte ska upprepas",
                        "where relevant: measures against recurrence",
                    ),
                    strength=Strength.MUST,
                    citations=(_PATIENT,),
                ),
                ChecklistItem(
                    code="suitable_form",
                    label=Label(
                        "på lämpligt sätt, och inget som omfattas av sekretess",
                        "in a suitable way, and nothing that secrecy covers",
                    ),
                    strength=Strength.MUST,
                    citations=(_PATIENT,),
                ),
            ),
        ),
    ),
    citations=(_PATIENT,),
)
"""The Patient Safety Act 3:8 b: a prompt answer, in a suitable way, with an explanation."""

SOCIAL_CARE: Final = Overlay(
    id="sosfs",
    label=Label("SOSFS 2011:9", "SOSFS 2011:9"),
    sector="social_care",
    source=QUALITY_MANAGEMENT_REGULATIONS,
    obligations=(
        Obligation(
            id="sosfs_investigate",
            title=Label(
                "Klagomål och synpunkter på kvaliteten utreds",
                "Complaints and opinions on quality are investigated",
            ),
            purpose="investigate",
            fulfilled_by=on("answered", "measure_recorded"),
            term=InWords(Label("ingen tid anges", "no time is stated")),
            strength=Strength.MUST,
            applies_to=Scope(kinds={Kind.COMPLAINT, Kind.OPINION, Kind.SUGGESTION}),
            citations=(_QUALITY,),
        ),
    ),
    admits={Stream.STAFF_SUBMITTER},
    admits_capacities={SubmitterCapacity.STAFF},
    citations=(_QUALITY,),
)
"""SOSFS 2011:9, 5:3: complaints and opinions on quality, from users, relatives and staff too."""
