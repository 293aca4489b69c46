# SPDX-License-Identifier: Apache-2.0
"""Kramfors: guideline for opinions and complaints, adopted 8 September 2009.

Ten days, and they are calendar days: the text says *dagar* where others say *arbetsdagar*. It is
silent on confirmations, anonymity, secrecy, escalation and what belongs elsewhere.
"""

from datetime import date

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import DelayRule, Obligation, On, Scope, complaints, on
from klagomal.promises.provisions import (
    ChannelRule,
    Checklist,
    ChecklistItem,
    Choice,
    Dimension,
    Guidance,
    KindRule,
    RegistrationRule,
    ReportRule,
    RoleRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, ByDueOf, InWords, Within
from klagomal.swedish.law import statutory_exclusions
from klagomal.swedish.readings import (
    ANONYMITY_NOT_MENTIONED,
    ANSWER_IN_SUBSTANCE,
    ARRIVAL_ANYWHERE,
    ARRIVAL_DAY_NOT_COUNTED,
    AT_ONCE_IS_MEASURED,
    BY_ARRIVAL_AND_DUE_DAY,
    CLOCK_NEVER_STANDS_STILL,
    DATED_EDITION,
    NO_CLOCK_ELSEWHERE,
    NOTICE_IN_TIME,
    SENT_NOT_RECEIVED,
    SUBMITTER_DECIDES_KIND,
    UNREACHABLE_IS_WAIVED,
)
from klagomal.vocabulary import (
    STAFF_ROLES,
    Channel,
    Content,
    Extension,
    Kind,
    Label,
    Role,
    Roll,
    Strength,
    Unit,
    Waiver,
)

HERE = Source(
    title="Riktlinje för synpunkts- och klagomålshantering",
    document_type="riktlinje",
    publisher="Kramfors kommun",
    adopted_by="kommunstyrelsen",
    adopted=date(2009, 9, 8),
    paragraph="§ 111",
    reference="KS 2004/588",
    note="område styrning och ledning; gäller tills vidare; fältet för revidering är tomt",
)

cite = HERE.cite
VIEW = "Grundläggande synsätt"
INFORMATION = "Vi tycker att synpunkter och klagomål är värdefull information"
ANYBODY = "Alla kan ta emot synpunkter och klagomål."
QUICKLY = "Vi hanterar synpunkterna och klagomålen snabbt"
ROUTINES = "Vi har tydliga rutiner"
FOLLOW_UP = "Vi åtgärdar, förbättrar, ställer till rätta och gör uppföljningar"
# Rows that several rules rest on.
NAMED_KINDS = (cite("KRA-02", heading=VIEW),)
CAUSES = (cite("KRA-06", heading=INFORMATION),)
WAYS_IN = (cite("KRA-18", heading=ROUTINES),)
FORMS = (cite("KRA-19", heading=ROUTINES),)
DIARY = (cite("KRA-23", heading=FOLLOW_UP),)
ALL_BUT_COMPLAINTS = frozenset({Kind.OPINION, Kind.SUGGESTION, Kind.PRAISE, Kind.QUESTION})

POLICY = Policy(
    key="kramfors",
    edition="2009",
    name=Label("Kramfors kommun", "Kramfors municipality"),
    source=HERE,
    citations=(cite("KRA-01", heading="Tabellen överst"),),
    umbrella=Label("synpunkt eller klagomål", "opinion or complaint"),
    valid_from=date(2009, 9, 8),
    # The text names no owner of the guideline; the "responsible" board gets the follow-up.
    accountable=Role.BOARD,
    kinds=(
        KindRule(kind=Kind.COMPLAINT, label=Label("klagomål", "complaint"), citations=NAMED_KINDS),
        KindRule(kind=Kind.OPINION, label=Label("synpunkt", "opinion"), citations=NAMED_KINDS),
        KindRule(
            kind=Kind.SUGGESTION,
            label=Label("idé eller förslag", "idea or proposal"),
            citations=NAMED_KINDS,
        ),
        KindRule(
            kind=Kind.PRAISE,
            label=Label("beröm", "praise"),
            counts_as=Kind.OPINION,
            citations=NAMED_KINDS,
        ),
    ),
    obligations=(
        Obligation(
            id="answer",
            purpose="answer",
            title=Label("Svar inom tio dagar", "Answer within ten days"),
            fulfilled_by=on("answered"),
            term=Within(10, Unit.CALENDAR_DAYS, Roll.NONE),
            strength=Strength.PROMISE,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            delay=DelayRule(extends=Extension.NO),
            citations=(cite("KRA-14", heading=QUICKLY),),
        ),
        Obligation(
            id="delay_notice",
            purpose="delay_notice",
            title=Label("Besked om att ärendet tar längre tid", "Word that it will take longer"),
            fulfilled_by=on("delay_notice"),
            term=ByDueOf("answer", only_if_late=True),
            strength=Strength.SHOULD,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            derived=True,
            citations=(cite("KRA-16", heading=QUICKLY),),
        ),
        Obligation(
            id="handle_directly",
            purpose="handle",
            title=Label("Mottagaren hanterar det direkt", "The receiver deals with it directly"),
            fulfilled_by=(
                On("answered", by={Role.RECEIVER}),
                On("progress_notice", by={Role.RECEIVER}),
                On("measure_recorded", by={Role.RECEIVER}),
                On("registered", by={Role.RECEIVER}),
                On("transferred", by={Role.RECEIVER}),
            ),
            term=InWords(Label("direkt", "directly"), warn_after=Within(1)),
            strength=Strength.MUST,
            citations=(cite("KRA-11", heading=ANYBODY),),
        ),
        Obligation(
            id="right_instance",
            purpose="hand_over",
            title=Label(
                "Mottagaren för ärendet till rätt instans", "Brought to the right instance"
            ),
            fulfilled_by=on("transferred"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(misdirected=True),
            citations=(cite("KRA-13", heading=ANYBODY),),
        ),
        Obligation(
            id="registration",
            purpose="register",
            title=Label("Klagomålet registreras i diariet", "The complaint enters the diary"),
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=complaints(),
            citations=DIARY,
        ),
        Obligation(
            id="registration_of_others",
            purpose="register",
            title=Label("Synpunkten registreras i diariet", "The opinion enters the diary"),
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.SHOULD,
            applies_to=Scope(kinds=ALL_BUT_COMPLAINTS),
            derived=True,
            citations=DIARY,
        ),
        Obligation(
            id="answer_registration",
            purpose="register_answer",
            title=Label("Svaret registreras i diariet", "The answer enters the diary"),
            starts_on=on("answered"),
            fulfilled_by=(On("registered", name="answer"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=DIARY,
        ),
    ),
    channels=(
        ChannelRule(channel=Channel.IN_PERSON, citations=WAYS_IN),
        ChannelRule(channel=Channel.PHONE, citations=WAYS_IN),
        ChannelRule(channel=Channel.LETTER, citations=WAYS_IN),
        ChannelRule(channel=Channel.EMAIL, citations=WAYS_IN),
        ChannelRule(channel=Channel.WEB_FORM, name="Synpunkten", citations=FORMS),
        ChannelRule(channel=Channel.PAPER_FORM, citations=FORMS),
    ),
    exclusions=statutory_exclusions(),
    registration=(
        RegistrationRule(
            register="diarium",
            label=Label("kommunens diarium", "the municipality's diary"),
            kinds={Kind.COMPLAINT},
            citations=DIARY,
        ),
        RegistrationRule(
            register="diarium",
            label=Label("kommunens diarium", "the municipality's diary"),
            what={"answer"},
            citations=DIARY,
        ),
        RegistrationRule(
            register="diarium",
            label=Label("kommunens diarium", "the municipality's diary"),
            kinds=ALL_BUT_COMPLAINTS,
            strength=Strength.SHOULD,
            citations=DIARY,
        ),
    ),
    reports=(
        ReportRule(
            id="board",
            audience=Role.BOARD,
            min_per_year=1,
            level="board",
            citations=(cite("KRA-24", heading=FOLLOW_UP), cite("KRA-05", heading=VIEW)),
        ),
    ),
    roles=(
        RoleRule(
            action="received",
            exclusive=False,
            roles=STAFF_ROLES,
            title=Label("Alla anställda kan ta emot", "Any employee can receive"),
            citations=(cite("KRA-09", heading=ANYBODY),),
        ),
        RoleRule(
            action="transferred",
            exclusive=False,
            roles={Role.RECEIVER},
            title=Label(
                "Mottagaren ansvarar för att ärendet kommer till rätt instans",
                "The receiver answers for its reaching the right instance",
            ),
            citations=(cite("KRA-13", heading=ANYBODY),),
        ),
    ),
    causes=(
        Dimension(
            code="information",
            label=Label("brist på information", "lack of information"),
            citations=CAUSES,
        ),
        Dimension(
            code="expectation",
            label=Label("felaktiga förväntningar", "wrong expectations"),
            citations=CAUSES,
        ),
        Dimension(
            code="treatment",
            label=Label("upplevt dåligt bemötande", "perceived bad treatment"),
            citations=CAUSES,
        ),
        Dimension(code="other", label=Label("annan orsak", "other cause"), citations=CAUSES),
    ),
    checklists=(
        Checklist(
            id="answer",
            title=Label("Svaret", "The answer"),
            events={"answered"},
            items=(
                ChecklistItem(
                    code=Content.APOLOGY,
                    label=Label(
                        "ursäkt om vi varit otydliga eller gjort fel", "apology if at fault"
                    ),
                    strength=Strength.PROMISE,
                    citations=(cite("KRA-12", heading=ANYBODY),),
                ),
                ChecklistItem(
                    code=Content.EXPLANATION,
                    label=Label(
                        "förklaring av vad som hänt eller varför beslutet fattats",
                        "what happened, or why the decision was taken",
                    ),
                    strength=Strength.PROMISE,
                    citations=(cite("KRA-12", heading=ANYBODY),),
                ),
            ),
        ),
    ),
    statistics=(
        Statistic(
            code="days_to_answer",
            label=Label("dagar till svar", "days to the answer"),
            citations=(cite("KRA-04", heading=VIEW),),
        ),
        Statistic(
            code="transfers_per_case",
            label=Label("överlämningar per ärende", "transfers per case"),
            citations=(cite("KRA-10", heading=ANYBODY),),
        ),
        Statistic(
            code="resolved_at_first_contact",
            label=Label("andel lösta vid första kontakten", "share solved at first contact"),
            citations=(cite("KRA-10", heading=ANYBODY),),
        ),
        Statistic(
            code="share_with_measure",
            label=Label("andel med åtgärd", "share with a measure"),
            citations=(cite("KRA-21", heading=FOLLOW_UP),),
        ),
    ),
    guidance=(
        Guidance(
            code="service",
            text=Label(
                "Alla som vänder sig till kommunen ska få god service och bemötas väl.",
                "Everybody who turns to the municipality gets good service and good treatment.",
            ),
            citations=(cite("KRA-03", heading=VIEW),),
        ),
        Guidance(
            code="easy_and_quick",
            text=Label(
                "Det ska vara lätt att höra av sig, och svaret ska komma snabbt.",
                "Getting in touch is to be easy, and the answer quick.",
            ),
            strength="should",
            citations=(cite("KRA-04", heading=VIEW),),
        ),
        Guidance(
            code="listened_to",
            text=Label(
                "Vem som helst får säga vad hen tycker om servicen och ska mötas med respekt.",
                "Anybody may say what they think of the service and is met with respect.",
            ),
            citations=(cite("KRA-07", heading=INFORMATION),),
        ),
        Guidance(
            code="users_judge_best",
            text=Label(
                "Användaren bedömer bäst; ett klagomål visar var verksamheten brister.",
                "The user is the best judge; a complaint shows where the service is weak.",
            ),
            citations=(cite("KRA-08", heading=INFORMATION),),
        ),
        Guidance(
            code="short_handling",
            text=Label(
                "Kort handläggningstid visar att kommunen vill rätta till fel.",
                "A short handling time shows that the municipality wants to put faults right.",
            ),
            citations=(cite("KRA-15", heading=QUICKLY),),
        ),
        Guidance(
            code="know_the_routines",
            text=Label(
                "Alla anställda ska kunna rutinerna.", "All staff are to know the routines."
            ),
            strength="must",
            citations=(cite("KRA-17", heading=ROUTINES),),
        ),
        Guidance(
            code="forms_available",
            text=Label(
                "Blanketten ska finnas hos varje förvaltning och enhet och på intranätet.",
                "The form is kept at every administration and unit and on the intranet.",
            ),
            strength="promise",
            citations=(cite("KRA-20", heading=ROUTINES),),
        ),
        Guidance(
            code="tool_for_quality",
            text=Label(
                "Hanteringen är ett redskap i kvalitetsarbetet och ger ledningen underlag.",
                "Handling is a tool in quality work and gives management something to act on.",
            ),
            citations=(cite("KRA-22", heading=FOLLOW_UP),),
        ),
    ),
    choices=(
        Choice(
            id="AMB-01",
            field="obligations.answer.term.unit",
            reading=Label(
                "tio dagar är kalenderdagar: texten säger dagar, inte arbetsdagar",
                "ten days are calendar days: the text says days, not working days",
            ),
            citations=(cite("KRA-14", heading=QUICKLY),),
        ),
        Choice(
            id="AMB-01",
            field="obligations.answer.term.roll",
            reading=Label(
                "en sista dag som är helgdag flyttas inte",
                "a last day that is a closed day is not moved",
            ),
        ),
        Choice(id="AMB-02", field="obligations.answer.starts_on", reading=ARRIVAL_ANYWHERE),
        Choice(id="AMB-03", field="obligations.answer.term", reading=ARRIVAL_DAY_NOT_COUNTED),
        Choice(id="AMB-06", field="obligations.answer.fulfilled_by", reading=ANSWER_IN_SUBSTANCE),
        Choice(
            id="AMB-07",
            field="obligations.answer.delay.extends",
            reading=Label(
                "ett besked om försening flyttar inte den tionde dagen",
                "word of a delay does not move the tenth day",
            ),
        ),
        Choice(
            id="AMB-08", field="obligations.answer.delay.must_precede_due", reading=NOTICE_IN_TIME
        ),
        Choice(
            id="AMB-09",
            field="obligations.answer.applies_to",
            reading=Label("löftet gäller alla slag", "the promise covers all kinds"),
        ),
        Choice(
            id="AMB-09",
            field="kinds.praise.counts_as",
            reading=Label("beröm tas emot som synpunkt", "praise is taken in as an opinion"),
        ),
        Choice(id="AMB-10", field="channels", reading=ANONYMITY_NOT_MENTIONED),
        Choice(id="AMB-11", field="obligations.answer.waived_if", reading=UNREACHABLE_IS_WAIVED),
        Choice(
            id="AMB-15",
            field="reports.board.anchors",
            reading=Label(
                "en gång per kalenderår till varje ansvarig nämnd",
                "once per calendar year to each responsible board",
            ),
        ),
        Choice(
            id="AMB-16",
            field="obligations.registration_of_others.strength",
            reading=Label(
                "klagomål och svar ska registreras, annat bör",
                "complaints and answers must be registered, the rest should",
            ),
        ),
        Choice(
            id="AMB-18",
            field="obligations.handle_directly.term.warn_after",
            reading=AT_ONCE_IS_MEASURED,
        ),
        Choice(id="AMB-23", field="obligations.answer.fulfilled_by", reading=SENT_NOT_RECEIVED),
        Choice(id="AMB-24", field="obligations.answer.pausable", reading=CLOCK_NEVER_STANDS_STILL),
        Choice(id="AMB-27", field="exclusions", reading=NO_CLOCK_ELSEWHERE),
        Choice(id="AMB-29", field="kind_owner", reading=SUBMITTER_DECIDES_KIND),
        Choice(
            id="AMB-30",
            field="kinds",
            reading=Label(
                "synpunkt är ett slag bredvid klagomål, inte samlingsordet",
                "'synpunkt' is a kind beside complaint, not the umbrella word",
            ),
        ),
        Choice(id="AMB-33", field="reports", reading=BY_ARRIVAL_AND_DUE_DAY),
        Choice(id="AMB-34", field="edition", reading=DATED_EDITION),
    ),
)
