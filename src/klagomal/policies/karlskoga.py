# SPDX-License-Identifier: Apache-2.0
"""Karlskoga: policy for opinions and complaints, adopted December 2007, in force 1 January 2009.

A policy in the narrow sense: an attitude and a few principles, and not one number. What is due is
that opinions and complaints are answered and registered; how fast is told in words only.
"""

from datetime import date

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import Obligation, On, on
from klagomal.promises.provisions import (
    AccountingCalendar,
    Choice,
    ClosingRule,
    Exclusion,
    Guidance,
    KindRule,
    RegistrationRule,
    RoleRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, InWords
from klagomal.swedish.law import ADMINISTRATIVE_PROCEDURE_ACT, statutory_exclusions
from klagomal.swedish.readings import (
    ANONYMITY_NOT_MENTIONED,
    ANSWER_IN_SUBSTANCE,
    ARRIVAL_ANYWHERE,
    AT_ONCE_IS_MEASURED,
    CLOCK_NEVER_STANDS_STILL,
    DATED_EDITION,
    NO_CLOCK_ELSEWHERE,
    SENT_NOT_RECEIVED,
    SUBMITTER_DECIDES_KIND,
    UNREACHABLE_IS_WAIVED,
)
from klagomal.vocabulary import STAFF_ROLES, Content, Kind, Label, Role, Stream, Strength, Waiver

HERE = Source(
    title="Synpunkts- och klagomålspolicy för Karlskoga kommun",
    document_type="policy",
    publisher="Karlskoga kommun",
    adopted_by="kommunfullmäktige",
    paragraph="§ 231/2007",
    dated="december 2007",
    valid_from=date(2009, 1, 1),
    note="när policyn senast ska revideras är inte beslutat",
)

cite = HERE.cite
DOCUMENTS = "Styrdokumentens ordning"
SCOPE = "Omfattning"
PURPOSE = "Syfte"
ATTITUDE = "Förhållningssätt"
LIMITS = "Avgränsning"
COMPLIANCE = "Ansvar för efterlevnad"

POLICY = Policy(
    key="karlskoga",
    edition="2009",
    name=Label("Karlskoga kommun", "Karlskoga municipality"),
    source=HERE,
    citations=(cite("KAR-01", heading="Framsidan"), cite("KAR-01", "KAR-18", heading=COMPLIANCE)),
    umbrella=Label("synpunkt eller klagomål", "opinion or complaint"),
    valid_from=date(2009, 1, 1),
    accountable=None,  # the text says that nobody was appointed (KAR-18)
    kinds=(
        KindRule(
            kind=Kind.OPINION,
            label=Label("synpunkt", "opinion"),
            citations=(cite("KAR-19", heading=SCOPE),),
        ),
        KindRule(
            kind=Kind.COMPLAINT,
            label=Label("klagomål", "complaint"),
            citations=(cite("KAR-19", heading=SCOPE),),
        ),
    ),
    obligations=(
        Obligation(
            id="answer",
            purpose="answer",
            title=Label("Besvaras", "Answered"),
            fulfilled_by=on("answered"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("KAR-12", heading=ATTITUDE),),
        ),
        Obligation(
            id="promptness",
            title=Label("Behandlas så snabbt som möjligt", "Dealt with as fast as possible"),
            fulfilled_by=on("answered"),
            term=InWords(Label("så snabbt som möjligt", "as fast as possible")),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("KAR-11", heading=ATTITUDE),),
        ),
        Obligation(
            id="registration",
            purpose="register",
            title=Label("Registreras", "Registered"),
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("KAR-13", heading=ATTITUDE),),
        ),
        Obligation(
            id="pass_on",
            purpose="hand_over",
            title=Label("Slussas vidare om det inte går att lösa direkt", "Passed on if unsolved"),
            starts_on=(On("milestone", name="not_solved_directly"),),
            fulfilled_by=(
                On("transferred"),
                On("handler_announced"),
                On("copy_sent", to={Role.HANDLER}),
            ),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("KAR-10", heading=ATTITUDE),),
        ),
    ),
    exclusions=(
        Exclusion(
            stream=Stream.EMPLOYER_MATTER,
            refer_to=Label("kommunen som arbetsgivare", "the municipality as employer"),
            citations=(cite("KAR-16", heading=LIMITS),),
        ),
        Exclusion(
            stream=Stream.APPEAL,
            refer_to=Label(
                "överklagande av myndighetsbeslut enligt förvaltningslagen",
                "an appeal against the decision under the administrative procedure act",
            ),
            must_inform={Content.RIGHT_TO_APPEAL},  # by the act that the text refers to
            citations=(
                cite("KAR-15", heading=LIMITS),
                ADMINISTRATIVE_PROCEDURE_ACT.cite(heading="33 §"),
            ),
        ),
        *statutory_exclusions(but={Stream.APPEAL}),
    ),
    registration=(
        RegistrationRule(
            register="register",
            label=Label(
                "ett register som texten inte namnger", "a register the text does not name"
            ),
            citations=(cite("KAR-13", heading=ATTITUDE),),
        ),
    ),
    closing=ClosingRule(after={"answered"}, citations=(cite("KAR-12", heading=ATTITUDE),)),
    roles=(
        RoleRule(
            action="received",
            exclusive=False,
            roles=STAFF_ROLES | {Role.ELECTED},
            title=Label(
                "Förtroendevalda, chefer och medarbetare möter medborgare och brukare",
                "Elected representatives, managers and staff meet citizens and users",
            ),
            citations=(cite("KAR-05", heading=SCOPE), cite("KAR-17", heading=ATTITUDE)),
        ),
    ),
    # General steering text of the municipality; it makes no report on complaints due (AMB-17).
    accounting=(
        AccountingCalendar(
            name="tertial",
            ends=((4, 30), (8, 31), (12, 31)),
            citations=(cite("KAR-02", heading=DOCUMENTS),),
        ),
    ),
    statistics=(
        Statistic(
            code="days_to_answer",
            label=Label("dagar till svar", "days to the answer"),
            citations=(cite("KAR-11", heading=ATTITUDE),),
        ),
        Statistic(
            code="by_receiving_unit",
            label=Label("var synpunkterna tas emot", "where feedback is taken in"),
            citations=(cite("KAR-09", heading=ATTITUDE),),
        ),
    ),
    guidance=(
        Guidance(
            code="order_of_documents",
            text=Label(
                "En policy anger grundhållning och principer; tider och steg hör till riktlinjer.",
                "A policy gives attitude and principles; times and steps belong in guidelines.",
            ),
            strength="fact",
            citations=(cite("KAR-03", heading=DOCUMENTS),),
        ),
        Guidance(
            code="common_values",
            text=Label(
                "Arbeta öppet och nytänkande, med respekt, enkelt och med helhetssyn.",
                "Work openly and with new ideas, with respect, simply and with the whole in view.",
            ),
            citations=(cite("KAR-04", heading="Policy"),),
        ),
        Guidance(
            code="develop_the_services",
            text=Label(
                "Det som kommer in används för att utveckla verksamheterna.",
                "What comes in is used to develop the services.",
            ),
            citations=(cite("KAR-06", heading=PURPOSE),),
        ),
        Guidance(
            code="develop_the_dialogue",
            text=Label(
                "Hanteringen utvecklar samtalet med medborgare och brukare.",
                "Handling develops the dialogue with citizens and users.",
            ),
            citations=(cite("KAR-07", heading=PURPOSE),),
        ),
        Guidance(
            code="make_it_easy",
            text=Label(
                "Alla ansvarar för att det är lätt att komma med synpunkter och klagomål.",
                "Everybody answers for making it easy to come with opinions and complaints.",
            ),
            strength="must",
            citations=(cite("KAR-08", heading=ATTITUDE),),
        ),
        Guidance(
            code="professional_and_respectful",
            text=Label(
                "Bemöt den som hör av sig professionellt och med respekt.",
                "Meet those who get in touch professionally and with respect.",
            ),
            strength="must",
            citations=(cite("KAR-14", heading=ATTITUDE),),
        ),
    ),
    choices=(
        Choice(id="AMB-02", field="obligations.promptness.starts_on", reading=ARRIVAL_ANYWHERE),
        Choice(id="AMB-06", field="obligations.answer.fulfilled_by", reading=ANSWER_IN_SUBSTANCE),
        Choice(id="AMB-10", field="channels", reading=ANONYMITY_NOT_MENTIONED),
        Choice(id="AMB-11", field="obligations.answer.waived_if", reading=UNREACHABLE_IS_WAIVED),
        Choice(
            id="AMB-17",
            field="reports",
            reading=Label(
                "uppföljningen efter april, augusti och december gäller mål och budget",
                "follow-up after April, August and December is of goals and budget",
            ),
        ),
        Choice(id="AMB-18", field="obligations.promptness.term", reading=AT_ONCE_IS_MEASURED),
        Choice(id="AMB-23", field="obligations.answer.fulfilled_by", reading=SENT_NOT_RECEIVED),
        Choice(
            id="AMB-24", field="obligations.promptness.pausable", reading=CLOCK_NEVER_STANDS_STILL
        ),
        Choice(id="AMB-27", field="exclusions", reading=NO_CLOCK_ELSEWHERE),
        Choice(
            id="AMB-28",
            field="exclusions.employer_matter.capacities",
            reading=Label(
                "undantaget gäller vad saken rör, inte vem som skriver",
                "the exclusion is by what it concerns, not by who writes",
            ),
        ),
        Choice(id="AMB-29", field="kind_owner", reading=SUBMITTER_DECIDES_KIND),
        Choice(
            id="AMB-30",
            field="kinds",
            reading=Label(
                "synpunkt är ett slag bredvid klagomål; beröm och förslag nämns inte men tas emot",
                "'synpunkt' is a kind beside complaint; praise and proposals are not named but "
                "taken in",
            ),
        ),
        Choice(id="AMB-34", field="edition", reading=DATED_EDITION),
    ),
)
