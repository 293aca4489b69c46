# SPDX-License-Identifier: Apache-2.0
"""Essunga: routines and guidelines for feedback, adopted 1 October 2012.

Two texts in one document: the routine for staff (*Rutiner*) and the guideline (*Riktlinjer*). Where
they differ the fuller one stands here and both are cited. Five working days to a confirmation that
names the handler; no time for the answer itself, no delay notice, no severity.
"""

from datetime import date

from klagomal.policy.policy import Policy
from klagomal.promises.citation import Source
from klagomal.promises.obligations import Obligation, On, Scope, on
from klagomal.promises.provisions import (
    Anchor,
    ChannelRule,
    Checklist,
    ChecklistItem,
    Choice,
    ClosingRule,
    DossierPeriod,
    Exclusion,
    Guidance,
    KindRule,
    Ladder,
    Level,
    RegistrationRule,
    ReportRule,
    RoleRule,
    SecrecyRule,
    Statistic,
)
from klagomal.promises.terms import BeforeClosing, InWords, Within
from klagomal.swedish.law import statutory_exclusions
from klagomal.swedish.readings import (
    ARRIVAL_ANYWHERE,
    ARRIVAL_DAY_NOT_COUNTED,
    AT_ONCE_IS_MEASURED,
    BY_ARRIVAL_AND_DUE_DAY,
    CLOCK_NEVER_STANDS_STILL,
    DATED_EDITION,
    DISSATISFACTION_LIFTS,
    NO_CLOCK_ELSEWHERE,
    SENT_NOT_RECEIVED,
    SUBMITTER_DECIDES_KIND,
    UNREACHABLE_IS_WAIVED,
    WORKING_DAYS_IN_SWEDEN,
)
from klagomal.vocabulary import (
    STAFF_ROLES,
    Anonymity,
    Channel,
    Content,
    Kind,
    Label,
    Role,
    Stream,
    Strength,
    SubmitterCapacity,
    Waiver,
)

HERE = Source(
    title="Rutiner och riktlinjer för synpunktshantering",
    document_type="rutiner och riktlinjer",
    publisher="Essunga kommun",
    adopted_by="kommunfullmäktige",
    adopted=date(2012, 10, 1),
    paragraph="§ 69",
    note="sekretesslagen, som texten hänvisar till, hade ersatts av OSL (2009:400)",
)

cite = HERE.cite
WHAT_IT_IS = "Vad är en synpunkt?"
SECRECY = "Offentlig handling eller sekretess?"
WAYS_IN = "Så kan medborgaren lämna synpunkter"
RECEIVING = "Så tar vi emot synpunkter"
WEBSITE = "Synpunkter som kommer via hemsidan"
REGISTRAR = "Du som är registrator"
HANDLER = "Du som är handläggare en synpunkt"
MANAGER = "Du som är chef"
NOT_FEEDBACK = "Vilka frågor ska inte hanteras som synpunkter och klagomål?"
NOT_SATISFIED = "Hur bemöter vi personer som inte är nöjda med svar och vidtagen åtgärd?"
DEFINITION = "Definition"
SERIOUSLY = "Vi tar alla synpunkter på allvar"
SOLVING = "Att lösa problemen där de uppstår"
WITHOUT_DELAY = "Vi hanterar klagomål utan dröjsmål"
CLEAR_ROUTINES = "Vi har tydliga rutiner"
PUTTING_RIGHT = "Vi åtgärdar, förbättrar och ställer till rätta"

# Rows that several rules rest on.
KINDS = (cite("ESS-04", heading=WHAT_IT_IS), cite("ESS-43", heading=DEFINITION))
ANONYMOUS = cite("ESS-57", heading=CLEAR_ROUTINES)
MUST_OFFER = cite("ESS-55", heading=CLEAR_ROUTINES)
FORM = (cite("ESS-12", heading=WAYS_IN), cite("ESS-56", heading=CLEAR_ROUTINES), ANONYMOUS)
ORAL = (cite("ESS-13", heading=WAYS_IN), MUST_OFFER, ANONYMOUS)
WRITTEN = (cite("ESS-14", heading=WAYS_IN), MUST_OFFER, ANONYMOUS)
FAX = (cite("ESS-14", heading=WAYS_IN), ANONYMOUS)
UNREACHABLE = cite("ESS-58", heading=CLEAR_ROUTINES)

POLICY = Policy(
    key="essunga",
    edition="2012",
    name=Label("Essunga kommun", "Essunga municipality"),
    source=HERE,
    citations=(cite("ESS-01", heading="Titelsidan"),),
    umbrella=Label("synpunkt", "feedback"),
    valid_from=date(2012, 10, 1),
    accountable=Role.RESPONSIBLE_MANAGER,
    kinds=(
        KindRule(
            kind=Kind.PRAISE,
            label=Label("beröm", "praise"),
            definition=Label("positiv kritik", "positive criticism"),
            citations=KINDS,
        ),
        KindRule(
            kind=Kind.COMPLAINT,
            label=Label("klagomål", "complaint"),
            definition=Label("negativ kritik", "negative criticism"),
            citations=KINDS,
        ),
        KindRule(
            kind=Kind.SUGGESTION,
            label=Label("förslag", "suggestion"),
            definition=Label(
                "idé, önskemål eller förslag till förändring", "idea, wish or proposal for change"
            ),
            citations=KINDS,
        ),
    ),
    obligations=(
        Obligation(
            id="acknowledgement",
            purpose="acknowledge",
            title=Label(
                "Bekräftelse inom fem arbetsdagar", "Confirmation within five working days"
            ),
            fulfilled_by=on("acknowledged", "handler_announced"),
            content={Content.HANDLER_NAME, Content.HANDLER_CONTACT},
            also_by=on("answered"),
            term=Within(5),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(
                cite("ESS-24", "ESS-26", heading=REGISTRAR),
                cite("ESS-53", heading=WITHOUT_DELAY),
                UNREACHABLE,
            ),
        ),
        Obligation(
            id="answer",
            purpose="answer",
            title=Label("Besked när ställning tagits", "Word when a position has been taken"),
            fulfilled_by=on("answered"),
            term=BeforeClosing(),
            strength=Strength.MUST,
            waived_if={Waiver.NO_CONTACT_ROUTE},
            citations=(cite("ESS-29", heading=HANDLER), UNREACHABLE),
        ),
        Obligation(
            id="hand_to_registrar",
            purpose="hand_over",
            title=Label("Överlämnas till registrator", "Handed over to the registrar"),
            fulfilled_by=(On("transferred", to={Role.REGISTRAR}),),
            also_by=(On("registered", name="feedback"),),
            term=InWords(Label("direkt", "immediately"), warn_after=Within(1)),
            strength=Strength.MUST,
            citations=(cite("ESS-18", heading=RECEIVING),),
        ),
        Obligation(
            id="forward_to_registrar",
            title=Label("Växeln vidarebefordrar till registrator", "Forwarded by the switchboard"),
            fulfilled_by=(On("transferred", by={Role.CONTACT_CENTRE}, to={Role.REGISTRAR}),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            applies_to=Scope(channels={Channel.WEB_FORM}),
            citations=(cite("ESS-21", heading=WEBSITE),),
        ),
        Obligation(
            id="registration",
            purpose="register",
            title=Label("Registreras av registrator", "Registered by the registrar"),
            fulfilled_by=(On("registered", name="feedback"),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("ESS-23", heading=REGISTRAR), cite("ESS-60", heading=PUTTING_RIGHT)),
        ),
        Obligation(
            id="secret_registration",
            purpose="register_secret",
            title=Label(
                "Sekretessbelagt diarieförs för sig", "Secret feedback registered by itself"
            ),
            starts_on=on("secrecy_marked"),
            fulfilled_by=(On("registered", name="feedback", individually=True),),
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("ESS-11", heading=SECRECY),),
        ),
        Obligation(
            id="copy_to_handler",
            purpose="copy",
            title=Label("Kopia till handläggaren efter registrering", "Copy to the handler"),
            starts_on=(On("registered", name="feedback"),),
            fulfilled_by=(On("copy_sent", to={Role.HANDLER}),),
            after_start=True,
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("ESS-27", heading=REGISTRAR), cite("ESS-28", heading=HANDLER)),
        ),
        Obligation(
            id="closing_notes",
            purpose="close",
            title=Label("Verksamhetens noteringar vid avslut", "The unit's notes on closing"),
            fulfilled_by=on("closed"),
            content={Content.UNIT_NOTES},
            term=BeforeClosing(),
            strength=Strength.MUST,
            citations=(cite("ESS-30", heading=HANDLER),),
        ),
    ),
    channels=(
        ChannelRule(channel=Channel.PAPER_FORM, anonymous=Anonymity.ALLOWED, citations=FORM),
        ChannelRule(
            channel=Channel.IN_PERSON, anonymous=Anonymity.ALLOWED, must_offer=True, citations=ORAL
        ),
        ChannelRule(
            channel=Channel.PHONE, anonymous=Anonymity.ALLOWED, must_offer=True, citations=ORAL
        ),
        ChannelRule(
            channel=Channel.LETTER, anonymous=Anonymity.ALLOWED, must_offer=True, citations=WRITTEN
        ),
        ChannelRule(
            channel=Channel.EMAIL, anonymous=Anonymity.ALLOWED, must_offer=True, citations=WRITTEN
        ),
        ChannelRule(channel=Channel.FAX, anonymous=Anonymity.ALLOWED, citations=FAX),
        ChannelRule(
            channel=Channel.WEB_FORM,
            anonymous=Anonymity.ALLOWED,
            name="Blanketten på kommunens hemsida",
            citations=(cite("ESS-14", heading=WAYS_IN), cite("ESS-20", heading=WEBSITE), ANONYMOUS),
        ),
    ),
    exclusions=(
        Exclusion(
            stream=Stream.STAFF_SUBMITTER,
            capacities={SubmitterCapacity.STAFF},
            refer_to=Label(
                "arbetsplatsens egna vägar, till exempel den egna chefen",
                "the workplace's own ways, such as one's own manager",
            ),
            citations=(cite("ESS-06", heading=WHAT_IT_IS),),
        ),
        Exclusion(
            stream=Stream.APPEAL,
            refer_to=Label(
                "överklagande enligt den lag som gäller för beslutet",
                "an appeal under the act that governs the decision",
            ),
            must_inform={Content.RIGHT_TO_APPEAL, Content.HELP_OFFERED},
            citations=(
                cite("ESS-07", heading=WHAT_IT_IS),
                cite("ESS-35", "ESS-36", heading=NOT_FEEDBACK),
            ),
        ),
        Exclusion(
            stream=Stream.LEX_SARAH,
            refer_to=Label("avvikelsehantering enligt lag", "statutory deviation handling"),
            citations=(cite("ESS-34", heading=NOT_FEEDBACK),),
        ),
        Exclusion(
            stream=Stream.LEX_MARIA,
            refer_to=Label("avvikelsehantering enligt lag", "statutory deviation handling"),
            citations=(cite("ESS-34", heading=NOT_FEEDBACK),),
        ),
        Exclusion(
            stream=Stream.FAULT_REPORT,
            refer_to=Label(
                "felanmälan hos tekniska eller fastighetsförvaltningen",
                "the fault reports of the technical or property administration",
            ),
            citations=(cite("ESS-37", heading=NOT_FEEDBACK),),
        ),
        Exclusion(
            stream=Stream.OTHER_PRINCIPAL,
            refer_to=Label(
                "rätt instans, till exempel Försäkringskassan, primärvården eller bussbolaget",
                "the right instance, such as the social insurance agency, primary care or the bus "
                "company",
            ),
            must_inform={Content.RIGHT_INSTANCE},
            citations=(cite("ESS-38", heading=NOT_FEEDBACK),),
        ),
        Exclusion(
            stream=Stream.OTHER_PROCEDURE,
            refer_to=Label("den rutin som är fastställd för saken", "the routine adopted for it"),
            citations=(cite("ESS-07", heading=WHAT_IT_IS), cite("ESS-34", heading=NOT_FEEDBACK)),
        ),
        *statutory_exclusions(
            but={Stream.APPEAL, Stream.LEX_SARAH, Stream.LEX_MARIA, Stream.OTHER_PROCEDURE}
        ),
    ),
    registration=(
        RegistrationRule(
            register="diarium",
            label=Label("förvaltningens diarium", "the administration's diary"),
            dossier="Synpunkten",
            period=DossierPeriod(1, 1),
            overrides={"education": DossierPeriod(8, 1)},
            secret_individually=True,
            oral_in_writing=True,
            citations=(
                cite("ESS-11", heading=SECRECY),
                cite("ESS-17", heading=RECEIVING),
                cite("ESS-22", "ESS-23", heading=REGISTRAR),
                cite("ESS-60", heading=PUTTING_RIGHT),
            ),
        ),
    ),
    secrecy=SecrecyRule(
        public_by_default=True,
        basis_required=True,
        ask=Role.REGISTRAR,
        citations=(cite("ESS-08", "ESS-09", "ESS-10", heading=SECRECY),),
    ),
    ladder=Ladder(
        levels=(
            Level(role=Role.HANDLER, citations=(cite("ESS-29", heading=HANDLER),)),
            Level(
                role=Role.RESPONSIBLE_MANAGER, citations=(cite("ESS-39", heading=NOT_SATISFIED),)
            ),
            Level(role=Role.SUPERIOR_MANAGER, citations=(cite("ESS-40", heading=NOT_SATISFIED),)),
        ),
        citations=(cite("ESS-39", "ESS-40", heading=NOT_SATISFIED),),
    ),
    closing=ClosingRule(
        content={Content.UNIT_NOTES},
        after={"answered"},
        citations=(cite("ESS-29", "ESS-30", heading=HANDLER),),
    ),
    roles=(
        RoleRule(
            action="received",
            exclusive=False,
            roles=STAFF_ROLES,
            title=Label(
                "Alla tar emot, även det som gäller en annan verksamhet",
                "Everybody receives, also what concerns another operation",
            ),
            citations=(
                cite("ESS-05", heading=WHAT_IT_IS),
                cite("ESS-15", heading=RECEIVING),
                cite("ESS-52", heading=SOLVING),
            ),
        ),
        RoleRule(
            action="registered",
            roles={Role.REGISTRAR, Role.SYSTEM},  # a diary that numbers by itself acts for her
            title=Label("Registrator registrerar", "The registrar registers"),
            citations=(cite("ESS-23", heading=REGISTRAR),),
        ),
        RoleRule(
            action="copy_sent",
            roles={Role.REGISTRAR, Role.SYSTEM},
            title=Label("Registrator skickar kopian", "The registrar sends the copy"),
            citations=(cite("ESS-27", heading=REGISTRAR), cite("ESS-28", heading=HANDLER)),
        ),
        RoleRule(
            action="closed",
            roles={Role.REGISTRAR},
            title=Label("Registrator avslutar ärendet", "The registrar closes the case"),
            citations=(cite("ESS-30", heading=HANDLER),),
        ),
    ),
    reports=(
        ReportRule(
            id="board",
            audience=Role.BOARD,
            min_per_year=2,
            level="administration",
            anchors=(
                Anchor(
                    name="interim_accounts",
                    label=Label("delårsbokslut", "interim accounts"),
                    end=(8, 31),
                    ours=True,
                ),
                Anchor(
                    name="annual_accounts",
                    label=Label("årsbokslut", "annual accounts"),
                    end=(12, 31),
                ),
            ),
            contents={"count", "by_kind", "measures"},
            citations=(
                cite("ESS-32", "ESS-33", heading=MANAGER),
                cite("ESS-61", "ESS-62", heading=PUTTING_RIGHT),
            ),
        ),
        ReportRule(
            id="elected",
            audience=Role.ELECTED,
            min_per_year=1,
            satisfied_by="board",
            citations=(cite("ESS-64", heading=PUTTING_RIGHT),),
        ),
    ),
    checklists=(
        Checklist(
            id="first_word",
            title=Label("Tacka för synpunkten", "Thank for the feedback"),
            events={"acknowledged", "handler_announced", "answered"},
            items=(
                ChecklistItem(
                    code=Content.THANKS,
                    label=Label("tack för synpunkten", "thanks for the feedback"),
                    citations=(cite("ESS-02", heading="Tacka för synpunkten"),),
                ),
                ChecklistItem(
                    code=Content.REGRET,
                    label=Label("beklagande där det finns skäl", "regret where there is cause"),
                    citations=(cite("ESS-02", heading="Tacka för synpunkten"),),
                ),
            ),
        ),
        Checklist(
            id="not_solved",
            title=Label("När problemet inte gick att lösa", "Where it could not be solved"),
            events={"answered"},
            items=(
                ChecklistItem(
                    code=Content.NEXT_INSTANCE,
                    label=Label("vart personen kan vända sig", "where the person can turn"),
                    strength=Strength.MUST,
                    citations=(cite("ESS-49", heading=SOLVING),),
                ),
            ),
        ),
    ),
    statistics=(
        Statistic(
            code="days_to_answer",
            label=Label("dagar till svar", "days to the answer"),
            citations=(cite("ESS-03", heading="Målet är"),),
        ),
        Statistic(
            code="resolved_at_first_contact",
            label=Label("andel lösta vid första kontakten", "share solved at first contact"),
            citations=(cite("ESS-16", heading=RECEIVING), cite("ESS-48", heading=SOLVING)),
        ),
        Statistic(
            code="by_receiving_unit",
            label=Label("var synpunkterna tas emot", "where feedback is taken in"),
            citations=(cite("ESS-51", heading=SOLVING),),
        ),
    ),
    guidance=(
        Guidance(
            code="as_fast_as_possible",
            text=Label(
                "Målet är att hantera synpunkten så fort det går och rätta det som blivit fel.",
                "The aim is to handle feedback as fast as possible and correct what went wrong.",
            ),
            strength="target",
            citations=(cite("ESS-03", heading="Målet är"),),
        ),
        Guidance(
            code="ask_the_registrar",
            text=Label(
                "Fråga registratorn om du är osäker på vad som kan vara hemligt.",
                "Ask the registrar when unsure of what may be secret.",
            ),
            strength="should",
            citations=(cite("ESS-10", heading=SECRECY),),
        ),
        Guidance(
            code="missing_form",
            text=Label(
                "Saknas blanketten, fråga chefen eller hämta den på intranätet.",
                "Where the form is missing, ask the manager or fetch it on the intranet.",
            ),
            strength="should",
            citations=(cite("ESS-19", heading=RECEIVING),),
        ),
        Guidance(
            code="use_the_template",
            text=Label(
                "Skriv bekräftelsen i den mall som finns.",
                "Write the confirmation in the template.",
            ),
            strength="must",
            citations=(cite("ESS-25", heading=REGISTRAR),),
        ),
        Guidance(
            code="manager_improves",
            text=Label(
                "Ansvarig chef följer upp, analyserar och förbättrar sin verksamhet.",
                "The responsible manager follows up, analyses and improves the own operation.",
            ),
            strength="must",
            citations=(cite("ESS-31", heading=MANAGER),),
        ),
        Guidance(
            code="purpose",
            text=Label(
                "Gemensamma rutiner gör hanteringen säkrare. De ska ge delaktighet, snabb rättelse "
                "och lärande.",
                "Common routines make handling reliable. They serve participation, quick "
                "correction and learning.",
            ),
            citations=(cite("ESS-41", "ESS-42", heading="Bakgrund och syfte"),),
        ),
        Guidance(
            code="take_it_seriously",
            text=Label(
                "Möt upplevda problem lika allvarligt som verkliga: tala med personen, ställ till "
                "rätta och lär av det.",
                "Take perceived problems as seriously as real ones: talk, put right and learn.",
            ),
            citations=(cite("ESS-44", heading=SERIOUSLY),),
        ),
        Guidance(
            code="listened_to",
            text=Label(
                "Vem som helst får säga vad hen tycker om servicen och ska mötas med respekt.",
                "Anybody may say what they think of the service and is met with respect.",
            ),
            citations=(cite("ESS-45", heading=SERIOUSLY),),
        ),
        Guidance(
            code="remembered_for_handling",
            text=Label(
                "Hantera det så väl att hanteringen blir det man minns, inte felet.",
                "Handle it so well that the handling is remembered, not the fault.",
            ),
            citations=(cite("ESS-46", heading=SERIOUSLY),),
        ),
        Guidance(
            code="users_judge_best",
            text=Label(
                "Användarna bedömer bäst. Låt det de säger pröva era attityder och ert bemötande.",
                "Users judge best. Let what they say test your attitudes and treatment.",
            ),
            citations=(
                cite(
                    "ESS-47",
                    heading="Vi anser att alla synpunkter ger oss möjlighet att förbättra "
                    "verksamheten",
                ),
            ),
        ),
        Guidance(
            code="explain_and_apologise",
            text=Label(
                "Förklara, och var inte rädd för att be om ursäkt.",
                "Explain, and do not be afraid to apologise.",
            ),
            citations=(cite("ESS-50", heading=SOLVING),),
        ),
        Guidance(
            code="somebody_else_to_turn_to",
            text=Label(
                "Erbjud någon annan att tala med än den närmaste personalen.",
                "Offer somebody else to talk to than the nearest staff.",
            ),
            strength="must",
            citations=(cite("ESS-52", heading=SOLVING),),
        ),
        Guidance(
            code="know_the_routines",
            text=Label(
                "Alla som arbetar i kommunen ska kunna rutinerna.",
                "Everybody who works for the municipality is to know the routines.",
            ),
            strength="must",
            citations=(cite("ESS-54", heading=CLEAR_ROUTINES),),
        ),
        Guidance(
            code="forms_available",
            text=Label(
                "Blanketten finns i kommunhuset, på enheterna, på biblioteket och på hemsidan.",
                "The form is kept at the town hall, all units, the library and on the website.",
            ),
            strength="must",
            citations=(cite("ESS-59", heading=CLEAR_ROUTINES),),
        ),
        Guidance(
            code="share_what_is_learnt",
            text=Label(
                "Dela kunskapen med ledningen, utveckla egenkontrollen och förbättra hela tiden.",
                "Share what is learnt with management; develop self-control and improvement.",
            ),
            citations=(cite("ESS-63", heading=PUTTING_RIGHT),),
        ),
    ),
    choices=(
        Choice(
            id="AMB-02", field="obligations.acknowledgement.starts_on", reading=ARRIVAL_ANYWHERE
        ),
        Choice(
            id="AMB-03", field="obligations.acknowledgement.term", reading=ARRIVAL_DAY_NOT_COUNTED
        ),
        Choice(id="AMB-04", field="calendar_spec", reading=WORKING_DAYS_IN_SWEDEN),
        Choice(
            id="AMB-05",
            field="obligations.acknowledgement.content",
            reading=Label(
                "en bekräftelse utan handläggare och kontaktuppgifter räcker inte, vare sig den är "
                "automatisk eller inte; ett fullt svar räcker",
                "a confirmation without handler and contact details is not enough, automatic or "
                "not; a full answer is",
            ),
        ),
        Choice(
            id="AMB-09",
            field="obligations.acknowledgement.applies_to",
            reading=Label(
                "alla slag: rutinen säger synpunkt där riktlinjen säger klagomål",
                "all kinds: the routine says feedback where the guideline says complaint",
            ),
        ),
        Choice(
            id="AMB-11",
            field="obligations.acknowledgement.waived_if",
            reading=UNREACHABLE_IS_WAIVED,
        ),
        Choice(
            id="AMB-12",
            field="registration.diarium.overrides",
            reading=Label(
                "läsåret är 1 augusti till 31 juli; akten följer ankomstdagen och förvaltningen "
                "vid registreringen",
                "the school year is 1 August to 31 July; the dossier follows the day of arrival "
                "and the administration at registration",
            ),
        ),
        Choice(
            id="AMB-13",
            field="reports.board.anchors",
            reading=Label(
                "delåret är 1 januari till 31 augusti; båda perioderna räknas från 1 januari",
                "the interim period is 1 January to 31 August; both run from 1 January",
            ),
        ),
        Choice(
            id="AMB-18",
            field="obligations.hand_to_registrar.term.warn_after",
            reading=AT_ONCE_IS_MEASURED,
        ),
        Choice(
            id="AMB-23", field="obligations.acknowledgement.fulfilled_by", reading=SENT_NOT_RECEIVED
        ),
        Choice(
            id="AMB-24",
            field="obligations.acknowledgement.pausable",
            reading=CLOCK_NEVER_STANDS_STILL,
        ),
        Choice(id="AMB-26", field="ladder.by_dissatisfaction", reading=DISSATISFACTION_LIFTS),
        Choice(id="AMB-27", field="exclusions", reading=NO_CLOCK_ELSEWHERE),
        Choice(
            id="AMB-28",
            field="exclusions.staff_submitter.capacities",
            reading=Label(
                "undantaget gäller den som skriver i tjänsten, inte en anställd som skriver som "
                "förälder",
                "the exclusion is for those who write as staff, not for an employee who writes "
                "as a parent",
            ),
        ),
        Choice(id="AMB-29", field="kind_owner", reading=SUBMITTER_DECIDES_KIND),
        Choice(
            id="AMB-30",
            field="umbrella",
            reading=Label(
                "synpunkt är samlingsordet för beröm, klagomål och förslag",
                "'synpunkt' is the umbrella word for praise, complaints and suggestions",
            ),
        ),
        Choice(
            id="AMB-31",
            field="registration.diarium.secret_individually",
            reading=Label(
                "en plats i årsakten är registrering; det hemliga får ett eget nummer",
                "an entry in the yearly dossier is registration; the secret gets its own number",
            ),
        ),
        Choice(id="AMB-33", field="reports", reading=BY_ARRIVAL_AND_DUE_DAY),
        Choice(id="AMB-34", field="edition", reading=DATED_EDITION),
    ),
)
