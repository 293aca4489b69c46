# SPDX-License-Identifier: Apache-2.0
"""Swedish acts that a municipality's text builds on, and the streams that they route elsewhere.

Nothing here is legal advice. ``valid_from`` and ``valid_to`` of a source are the first and last
day that its cited wording applied, as far as known. ``note`` says what has not been read in the
statute's own text. Where there is no note, the sections cited were read in the text consolidated to
the summer of 2025. Days of entry into force are general knowledge unless the note says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from klagomal.errors import PolicyError, suggest
from klagomal.fields import require_set
from klagomal.promises.citation import Source
from klagomal.promises.provisions import Exclusion
from klagomal.vocabulary import Content, Label, Stream

__all__ = [
    "ADMINISTRATIVE_PROCEDURE_ACT",
    "DATA_PROTECTION_REGULATION",
    "DIGITAL_ACCESSIBILITY_ACT",
    "DISABILITY_SERVICES_ACT",
    "EDUCATION_ACT",
    "EDUCATION_ACT_2022",
    "FREEDOM_OF_THE_PRESS_ACT",
    "LOCAL_GOVERNMENT_ACT",
    "PATIENT_SAFETY_ACT",
    "PATIENT_SAFETY_ACT_2018",
    "QUALITY_MANAGEMENT_REGULATIONS",
    "SOCIAL_SERVICES_ACT_2001",
    "SOCIAL_SERVICES_ACT_2025",
    "TORT_LIABILITY_ACT",
    "WHISTLEBLOWING_ACT",
    "statutory_exclusions",
]

ADMINISTRATIVE_PROCEDURE_ACT: Final = Source(
    title="Förvaltningslagen",
    document_type="lag",
    reference="SFS 2017:900",
    valid_from=date(2018, 7, 1),
    note="4 § is cited from knowledge",
)
LOCAL_GOVERNMENT_ACT: Final = Source(
    title="Kommunallagen",
    document_type="lag",
    reference="SFS 2017:725",
    valid_from=date(2018, 1, 1),
)
SOCIAL_SERVICES_ACT_2001: Final = Source(
    title="Socialtjänstlagen (2001)",
    document_type="lag",
    reference="SFS 2001:453",
    valid_from=date(2002, 1, 1),
    valid_to=date(2025, 6, 30),
    note="chapter 14 is cited from authorities' web pages; lex Sarah stands there in its present "
    "form from 1 July 2011, with narrower provisions before that",
)
SOCIAL_SERVICES_ACT_2025: Final = Source(
    title="Socialtjänstlagen (2025)",
    document_type="lag",
    reference="SFS 2025:400",
    valid_from=date(2025, 7, 1),
    note="chapter 27 is known through references in other acts and has not been read itself; "
    "19 kap. 1 § is cited from knowledge",
)
DISABILITY_SERVICES_ACT: Final = Source(
    title="Lagen om stöd och service till vissa funktionshindrade",
    document_type="lag",
    reference="SFS 1993:387",
    valid_from=date(1994, 1, 1),
)
PATIENT_SAFETY_ACT: Final = Source(
    title="Patientsäkerhetslagen",
    document_type="lag",
    reference="SFS 2010:659",
    valid_from=date(2011, 1, 1),
)
PATIENT_SAFETY_ACT_2018: Final = Source(
    title="Patientsäkerhetslagen i lydelse från 2018",
    document_type="lag",
    reference="SFS 2010:659",
    valid_from=date(2018, 1, 1),
    note="the day from which 3 kap. 8 a-8 e §§ apply is cited from knowledge",
)
EDUCATION_ACT: Final = Source(
    title="Skollagen",
    document_type="lag",
    reference="SFS 2010:800",
    valid_from=date(2011, 7, 1),
    note="in force on 1 August 2010, applied from 1 July 2011",
)
EDUCATION_ACT_2022: Final = Source(
    title="Skollagen i lydelse enligt SFS 2022:940",
    document_type="lag",
    reference="SFS 2010:800",
    valid_from=date(2022, 8, 1),
    note="the day of entry into force is taken from the Government's list of new acts",
)
WHISTLEBLOWING_ACT: Final = Source(
    title="Lagen om skydd för personer som rapporterar om missförhållanden",
    document_type="lag",
    reference="SFS 2021:890",
    valid_from=date(2021, 12, 17),
    note="content and day are taken from web pages, the chapter is cited from knowledge; public "
    "employers with 50 or more employees must have the channel from 17 July 2022",
)
DIGITAL_ACCESSIBILITY_ACT: Final = Source(
    title="Lagen om tillgänglighet till digital offentlig service",
    document_type="lag",
    reference="SFS 2018:1937",
    valid_from=date(2019, 1, 1),
)
FREEDOM_OF_THE_PRESS_ACT: Final = Source(
    title="Tryckfrihetsförordningen",
    document_type="grundlag",
    reference="SFS 1949:105",
    valid_from=date(2019, 1, 1),
    note="valid_from is the day of the present numbering; the right itself is far older",
)
DATA_PROTECTION_REGULATION: Final = Source(
    title="Dataskyddsförordningen",
    document_type="EU-förordning",
    reference="(EU) 2016/679",
    valid_from=date(2018, 5, 25),
    note="cited from knowledge",
)
TORT_LIABILITY_ACT: Final = Source(
    title="Skadeståndslagen",
    document_type="lag",
    reference="SFS 1972:207",
    valid_from=date(1972, 7, 1),
    note="cited from knowledge",
)
QUALITY_MANAGEMENT_REGULATIONS: Final = Source(
    title="Socialstyrelsens föreskrifter om ledningssystem för systematiskt kvalitetsarbete",
    document_type="föreskrift",
    publisher="Socialstyrelsen",
    reference="SOSFS 2011:9",
    valid_from=date(2012, 1, 1),
    note="content is taken from web pages, consolidated to HSLF-FS 2023:27 (1 July 2023); any "
    "amendment after the Social Services Act of 2025 has not been found",
)

_SERVICE = ADMINISTRATIVE_PROCEDURE_ACT.cite(heading="6 §")
"""The general duty of service: the ground for telling people where their matter belongs."""

_TOLD_WHERE = frozenset({Content.RIGHT_INSTANCE})

_EXCLUSIONS: Final = (
    Exclusion(
        stream=Stream.WHISTLEBLOWING,
        refer_to=Label(
            "den särskilda rapporteringskanalen för visselblåsning",
            "the separate reporting channel for whistleblowing",
        ),
        must_inform=_TOLD_WHERE,
        keep_apart=True,
        valid_from=WHISTLEBLOWING_ACT.valid_from,
        citations=(WHISTLEBLOWING_ACT.cite(heading="5 kap."), _SERVICE),
    ),
    Exclusion(
        stream=Stream.APPEAL,
        refer_to=Label(
            "överklagande enligt den lag som gäller för beslutet, eller laglighetsprövning",
            "an appeal under the act that governs the decision, or a review of legality",
        ),
        must_inform={Content.RIGHT_TO_APPEAL},
        citations=(
            ADMINISTRATIVE_PROCEDURE_ACT.cite(heading="33 och 40-44 §§"),
            LOCAL_GOVERNMENT_ACT.cite(heading="13 kap."),
        ),
    ),
    Exclusion(
        stream=Stream.OTHER_PROCEDURE,
        refer_to=Label(
            "det förfarande som lagen om saken anger",
            "the procedure that the act on the matter lays down",
        ),
        must_inform=_TOLD_WHERE,
        citations=(ADMINISTRATIVE_PROCEDURE_ACT.cite(heading="4 §"), _SERVICE),
    ),
    Exclusion(
        stream=Stream.LEX_SARAH,
        refer_to=Label(
            "den nämnd som ansvarar för socialtjänsten, som rapport enligt lex Sarah",
            "the board responsible for social services, as a Lex Sarah report",
        ),
        valid_to=SOCIAL_SERVICES_ACT_2001.valid_to,
        citations=(
            SOCIAL_SERVICES_ACT_2001.cite(heading="14 kap. 3-7 §§"),
            DISABILITY_SERVICES_ACT.cite(heading="24 a-24 g §§"),
        ),
    ),
    Exclusion(
        stream=Stream.LEX_SARAH,
        refer_to=Label(
            "den nämnd som ansvarar för socialtjänsten, som rapport enligt lex Sarah",
            "the board responsible for social services, as a Lex Sarah report",
        ),
        valid_from=SOCIAL_SERVICES_ACT_2025.valid_from,
        citations=(
            SOCIAL_SERVICES_ACT_2025.cite(heading="27 kap."),
            DISABILITY_SERVICES_ACT.cite(heading="24 a-24 g §§"),
        ),
    ),
    Exclusion(
        stream=Stream.LEX_MARIA,
        refer_to=Label(
            "vårdgivarens anmälan till Inspektionen för vård och omsorg enligt lex Maria",
            "the care provider's notification to the Health and Social Care Inspectorate",
        ),
        citations=(PATIENT_SAFETY_ACT.cite(heading="3 kap. 5 §"),),
    ),
    Exclusion(
        stream=Stream.CHILD_WELFARE_REPORT,
        refer_to=Label(
            "socialnämnden, som anmälan om oro för barn",
            "the social welfare board, as a report of concern for a child",
        ),
        valid_to=SOCIAL_SERVICES_ACT_2001.valid_to,
        citations=(SOCIAL_SERVICES_ACT_2001.cite(heading="14 kap. 1 och 1 c §§"),),
    ),
    Exclusion(
        stream=Stream.CHILD_WELFARE_REPORT,
        refer_to=Label(
            "socialnämnden, som anmälan om oro för barn",
            "the social welfare board, as a report of concern for a child",
        ),
        valid_from=SOCIAL_SERVICES_ACT_2025.valid_from,
        citations=(SOCIAL_SERVICES_ACT_2025.cite(heading="19 kap. 1 §"),),
    ),
    Exclusion(
        stream=Stream.DEGRADING_TREATMENT,
        refer_to=Label(
            "rektorn och huvudmannen, för utredning av kränkande behandling",
            "the head and the principal, to investigate degrading treatment",
        ),
        citations=(EDUCATION_ACT.cite(heading="6 kap. 10 §"),),
    ),
    Exclusion(
        stream=Stream.CITIZEN_PROPOSAL,
        refer_to=Label(
            "kommunfullmäktige, som medborgarförslag", "the council, as a citizen proposal"
        ),
        must_inform=_TOLD_WHERE,
        citations=(LOCAL_GOVERNMENT_ACT.cite(heading="8 kap. 1 §"), _SERVICE),
    ),
    Exclusion(
        stream=Stream.DOCUMENT_REQUEST,
        refer_to=Label(
            "den myndighet som förvarar handlingen, för skyndsam prövning",
            "the authority that holds the document, to be tried promptly",
        ),
        must_inform=_TOLD_WHERE,
        citations=(FREEDOM_OF_THE_PRESS_ACT.cite(heading="2 kap. 15 och 18 §§"), _SERVICE),
    ),
    Exclusion(
        stream=Stream.DATA_PROTECTION_REQUEST,
        refer_to=Label(
            "den personuppgiftsansvariga nämnden och dataskyddsombudet",
            "the board that is controller, and the data protection officer",
        ),
        must_inform=_TOLD_WHERE,
        valid_from=DATA_PROTECTION_REGULATION.valid_from,
        citations=(DATA_PROTECTION_REGULATION.cite(heading="artikel 12 och 15-22"), _SERVICE),
    ),
    Exclusion(
        stream=Stream.ACCESSIBILITY_REPORT,
        refer_to=Label(
            "den som svarar för tillgängligheten i den digitala tjänsten",
            "those responsible for the accessibility of the digital service",
        ),
        must_inform=_TOLD_WHERE,
        valid_from=DIGITAL_ACCESSIBILITY_ACT.valid_from,
        citations=(DIGITAL_ACCESSIBILITY_ACT.cite(heading="10 och 13 §§"), _SERVICE),
    ),
    Exclusion(
        stream=Stream.DAMAGES_CLAIM,
        refer_to=Label(
            "den som prövar skadeståndsanspråk mot kommunen",
            "those who try claims for damages against the municipality",
        ),
        must_inform=_TOLD_WHERE,
        citations=(TORT_LIABILITY_ACT.cite(heading="3 kap. 2 §"), _SERVICE),
    ),
)


def statutory_exclusions(*, but: Iterable[str] = ()) -> tuple[Exclusion, ...]:
    """Return the streams that Swedish law routes elsewhere, whatever a municipality's text says.

    ``but`` leaves out the streams that a policy names itself. A stream in ``but`` that is not a
    statutory one raises :class:`~klagomal.errors.PolicyError`, so that a slip does not pass. A
    stream without ``valid_from`` is older than the act cited for it; the earlier provisions are not
    listed. Fault reports, employer matters, feedback from staff and matters of another body are no
    statutory streams; a policy that excludes them says so itself.
    """
    left_out = {str(stream) for stream in require_set("but", but)}
    known = {str(rule.stream) for rule in _EXCLUSIONS}
    for stream in sorted(left_out - known):
        raise PolicyError(
            f"no statutory stream {stream!r}; {suggest(stream, known)}", stream=stream
        )
    return tuple(rule for rule in _EXCLUSIONS if rule.stream not in left_out)
