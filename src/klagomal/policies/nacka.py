# SPDX-License-Identifier: Apache-2.0
"""Nacka, Välfärd samhällsservice: how one organisation handles opinions and complaints, undated.

Easily misread: five working days is a must, ten a target; both cover complaints only, and the text
speaks for one production organisation, not for the municipality.
"""

from __future__ import annotations

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import (
    ChannelRule,
    Checklist,
    ChecklistItem,
    Choice,
    ClosingRule,
    Guidance,
    KindRule,
    RegistrationRule,
    RoleRule,
    SecrecyRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, Within
from klagomal.swedish.law import statutory_exclusions
from klagomal.swedish.readings import (
    ARRIVAL_ANYWHERE,
    ARRIVAL_DAY_NOT_COUNTED,
    CLOCK_NEVER_STANDS_STILL,
    NO_CLOCK_ELSEWHERE,
    NOTICE_IN_TIME,
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
    Role,
    Strength,
    Unit,
    Waiver,
)

__all__ = ["POLICY"]

HERE = Source(
    title="Hantering av synpunkter",
    document_type="rutin",
    publisher="Välfärd samhällsservice, Nacka kommun",
    dated="odaterad",
    note="follows the municipality's service policy; neither adoption nor date is stated",
)

cite = HERE.cite
SERVICE_POLICY = "Vi följer Nacka kommuns servicepolicy"
HOW_WE_WORK = "Hur vi arbetar med klagomål"
PARTICIPATION = "Delaktighet"
COOPERATION = "Samarbete"
COMMITMENT = "Engagemang"
OPENNESS = "Öppenhet"
DEVELOPMENT = "Utveckling"
COMPLAINT_OR_OPINION = "Klagomål eller synpunkt?"
RECEIVING = "Att ta emot ett klagomål"
GIFT = "Gåvoprincipen"
PROCESS = "Klagomålsprocessen"
REGISTRATION = "Registrering av klagomål och synpunkter"
ANONYMITY = "Anonymitet"
HANDLING_TIME = "Handläggningstid"

POLICY = Policy(
    key="nacka/valfard-samhallsservice",
    edition="undated",
    aliases=("nacka",),
    name=Label("Välfärd samhällsservice, Nacka kommun", "Välfärd samhällsservice, Nacka"),
    source=HERE,
    citations=(cite("NAC-01"),),
    scope=Label(
        "Välfärd samhällsservice, en produktionsorganisation i Nacka kommun",
        "Välfärd samhällsservice, one production organisation within Nacka municipality",
    ),
    umbrella=Label("klagomål eller synpunkt", "complaint or opinion"),
    accountable=Role.RESPONSIBLE_MANAGER,
    kinds=(
        KindRule(
            kind=Kind.COMPLAINT,
            label=Label("klagomål", "complaint"),
            bucket="klagomal",
            definition=Label(
                "varje missnöje som kräver respons; den som hör av sig för att klaga har klagat",
                "every dissatisfaction that calls for a response; who gets in touch to complain "
                "has complained",
            ),
            citations=(
                cite("NAC-02", heading=SERVICE_POLICY),
                cite("NAC-18", "NAC-19", heading=COMPLAINT_OR_OPINION),
            ),
        ),
        KindRule(
            kind=Kind.OPINION,
            label=Label("synpunkt", "opinion"),
            bucket="synpunkt",
            citations=(cite("NAC-21", heading=COMPLAINT_OR_OPINION),),
        ),
        KindRule(
            kind=Kind.SUGGESTION,
            label=Label("förslag", "proposal"),
            bucket="synpunkt",
            citations=(
                cite("NAC-02", heading=SERVICE_POLICY),
                cite("NAC-21", heading=COMPLAINT_OR_OPINION),
            ),
        ),
        KindRule(
            kind=Kind.PRAISE,
            label=Label("beröm", "praise"),
            bucket="synpunkt",
            citations=(
                cite("NAC-02", heading=SERVICE_POLICY),
                cite("NAC-21", heading=COMPLAINT_OR_OPINION),
            ),
        ),
    ),
    kind_owner=Role.SUBMITTER,  # NAC-19
    obligations=(
        Obligation(
            id="first_feedback",
            title=Label("Första återkoppling till den klagande", "First word to the complainant"),
            purpose="acknowledge",
            fulfilled_by=on(
                "acknowledged",
                "handler_announced",
                "progress_notice",
                "delay_notice",
                "informed",
                "answered",
            ),
            term=Within(5, Unit.WORKING_DAYS),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(
                cite("NAC-04", heading=SERVICE_POLICY),
                cite("NAC-47", heading=HANDLING_TIME),
            ),
        ),
        Obligation(
            id="handling_time",
            title=Label("Mål för den slutliga handläggningstiden", "Target for the handling time"),
            purpose="answer",
            fulfilled_by=on("answered", "closed"),
            term=Within(10, Unit.WORKING_DAYS),
            strength=Strength.TARGET,
            applies_to=complaints(),
            delay=DelayRule(
                extends=Extension.NO,
                content={Content.REASON},
                must_precede_due=True,
                suggested_modes={Channel.PHONE, Channel.LETTER},
            ),
            citations=(
                cite("NAC-05", heading=SERVICE_POLICY),
                cite("NAC-48", "NAC-49", "NAC-50", heading=HANDLING_TIME),
            ),
        ),
        Obligation(
            id="delay_notice",
            title=Label("Besked om vad förseningen beror på", "Word of what the delay depends on"),
            purpose="delay_notice",
            fulfilled_by=on("delay_notice"),
            term=ByDueOf("handling_time", only_if_late=True),
            strength=Strength.SHOULD,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            derived=True,
            citations=(cite("NAC-49", "NAC-50", heading=HANDLING_TIME),),
        ),
        Obligation(
            id="follow_up",
            title=Label("Uppföljning och återkoppling", "Follow-up and feedback to the person"),
            purpose="answer",
            fulfilled_by=on("answered"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("NAC-31", heading=GIFT),),
        ),
        Obligation(
            id="announce_handler",
            title=Label(
                "Mottagaren meddelar vem som tar över", "The receiver tells who takes over"
            ),
            purpose="announce_handler",
            starts_on=on("transferred"),
            each=True,
            fulfilled_by=(
                On("handler_announced", by={Role.RECEIVER}),
                On("acknowledged", by={Role.RECEIVER}, content={Content.HANDLER_NAME}),
            ),
            term=ByDueOf("first_feedback"),
            strength=Strength.SHOULD,
            applies_to=complaints(),
            waived_if={Waiver.NO_CONTACT_ROUTE},
            derived=True,
            citations=(cite("NAC-35", heading=PROCESS),),
        ),
        Obligation(
            id="taken_care_of",
            title=Label(
                "Klagomålet åtgärdas eller överlämnas till rätt verksamhet",
                "The complaint is remedied or handed to the right operation",
            ),
            purpose="handle",
            fulfilled_by=on("measure_recorded", "answered", "transferred"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            citations=(cite("NAC-09", heading=SERVICE_POLICY), cite("NAC-44", heading=ANONYMITY)),
        ),
        Obligation(
            id="right_operation",
            title=Label(
                "Klagomålet lämnas till den verksamhet det gäller",
                "The complaint reaches the operation it concerns",
            ),
            purpose="hand_over",
            fulfilled_by=on("transferred"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(kinds={Kind.COMPLAINT}, misdirected=True),
            citations=(
                cite("NAC-09", heading=SERVICE_POLICY),
                cite("NAC-37", heading=REGISTRATION),
            ),
        ),
        Obligation(
            id="registration",
            title=Label("Registrering i Infosoc", "Registration in Infosoc"),
            purpose="register",
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(
                cite("NAC-36", "NAC-39", heading=REGISTRATION),
                cite("NAC-44", heading=ANONYMITY),
            ),
        ),
    ),
    channels=(
        ChannelRule(
            channel=Channel.PHONE,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("NAC-45", heading=HANDLING_TIME), cite("NAC-44", heading=ANONYMITY)),
        ),
        ChannelRule(
            channel=Channel.LETTER,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("NAC-45", heading=HANDLING_TIME), cite("NAC-44", heading=ANONYMITY)),
        ),
        ChannelRule(
            channel=Channel.EMAIL,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("NAC-45", heading=HANDLING_TIME), cite("NAC-44", heading=ANONYMITY)),
        ),
        ChannelRule(
            channel=Channel.IN_PERSON,
            anonymous=Anonymity.ALLOWED,
            citations=(cite("NAC-45", heading=HANDLING_TIME), cite("NAC-44", heading=ANONYMITY)),
        ),
    ),
    exclusions=statutory_exclusions(),  # the text itself excludes nothing
    registration=(
        RegistrationRule(
            register="infosoc",
            label=Label("databasen Infosoc", "the database Infosoc"),
            what={"feedback", "measure"},
            deidentified=True,
            contact_in="personakt",
            citations=(
                cite("NAC-36", "NAC-39", heading=REGISTRATION),
                cite("NAC-40", "NAC-41", heading=ANONYMITY),
                cite("NAC-51", heading=HANDLING_TIME),
            ),
        ),
    ),
    roles=(
        RoleRule(
            roles={Role.STAFF},
            action="received",
            exclusive=False,
            title=Label(
                "Alla medarbetare tar emot klagomål och synpunkter",
                "All employees receive complaints and opinions",
            ),
            citations=(cite("NAC-14", heading=COMMITMENT), cite("NAC-34", heading=PROCESS)),
        ),
        RoleRule(
            roles={Role.STAFF},
            action="answered",
            exclusive=False,
            title=Label(
                "Alla medarbetare hanterar klagomål och synpunkter",
                "All employees handle complaints and opinions",
            ),
            citations=(cite("NAC-34", heading=PROCESS),),
        ),
        RoleRule(
            roles={Role.RECEIVER},
            action="registered",
            exclusive=False,
            title=Label(
                "Den som tar emot ett klagomål ansvarar för att det blir registrerat",
                "Whoever receives a complaint answers for its being registered",
            ),
            citations=(cite("NAC-39", heading=REGISTRATION),),
        ),
        RoleRule(
            roles={Role.RECEIVER},
            action="transferred",
            exclusive=False,
            title=Label(
                "Den som tar emot ett klagomål ansvarar för det tills det är överlämnat",
                "Whoever receives a complaint is responsible for it until it is handed over",
            ),
            citations=(cite("NAC-09", heading=SERVICE_POLICY),),
        ),
        RoleRule(
            roles={Role.UNIT},
            per="operation",
            at_least=1,
            title=Label(
                "Varje verksamhet hanterar sina klagomål",
                "Each operation handles its own complaints",
            ),
            citations=(cite("NAC-37", heading=REGISTRATION),),
        ),
        RoleRule(
            roles={Role.REGISTRAR},
            per="operation",
            at_least=1,
            title=Label("Utsedd att svara för registreringen", "Appointed to do the registration"),
            citations=(cite("NAC-38", heading=REGISTRATION),),
        ),
    ),
    checklists=(
        Checklist(
            id="gavoprincipen",
            title=Label("Gåvoprincipen", "The gift principle"),
            events={"acknowledged", "handler_announced", "progress_notice", "answered"},
            items=(
                ChecklistItem(
                    code=Content.THANKS,
                    label=Label("1. tacka kunden", "1. thank the customer"),
                    strength=Strength.MUST,
                    citations=(cite("NAC-25", heading=GIFT),),
                ),
                ChecklistItem(
                    code="reason_for_thanks",
                    label=Label("2. förklara varför du tackar", "2. explain why you give thanks"),
                    strength=Strength.MUST,
                    citations=(cite("NAC-26", heading=GIFT),),
                ),
                ChecklistItem(
                    code=Content.REGRET,
                    label=Label(
                        "3. beklaga, i jag-form", "3. express regret, in the first person singular"
                    ),
                    strength=Strength.MUST,
                    citations=(cite("NAC-27", heading=GIFT),),
                ),
                ChecklistItem(
                    code="promise_of_care",
                    label=Label(
                        "4. lova att ta hand om problemet, själv eller genom en kollega som hör "
                        "av sig",
                        "4. promise to take care of it, yourself or through a colleague who will "
                        "get in touch",
                    ),
                    strength=Strength.MUST,
                    citations=(cite("NAC-28", heading=GIFT),),
                ),
                ChecklistItem(
                    code="questions",
                    label=Label(
                        "5. fråga efter det du behöver veta", "5. ask for what you need to know"
                    ),
                    strength=Strength.MUST,
                    citations=(cite("NAC-29", heading=GIFT),),
                ),
                ChecklistItem(
                    code="promise_kept",
                    label=Label("6. gör vad du lovat", "6. do what you promised"),
                    strength=Strength.MUST,
                    citations=(cite("NAC-30", heading=GIFT),),
                ),
                ChecklistItem(
                    code="follow_up",
                    label=Label("7. följ upp och återkoppla", "7. follow up and give feedback"),
                    strength=Strength.MUST,
                    citations=(cite("NAC-31", heading=GIFT),),
                ),
                ChecklistItem(
                    code=Content.PREVENTIVE_MEASURES,
                    label=Label(
                        "8. vidta förebyggande åtgärder", "8. take measures against recurrence"
                    ),
                    strength=Strength.MUST,
                    citations=(cite("NAC-32", heading=GIFT),),
                ),
            ),
        ),
    ),
    closing=ClosingRule(measures=True, citations=(cite("NAC-51", heading=HANDLING_TIME),)),
    secrecy=SecrecyRule(
        need_to_know=True, citations=(cite("NAC-42", "NAC-43", heading=ANONYMITY),)
    ),
    statistics=(
        Statistic(
            code="resolved_at_first_contact",
            label=Label("andel lösta där de uppstod", "share solved where they arose"),
            citations=(cite("NAC-06", heading=SERVICE_POLICY),),
        ),
        Statistic(
            code="transfers_per_case",
            label=Label("överlämnanden per ärende", "transfers per case"),
            citations=(cite("NAC-07", heading=SERVICE_POLICY),),
        ),
        Statistic(
            code="share_with_measure",
            label=Label("andel som lett till åtgärd", "share that led to a measure"),
            citations=(cite("NAC-08", heading=SERVICE_POLICY),),
        ),
        Statistic(
            code="units_without_registrations",
            label=Label("verksamheter utan registreringar", "operations without registrations"),
            citations=(cite("NAC-13", heading=COMMITMENT),),
        ),
        Statistic(
            code="reclassified_to_complaint",
            label=Label(
                "frågor och synpunkter som visade sig vara klagomål",
                "questions and opinions that turned out to be complaints",
            ),
            citations=(cite("NAC-20", heading=COMPLAINT_OR_OPINION),),
        ),
        Statistic(
            code="measures_undone",
            label=Label("utlovade åtgärder som inte är gjorda", "promised measures not done"),
            citations=(cite("NAC-30", heading=GIFT),),
        ),
        Statistic(
            code="preventive_measures",
            label=Label("förebyggande åtgärder", "preventive measures"),
            citations=(cite("NAC-32", heading=GIFT),),
        ),
    ),
    guidance=(
        Guidance(
            code="respect",
            text=Label(
                "Alla som klagar behandlas artigt och respektfullt.",
                "All who complain are treated politely and with respect.",
            ),
            strength="promise",
            citations=(cite("NAC-03", heading=SERVICE_POLICY),),
        ),
        Guidance(
            code="wanted_information",
            text=Label(
                "Kunden får kräva respekt; missnöje är viktig information att lära av.",
                "Customers may demand respect; dissatisfaction is information to learn from.",
            ),
            citations=(cite("NAC-10", heading=HOW_WE_WORK),),
        ),
        Guidance(
            code="partner",
            text=Label(
                "Kunden är informationskälla och partner i utvecklingen.",
                "The customer is a source of information and a partner in development.",
            ),
            citations=(cite("NAC-11", heading=PARTICIPATION),),
        ),
        Guidance(
            code="cooperate",
            text=Label(
                "Alla som berörs av ett klagomål samarbetar för att lösa det.",
                "All who are concerned by a complaint cooperate to solve it.",
            ),
            strength="must",
            citations=(cite("NAC-12", heading=COOPERATION),),
        ),
        Guidance(
            code="put_right",
            text=Label(
                "Alla rättar till fel inom sina egna arbetsuppgifter.",
                "All put faults right within their own tasks.",
            ),
            strength="must",
            citations=(cite("NAC-15", heading=COMMITMENT),),
        ),
        Guidance(
            code="share_experience",
            text=Label(
                "Dela med er av erfarenheterna från hanteringen.",
                "Share the experience that the handling gives.",
            ),
            citations=(cite("NAC-16", heading=OPENNESS),),
        ),
        Guidance(
            code="continuous_improvement",
            text=Label(
                "Förbättra metodiskt och ständigt, i en kultur som uppmuntrar nya idéer.",
                "Improve methodically and continuously, in a culture that invites new ideas.",
            ),
            citations=(cite("NAC-17", heading=DEVELOPMENT),),
        ),
        Guidance(
            code="equally_important",
            text=Label(
                "Klagomål och synpunkter är lika viktiga.",
                "Complaints and opinions are equally important.",
            ),
            citations=(cite("NAC-22", heading=COMPLAINT_OR_OPINION),),
        ),
        Guidance(
            code="never_dismiss",
            text=Label(
                "Se klagomålet som en gåva, var tillmötesgående och korrekt, och avfärda ingen "
                "genom att bara hänvisa vidare.",
                "See the complaint as a gift, be obliging and correct, and dismiss nobody by only "
                "referring them on.",
            ),
            strength="must",
            citations=(cite("NAC-23", heading=RECEIVING),),
        ),
        Guidance(
            code="blame_nobody",
            text=Label(
                "Skyll inte på andra eller på semestrar, vikarier och resurser.",
                "Do not blame others, or holidays, substitutes and resources.",
            ),
            strength="should",
            citations=(cite("NAC-24", heading=RECEIVING),),
        ),
        Guidance(
            code="near_the_customer",
            text=Label(
                "Hantera klagomålet så nära kunden som möjligt.",
                "Handle the complaint as near the customer as possible.",
            ),
            strength="must",
            citations=(cite("NAC-33", heading=PROCESS),),
        ),
        Guidance(
            code="quick_reaction",
            text=Label(
                "Reagera snabbt även när åtgärden tar tid; låt inte handläggningen dra ut.",
                "React quickly even when the remedy takes time; do not let handling drag on.",
            ),
            strength="must",
            citations=(cite("NAC-46", heading=HANDLING_TIME),),
        ),
    ),
    choices=(
        Choice(
            id="AMB-02",
            field="obligations.first_feedback.starts_on",
            reading=ARRIVAL_ANYWHERE,
            citations=(cite("NAC-09", "NAC-47"),),
        ),
        Choice(
            id="AMB-03", field="obligations.first_feedback.term", reading=ARRIVAL_DAY_NOT_COUNTED
        ),
        Choice(id="AMB-04", field="calendar_spec", reading=WORKING_DAYS_IN_SWEDEN),
        Choice(
            id="AMB-05",
            field="obligations.first_feedback.fulfilled_by",
            reading=Label(
                "”behandlas” och ”första återkoppling” är en och samma plikt: första ordet riktat "
                "till den klagande, också ett automatiskt",
                "'dealt with' and 'first feedback' are one duty: the first word directed to the "
                "complainant, an automatic one included",
            ),
            citations=(cite("NAC-04", "NAC-47"),),
        ),
        Choice(
            id="AMB-07",
            field="obligations.handling_time.delay.extends",
            reading=Label(
                "ett besked om försening flyttar inte målet, men gör det sena underrättat",
                "word of a delay does not move the target, but makes the delay a notified one",
            ),
            citations=(cite("NAC-49"),),
        ),
        Choice(
            id="AMB-08",
            field="obligations.handling_time.delay.must_precede_due",
            reading=NOTICE_IN_TIME,
            citations=(cite("NAC-49"),),
        ),
        Choice(
            id="AMB-09",
            field="obligations.first_feedback.applies_to",
            reading=Label(
                "tiderna gäller klagomål; synpunkter registreras utan tid",
                "the times cover complaints; opinions are registered without one",
            ),
            citations=(cite("NAC-04", "NAC-05", "NAC-47", "NAC-48"),),
        ),
        Choice(
            id="AMB-11",
            field="obligations.first_feedback.waived_if",
            reading=UNREACHABLE_IS_WAIVED,
            citations=(cite("NAC-44"),),
        ),
        Choice(
            id="AMB-19",
            field="aliases",
            reading=Label(
                "texten gäller en organisation; kortnamnet nacka leder hit men visar vad det avser",
                "the text covers one organisation; the short name nacka leads here and says so",
            ),
            citations=(cite("NAC-01"),),
        ),
        Choice(
            id="AMB-21",
            field="obligations.announce_handler.term",
            reading=Label(
                "texten anger ingen tid; samma dag som första återkopplingen, som ett bör",
                "the text gives no time; the same day as the first feedback, as a should",
            ),
            citations=(cite("NAC-35"),),
        ),
        Choice(
            id="AMB-24",
            field="obligations.first_feedback.pausable",
            reading=CLOCK_NEVER_STANDS_STILL,
            citations=(cite("NAC-24"),),
        ),
        Choice(
            id="AMB-25",
            field="kinds",
            reading=Label(
                "ett brev med både klagomål och beröm delas i ärenden med samma ankomst",
                "a letter with both complaint and praise is split into cases with one arrival",
            ),
        ),
        Choice(id="AMB-27", field="exclusions", reading=NO_CLOCK_ELSEWHERE),
        Choice(
            id="AMB-29",
            field="kind_owner",
            reading=SUBMITTER_DECIDES_KIND,
            citations=(cite("NAC-19", "NAC-20"),),
        ),
        Choice(
            id="AMB-30",
            field="kinds.praise.bucket",
            reading=Label(
                "synpunkt är här allt som inte är klagomål: åsikter, förslag och beröm",
                "synpunkt is here all that is no complaint: opinions, proposals and praise",
            ),
            citations=(cite("NAC-21"),),
        ),
        Choice(
            id="AMB-32",
            field="registration.infosoc.deidentified",
            reading=Label(
                "avidentifieringen gäller registret för statistik; inget brev får lova sekretess",
                "de-identification concerns the register for statistics; no letter may promise "
                "secrecy",
            ),
            citations=(cite("NAC-40", "NAC-42"),),
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
