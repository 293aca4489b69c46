# SPDX-License-Identifier: Apache-2.0
"""Östersund, about 2004: information booklet and routines for handling complaints.

Easily misread: the ten working days are the time for telling who handles the complaint and how
long it will take. The answer is due on the day then promised.
"""

from __future__ import annotations

from datetime import date

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import (
    Anchor,
    ChannelRule,
    Checklist,
    ChecklistItem,
    Choice,
    ClosingRule,
    Dimension,
    Exclusion,
    Guidance,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
    ReportRule,
    RoleRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, ByPromise, Within
from klagomal.swedish.law import statutory_exclusions
from klagomal.swedish.readings import (
    ANONYMITY_NOT_MENTIONED,
    ARRIVAL_ANYWHERE,
    ARRIVAL_DAY_NOT_COUNTED,
    CLOCK_NEVER_STANDS_STILL,
    DISSATISFACTION_LIFTS,
    NO_CLOCK_ELSEWHERE,
    SENT_NOT_RECEIVED,
    SUBMITTER_DECIDES_KIND,
    UNREACHABLE_IS_WAIVED,
    WORKING_DAYS_IN_SWEDEN,
)
from klagomal.vocabulary import (
    Anonymity,
    Channel,
    Content,
    Extension,
    Kind,
    Label,
    OnDenied,
    Role,
    Severity,
    Stream,
    Strength,
    Unit,
    Waiver,
)

__all__ = ["POLICY"]

HERE = Source(
    title="Kommunens klagomålshantering, vägledande information, med Kommungemensamma rutiner för "
    "klagomålshantering",
    document_type="rutiner",
    publisher="Östersunds kommun",
    dated="omkring 2004",
    note="read in a poor scan; who decided and when is not legible. The web form that 'will exist "
    "from 2005' and an imprint that looks like 2004-09-30 point to the autumn of 2004. Owner: the "
    "municipal management administration.",
)

cite = HERE.cite
BOOKLET = "Vägledande information"
PURPOSE = "Syfte"
TREATMENT = "Bemötande; attityd, syn- och förhållningssätt"
PROPOSALS_AND_PRAISE = "Förslag & beröm"
FAULTS = "Ibland blir det fel"
WHAT_IS_A_COMPLAINT = "Vad är ett klagomål?"
ANONYMOUS = "Kan ett klagomål lämnas anonymt?"
AIDS = "”Hjälpmedel” vid klagomålshantering"
PUBLICITY = "Offentlighet och sekretess"
INTRODUCTION = "Inledning och syfte"
ROUTINE = "Rutin"
MANAGEMENT_ANSWERS_FOR = "Kommunledningsförvaltningen ansvarar för"
ADMINISTRATIONS_ANSWER_FOR = "Förvaltningarna ansvarar för"
ORDER = "Klagomål ska utredas och hanteras enligt följande turordning"
ADVICE = "Allmänna råd om klagomålshantering"
LEVEL_1, LEVEL_2, LEVEL_3 = "Nivå 1", "Nivå 2", "Nivå 3"

POLICY = Policy(
    key="ostersund",
    edition="2004",
    name=Label("Östersunds kommun", "Östersund municipality"),
    source=HERE,
    scope=Label(
        "hela kommunen, även de som arbetar på uppdrag av kommunen",
        "the whole municipality, also those who work on its behalf",
    ),
    accountable=Role.RESPONSIBLE_MANAGER,
    citations=(
        cite("OST-01"),
        cite("OST-10", heading=TREATMENT),
        cite("OST-27", heading=INTRODUCTION),
    ),
    kinds=(
        KindRule(
            kind=Kind.COMPLAINT,
            label=Label("klagomål", "complaint"),
            definition=Label(
                "uttalat missnöje med kommunens bemötande eller utförande av tjänster, eller med "
                "att förväntningar inte uppfyllts; den enskilde avgör själv",
                "a stated dissatisfaction with the municipality's treatment or performance of "
                "services, or with expectations not met; the individual alone decides",
            ),
            citations=(
                cite("OST-04", heading=BOOKLET),
                cite("OST-16", "OST-17", heading=WHAT_IS_A_COMPLAINT),
            ),
        ),
        KindRule(
            kind=Kind.SUGGESTION,
            label=Label("förslag", "proposal"),
            citations=(cite("OST-04", heading=BOOKLET),),
        ),
        KindRule(
            kind=Kind.PRAISE,
            label=Label("beröm", "praise"),
            citations=(cite("OST-04", heading=BOOKLET),),
        ),
    ),
    kind_owner=Role.SUBMITTER,  # OST-17
    obligations=(
        Obligation(
            id="first_contact",
            title=Label(
                "Besked om vem som handlägger klagomålet och hur lång tid det tar",
                "Word of who handles the complaint and how long it will take",
            ),
            purpose="acknowledge",
            fulfilled_by=on("acknowledged", "handler_announced"),
            content={Content.HANDLER_NAME, Content.EXPECTED_DURATION},
            also_by=on("answered"),
            term=Within(10, Unit.WORKING_DAYS),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("OST-30", heading=ROUTINE), cite("OST-20", heading=ANONYMOUS)),
        ),
        Obligation(
            id="promised_time",
            title=Label("Svar inom den tid som utlovats", "An answer within the time promised"),
            purpose="answer",
            starts_on=on("handler_announced", "acknowledged", "progress_notice"),
            fulfilled_by=on("answered"),
            term=ByPromise(),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            delay=DelayRule(extends=Extension.TO_NEW_DATE, must_precede_due=True),
            citations=(
                cite("OST-34", "OST-35", heading=ROUTINE),
                cite("OST-20", heading=ANONYMOUS),
            ),
        ),
        Obligation(
            id="delay_notice",
            title=Label(
                "Besked inom utsatt tid om att handläggningen drar ut på tiden",
                "Word within the time set that handling takes longer",
            ),
            purpose="delay_notice",
            fulfilled_by=on("delay_notice"),
            term=ByDueOf("promised_time", only_if_late=True),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("OST-35", heading=ROUTINE), cite("OST-20", heading=ANONYMOUS)),
        ),
        Obligation(
            id="answer",
            title=Label("Skriftligt eller muntligt svar", "An answer in writing or orally"),
            purpose="answer",
            fulfilled_by=on("answered"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(
                cite("OST-37", heading=ROUTINE),
                cite("OST-14", heading=PROPOSALS_AND_PRAISE),
                cite("OST-20", heading=ANONYMOUS),
            ),
        ),
        Obligation(
            id="registration",
            title=Label(
                "Registrering i det kommungemensamma datastödet",
                "Registration in the common data system",
            ),
            purpose="register",
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("OST-31", heading=ROUTINE), cite("OST-19", heading=ANONYMOUS)),
        ),
        Obligation(
            id="right_unit",
            title=Label(
                "Mottagaren ser till att det kommer till rätt enhet",
                "The receiver sees that it reaches the right unit",
            ),
            purpose="hand_over",
            fulfilled_by=on("transferred"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(misdirected=True),
            citations=(cite("OST-36", heading=ROUTINE),),
        ),
        Obligation(
            id="praise_forwarded",
            title=Label(
                "Beröm förs vidare till dem som berörs", "Praise is passed on to those it concerns"
            ),
            purpose="forward_praise",
            fulfilled_by=on("praise_forwarded"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(kinds={Kind.PRAISE}),
            citations=(cite("OST-13", heading=PROPOSALS_AND_PRAISE),),
        ),
        Obligation(
            id="own_complaint",
            title=Label(
                "Klagomål på mottagaren: rättas till direkt eller lämnas till närmaste chef",
                "A complaint about the receiver: put right directly or handed to the nearest "
                "manager",
            ),
            purpose="hand_to_manager",
            fulfilled_by=(On("transferred", to={Role.NEAREST_MANAGER}),),
            ended_by=(On("measure_recorded", by={Role.RECEIVER}, name="corrective"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(kinds={Kind.COMPLAINT}, concerns_receiver=True),
            citations=(cite("OST-38", "OST-39", heading=ROUTINE),),
        ),
        Obligation(
            id="serious_to_manager",
            title=Label(
                "Allvarligt klagomål lämnas till närmaste chef",
                "A serious complaint is handed to the nearest manager",
            ),
            purpose="hand_to_manager",
            fulfilled_by=(On("transferred", to={Role.NEAREST_MANAGER}),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(kinds={Kind.COMPLAINT}, severities={Severity.SERIOUS}),
            citations=(cite("OST-40", heading=ROUTINE),),
        ),
    ),
    channels=(
        ChannelRule(
            channel=Channel.PHONE,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("OST-03", heading=BOOKLET), cite("OST-18", heading=ANONYMOUS)),
        ),
        ChannelRule(
            channel=Channel.LETTER,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("OST-03", heading=BOOKLET), cite("OST-18", heading=ANONYMOUS)),
        ),
        ChannelRule(
            channel=Channel.EMAIL,
            anonymous=Anonymity.UNSPECIFIED,
            citations=(cite("OST-03", heading=BOOKLET),),
        ),
        ChannelRule(
            channel=Channel.IN_PERSON,
            anonymous=Anonymity.UNSPECIFIED,
            citations=(cite("OST-03", heading=BOOKLET),),
        ),
        ChannelRule(
            channel=Channel.REPLY_CARD,
            name="Tala om vad Du tycker",
            anonymous=Anonymity.ALLOWED,
            citations=(cite("OST-18", heading=ANONYMOUS), cite("OST-21", heading=AIDS)),
        ),
        ChannelRule(
            channel=Channel.WEB_FORM,
            name="Tala om vad Du tycker",
            anonymous=Anonymity.DENIED,
            valid_from=date(2005, 1, 1),
            citations=(cite("OST-18", heading=ANONYMOUS), cite("OST-21", heading=AIDS)),
        ),
    ),
    channels_open=True,  # OST-03: "for instance ... etc."
    on_denied_anonymity=OnDenied.REFUSE_AT_INTAKE,
    exclusions=(
        Exclusion(
            stream=Stream.APPEAL,
            refer_to=Label(
                "överklagande av myndighetsbeslutet", "an appeal against the authority's decision"
            ),
            must_inform={Content.AVAILABLE_ROUTES},
            citations=(cite("OST-60", heading=ADVICE),),
        ),
        Exclusion(
            stream=Stream.FAULT_REPORT,
            refer_to=Label("kommunens felanmälan", "the municipality's fault reports"),
            must_inform={Content.AVAILABLE_ROUTES},
            citations=(cite("OST-60", heading=ADVICE),),
        ),
        *statutory_exclusions(but={Stream.APPEAL}),
    ),
    registration=(
        RegistrationRule(
            register="datastod",
            label=Label("kommungemensamt datastöd", "common data system"),
            citations=(
                cite("OST-31", heading=ROUTINE),
                cite("OST-08", heading=PURPOSE),
                cite("OST-21", heading=AIDS),
            ),
        ),
    ),
    ladder=Ladder(
        levels=(
            Level(
                role=Role.UNIT,
                also={Role.RESPONSIBLE_MANAGER},
                citations=(cite("OST-53", "OST-54", heading=LEVEL_1),),
            ),
            Level(
                role=Role.HEAD_OF_ADMINISTRATION,
                assigns=True,
                citations=(cite("OST-55", heading=LEVEL_2),),
            ),
            Level(
                role=Role.BOARD,
                also={Role.EXECUTIVE_BOARD},
                optional=True,
                citations=(cite("OST-56", heading=LEVEL_3),),
            ),
        ),
        strict=True,
        by_dissatisfaction=True,
        citations=(cite("OST-57", heading=ORDER),),
    ),
    reports=(
        ReportRule(
            id="staff_feedback",
            audience=Role.STAFF,
            min_per_year=3,
            level="administration",
            contents={"count", "by_kind", "by_dimension", "measures", "measure_reception"},
            anchors=(
                Anchor(
                    name="tertial_1",
                    label=Label("första tertialet", "first tertial"),
                    start=(1, 1),
                    end=(4, 30),
                    ours=True,
                ),
                Anchor(
                    name="tertial_2",
                    label=Label("andra tertialet", "second tertial"),
                    start=(5, 1),
                    end=(8, 31),
                    ours=True,
                ),
                Anchor(
                    name="tertial_3",
                    label=Label("tredje tertialet", "third tertial"),
                    start=(9, 1),
                    end=(12, 31),
                    ours=True,
                ),
            ),
            citations=(
                cite("OST-42", "OST-43", heading=ROUTINE),
                cite("OST-29", heading=INTRODUCTION),
            ),
        ),
        ReportRule(
            id="elected_feedback",
            audience=Role.ELECTED,
            min_per_year=2,
            level="administration",
            anchors=(
                Anchor(
                    name="budget_forecast_1",
                    label=Label("första budgetprognosen", "first budget forecast"),
                    start=(1, 1),
                    end=(4, 30),
                    ours=True,
                ),
                Anchor(
                    name="budget_forecast_2",
                    label=Label("andra budgetprognosen", "second budget forecast"),
                    start=(1, 1),
                    end=(8, 31),
                    ours=True,
                ),
            ),
            citations=(cite("OST-47", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
    ),
    roles=(
        RoleRule(
            roles={Role.SYSTEM_OWNER},
            per="municipality",
            at_least=1,
            title=Label(
                "Kommunledningsförvaltningen är uppdragsgivare och systemägare",
                "The management administration is commissioner and system owner",
            ),
            citations=(cite("OST-44", heading=MANAGEMENT_ANSWERS_FOR),),
        ),
        RoleRule(
            roles={Role.CENTRAL_PROCESS_OWNER},
            per="municipality",
            at_least=1,
            title=Label("Centralt processansvar", "Central process owner"),
            citations=(cite("OST-44", heading=MANAGEMENT_ANSWERS_FOR),),
        ),
        RoleRule(
            roles={Role.SYSTEM_MANAGER},
            per="municipality",
            at_least=1,
            title=Label("Systemförvaltare", "System manager"),
            citations=(cite("OST-44", heading=MANAGEMENT_ANSWERS_FOR),),
        ),
        RoleRule(
            roles={Role.HEAD_OF_ADMINISTRATION},
            per="administration",
            title=Label(
                "Förvaltningen tar fram detaljerade rutiner utifrån sina behov",
                "The administration draws up detailed routines from its own needs",
            ),
            citations=(cite("OST-46", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        RoleRule(
            roles={Role.LOCAL_PROCESS_OWNER},
            per="administration",
            at_least=1,
            title=Label(
                "Lokalt processansvarig, med plats i kommunens kvalitetsforum",
                "Local process owner, with a seat in the municipality's quality forum",
            ),
            citations=(cite("OST-48", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        RoleRule(
            roles={Role.SYSTEM_ADMINISTRATOR},
            per="administration",
            at_least=1,
            title=Label("Systemadministratör", "System administrator"),
            citations=(cite("OST-49", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
    ),
    dimensions=(
        Dimension(
            code="access",
            label=Label("tillgång och tillgänglighet", "access and accessibility"),
            citations=(cite("OST-05", heading=INTRODUCTION),),
        ),
        Dimension(
            code="competence",
            label=Label("kompetens", "competence"),
            citations=(cite("OST-05", heading=INTRODUCTION),),
        ),
        Dimension(
            code="treatment",
            label=Label("bemötande och personkontakt", "treatment and personal contact"),
            citations=(cite("OST-05", heading=INTRODUCTION),),
        ),
        Dimension(
            code="influence",
            label=Label("inflytande", "influence"),
            citations=(cite("OST-05", heading=INTRODUCTION),),
        ),
    ),
    dimensions_open=True,  # OST-06
    causes=(
        Dimension(
            code="treatment",
            label=Label("kommunens bemötande", "the municipality's treatment"),
            citations=(cite("OST-16", heading=WHAT_IS_A_COMPLAINT),),
        ),
        Dimension(
            code="performance",
            label=Label("utförandet av tjänster", "the performance of services"),
            citations=(cite("OST-16", heading=WHAT_IS_A_COMPLAINT),),
        ),
        Dimension(
            code="expectation",
            label=Label("förväntningar som inte uppfyllts", "expectations not met"),
            citations=(cite("OST-16", heading=WHAT_IS_A_COMPLAINT),),
        ),
    ),
    closing=ClosingRule(dimensions=True, citations=(cite("OST-05", "OST-06", heading=BOOKLET),)),
    checklists=(
        Checklist(
            id="first_word",
            title=Label("Första beskedet", "The first word"),
            events={"acknowledged", "handler_announced"},
            items=(
                ChecklistItem(
                    code=Content.NO_REPRISAL,
                    label=Label(
                        "säg tydligt att klagomålet inte ger negativa konsekvenser",
                        "say clearly that complaining has no negative consequences",
                    ),
                    citations=(cite("OST-22", heading=PUBLICITY),),
                ),
                ChecklistItem(
                    code=Content.THANKS,
                    label=Label("tacka för synpunkten", "give thanks for the feedback"),
                    citations=(cite("OST-23", heading=PUBLICITY),),
                ),
            ),
        ),
    ),
    statistics=(
        Statistic(
            code="anonymous",
            label=Label("anonyma synpunkter", "anonymous feedback"),
            citations=(cite("OST-19", heading=ANONYMOUS),),
        ),
        Statistic(
            code="repeat_complaints",
            label=Label(
                "återkommande klagomål per enhet och kvalitetsdimension",
                "repeat complaints by unit and quality dimension",
            ),
            citations=(cite("OST-28", heading=INTRODUCTION),),
        ),
        Statistic(
            code="longest_silence",
            label=Label(
                "längsta tid utan information till den enskilde",
                "longest time without word to the individual",
            ),
            citations=(cite("OST-32", heading=ROUTINE),),
        ),
        Statistic(
            code="share_with_measure",
            label=Label("andel som lett till åtgärd", "share that led to a measure"),
            citations=(cite("OST-41", heading=ROUTINE),),
        ),
        Statistic(
            code="transfers_per_case",
            label=Label("överlämnanden per ärende", "transfers per case"),
            citations=(cite("OST-59", heading=ADVICE),),
        ),
    ),
    guidance=(
        Guidance(
            code="service",
            text=Label(
                "Den som vänder sig till kommunen har rätt till god service och värdigt bemötande.",
                "Whoever turns to the municipality is entitled to good service and dignity.",
            ),
            citations=(cite("OST-02", heading=BOOKLET),),
        ),
        Guidance(
            code="quality_policy",
            text=Label(
                "Kommunens kvalitetspolicy styr rutinerna.",
                "The municipality's quality policy governs the routines.",
            ),
            strength="fact",
            citations=(cite("OST-07", heading=BOOKLET),),
        ),
        Guidance(
            code="influence",
            text=Label(
                "Medborgarnas inflytande och de anställdas engagemang ska öka; alla ser lika på "
                "klagomålets värde.",
                "Citizens' influence and staff engagement are to grow; all share one view of what "
                "a complaint is worth.",
            ),
            citations=(cite("OST-09", heading=PURPOSE),),
        ),
        Guidance(
            code="treatment",
            text=Label(
                "Varje medarbetare visar respekt, är närvarande och lyssnar; är professionell och "
                "ger inflytande; värnar demokrati och rättssäkerhet; tar emot alla synpunkter som "
                "en del av kvalitetsarbetet.",
                "Each employee shows respect, is present and listens; is professional and gives "
                "influence; safeguards democracy and the rule of law; takes all feedback as part "
                "of quality work.",
            ),
            strength="must",
            citations=(cite("OST-11", heading=TREATMENT),),
        ),
        Guidance(
            code="joy_at_praise",
            text=Label(
                "Ta emot förslag och beröm konstruktivt, visa glädje och vifta inte bort beröm.",
                "Take proposals and praise constructively, show pleasure, do not wave it away.",
            ),
            strength="should",
            citations=(cite("OST-12", heading=PROPOSALS_AND_PRAISE),),
        ),
        Guidance(
            code="individual_handling",
            text=Label(
                "Fel och problem hanteras professionellt och individuellt.",
                "Faults and problems are handled professionally and individually.",
            ),
            citations=(cite("OST-15", heading=FAULTS),),
        ),
        Guidance(
            code="integrity",
            text=Label(
                "Alla anställda är informerade, så att den enskildes integritet skyddas.",
                "All employees are informed, so that the individual's integrity is protected.",
            ),
            strength="must",
            citations=(cite("OST-24", heading=PUBLICITY),),
        ),
        Guidance(
            code="publicity_booklet",
            text=Label(
                "Skriften om offentlighet, sekretess, IT och e-post säger vad som gäller för "
                "allmänna handlingar.",
                "A booklet on publicity, secrecy, IT and e-mail says what applies to public "
                "documents.",
            ),
            strength="fact",
            citations=(cite("OST-25", heading=PUBLICITY),),
        ),
        Guidance(
            code="booklet_known",
            text=Label(
                "Förvaltningarna håller sin personal informerad om den skriften.",
                "Administrations keep their staff up to date on that booklet.",
            ),
            strength="must",
            citations=(cite("OST-26", heading=PUBLICITY),),
        ),
        Guidance(
            code="fast_and_reliable",
            text=Label(
                "Handläggningen ska vara snabb och tillförlitlig.",
                "Handling is to be fast and reliable.",
            ),
            strength="must",
            citations=(cite("OST-33", heading=ROUTINE),),
        ),
        Guidance(
            code="same_duties",
            text=Label(
                "Kommunledningsförvaltningen har i övrigt samma ansvar som de andra.",
                "Otherwise the management administration has the same duties as the others.",
            ),
            strength="fact",
            citations=(cite("OST-45", heading=MANAGEMENT_ANSWERS_FOR),),
        ),
        Guidance(
            code="know_the_law",
            text=Label(
                "Förvaltningarna känner till de lagar och regler som styr verksamheten.",
                "Administrations know the acts and rules that govern their operation.",
            ),
            strength="must",
            citations=(cite("OST-50", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        Guidance(
            code="managers_answer",
            text=Label(
                "Verksamhetsansvariga på alla nivåer ansvarar för att rutinerna är kända och "
                "följs.",
                "Those responsible at every level see that the routines are known and followed.",
            ),
            strength="must",
            citations=(cite("OST-51", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        Guidance(
            code="everyone_complies",
            text=Label(
                "Varje medarbetare ansvarar för att följa rutinerna.",
                "Every employee is responsible for following the routines.",
            ),
            strength="must",
            citations=(cite("OST-52", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        Guidance(
            code="listen",
            text=Label(
                "Lyssna, hamna inte i försvar och ge inga förklaringar som låter som undanflykter.",
                "Listen, do not become defensive, give no explanations that sound like evasions.",
            ),
            strength="should",
            citations=(cite("OST-58", heading=ADVICE),),
        ),
        Guidance(
            code="no_abuse",
            text=Label(
                "Anställda behöver inte finna sig i kränkningar eller hot; förvaltningarna har "
                "rutiner för det.",
                "Employees need not put up with abuse or threats; administrations have routines "
                "for it.",
            ),
            strength="must",
            citations=(cite("OST-61", heading=ADVICE),),
        ),
        Guidance(
            code="message_and_feeling",
            text=Label(
                "Skilj klagomålets budskap från känslan av att bli anklagad.",
                "Tell the complaint's message from the feeling of being accused.",
            ),
            citations=(cite("OST-62"),),
        ),
    ),
    choices=(
        Choice(
            id="AMB-02",
            field="obligations.first_contact.starts_on",
            reading=ARRIVAL_ANYWHERE,
            citations=(cite("OST-30", "OST-36", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-03", field="obligations.first_contact.term", reading=ARRIVAL_DAY_NOT_COUNTED
        ),
        Choice(id="AMB-04", field="calendar_spec", reading=WORKING_DAYS_IN_SWEDEN),
        Choice(
            id="AMB-05",
            field="obligations.first_contact.content",
            reading=Label(
                "beskedet ska säga vem och hur länge; ett automatiskt svar utan det räcker inte",
                "the word must say who and how long; an automatic receipt without it is not enough",
            ),
            citations=(cite("OST-30", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-07",
            field="obligations.promised_time.delay.extends",
            reading=Label(
                "ett besked i tid med en ny dag ersätter den utlovade dagen; utan ny dag är det "
                "bara en underrättelse",
                "a notice in time with a new day replaces the day promised; without one it is a "
                "notice only",
            ),
            citations=(cite("OST-35", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-09",
            field="obligations.first_contact.applies_to",
            reading=Label(
                "de tio arbetsdagarna gäller klagomål; förslag och beröm besvaras utan angiven tid",
                "the ten working days cover complaints; proposals and praise are answered without "
                "a number of days",
            ),
            citations=(cite("OST-30", "OST-37", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-10",
            field="channels.email.anonymous",
            reading=ANONYMITY_NOT_MENTIONED,
            citations=(cite("OST-18", heading=ANONYMOUS),),
        ),
        Choice(
            id="AMB-10",
            field="channels.in_person.anonymous",
            reading=ANONYMITY_NOT_MENTIONED,
            citations=(cite("OST-18", heading=ANONYMOUS),),
        ),
        Choice(
            id="AMB-10",
            field="on_denied_anonymity",
            reading=Label(
                "webbformuläret ber om uppgifter; det som ändå kommit in registreras",
                "the web form asks for details; what has arrived all the same is registered",
            ),
            citations=(cite("OST-18", heading=ANONYMOUS),),
        ),
        Choice(
            id="AMB-11",
            field="obligations.first_contact.waived_if",
            reading=UNREACHABLE_IS_WAIVED,
            citations=(cite("OST-20", heading=ANONYMOUS),),
        ),
        Choice(
            id="AMB-14",
            field="reports.staff_feedback.anchors",
            reading=Label(
                "texten ger inga datum; leveranser räknas per kalenderår och tertialen är vårt "
                "förslag",
                "the text gives no dates; deliveries count per calendar year and the tertials are "
                "our proposal",
            ),
            citations=(cite("OST-42", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-14",
            field="reports.elected_feedback.anchors",
            reading=Label(
                "budgetprognoserna antas göras per den 30 april och den 31 augusti",
                "the budget forecasts are taken to be made per 30 April and 31 August",
            ),
            citations=(cite("OST-47", heading=ADMINISTRATIONS_ANSWER_FOR),),
        ),
        Choice(
            id="AMB-20",
            field="obligations.serious_to_manager.fulfilled_by",
            reading=Label(
                "en människa bedömer vad som är allvarligt; närmaste chef är chefen för den enhet "
                "som klagomålet gäller, eller nästa chef om klagomålet gäller den chefen",
                "a human judges what is serious; the nearest manager is that of the unit, or the "
                "next one up if it is about that manager",
            ),
            citations=(cite("OST-40", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-22",
            field="obligations.promised_time.term",
            reading=Label(
                "en ungefärlig tid uppfyller beskedet, men utan datum kan tiden inte bedömas",
                "a vague duration fulfils the first word, but without a date the time cannot be "
                "judged",
            ),
            citations=(cite("OST-30", "OST-34", heading=ROUTINE),),
        ),
        Choice(
            id="AMB-23", field="obligations.first_contact.fulfilled_by", reading=SENT_NOT_RECEIVED
        ),
        Choice(
            id="AMB-24",
            field="obligations.first_contact.pausable",
            reading=CLOCK_NEVER_STANDS_STILL,
        ),
        Choice(
            id="AMB-25",
            field="kinds",
            reading=Label(
                "ett brev med både klagomål och beröm delas i ärenden med samma ankomst",
                "a letter with both complaint and praise is split into cases with one arrival",
            ),
        ),
        Choice(
            id="AMB-26",
            field="ladder.by_dissatisfaction",
            reading=DISSATISFACTION_LIFTS,
            citations=(cite("OST-55", heading=LEVEL_2),),
        ),
        Choice(
            id="AMB-27",
            field="exclusions.fault_report.must_inform",
            reading=NO_CLOCK_ELSEWHERE,
            citations=(cite("OST-60", heading=ADVICE),),
        ),
        Choice(
            id="AMB-29",
            field="kind_owner",
            reading=SUBMITTER_DECIDES_KIND,
            citations=(cite("OST-17", heading=WHAT_IS_A_COMPLAINT),),
        ),
        Choice(
            id="AMB-30",
            field="kinds",
            reading=Label(
                "synpunkt är samlingsordet för klagomål, förslag och beröm",
                "feedback is the umbrella word for complaints, proposals and praise",
            ),
            citations=(cite("OST-04", heading=BOOKLET),),
        ),
        Choice(
            id="AMB-33",
            field="reports",
            reading=Label(
                "ärenden räknas till den period de kom in, efterlevnad till den period tiden gick "
                "ut",
                "cases belong to the period they arrived in, compliance to that in which they fell "
                "due",
            ),
        ),
        Choice(
            id="AMB-34",
            field="edition",
            reading=Label(
                "utgåvan säger vad som stod i dokumentet, inte vad som lovas i dag",
                "the edition says what the document said, not what is promised today",
            ),
        ),
    ),
)
