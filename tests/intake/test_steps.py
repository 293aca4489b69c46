# SPDX-License-Identifier: Apache-2.0
"""What a row says was done, and when."""

from __future__ import annotations

from datetime import UTC, date, datetime

from klagomal.assessment import assess
from klagomal.cases.events import (
    Acknowledged,
    Answered,
    CopySent,
    DelayNotice,
    Escalated,
    HandlerAnnounced,
    MeasureReceived,
    MeasureRecorded,
    ReferredOut,
    Registered,
    SatisfactionRecorded,
    SeveritySet,
    Transferred,
)
from klagomal.intake import (
    SWEDISH_EXPORT,
    ColumnMapping,
    ProblemCode,
)
from klagomal.vocabulary import (
    Channel,
    Content,
    MeasureReception,
    MeasureType,
    Outcome,
    Role,
    Satisfaction,
    Severity,
)
from tests.intake.files import (
    HEADER,
    NOW,
    PROVKOPING,
    ROW,
    events_of,
    local,
    problem_of,
    read,
    told,
)


def test_dates_become_events() -> None:
    """Each dated column is an event of its own, with its details, in the order it happened."""
    intake = told(
        Registrerad="2025-03-17",
        Bekräftad="2025-03-18",
        Bekräftelsen_angav="handläggare, kontaktuppgifter",
        Besvarad="2025-03-20",
        Svarssätt="telefon",
        Åtgärdad="2025-03-19",
        Åtgärd="förebyggande",
        Mottagande_av_åtgärd="god",
        Nöjdhet="nöjd",
        Avslutad="2025-03-21",
    )
    (case,) = intake.cases
    assert [event.slug for event in case.events] == [
        "received",
        "registered",
        "acknowledged",
        "measure_recorded",
        "measure_received",
        "answered",
        "satisfaction_recorded",
        "closed",
    ]
    acknowledged = case.last(Acknowledged)
    assert acknowledged is not None
    assert acknowledged.content == {Content.HANDLER_NAME, Content.HANDLER_CONTACT}
    assert case.all(Answered)[0].mode is Channel.PHONE
    assert case.all(MeasureRecorded)[0].type is MeasureType.PREVENTIVE
    assert case.all(MeasureReceived)[0].reception is MeasureReception.ACCEPTED
    assert case.all(SatisfactionRecorded)[0].satisfaction is Satisfaction.SATISFIED
    assert case.closed_at is not None
    assert intake.problems == ()


def test_handler_and_promise() -> None:
    """Word that names a handler and a day contains who handles it and how long it takes."""
    announced = events_of(
        told(Besked_om_handläggare="2025-03-18", Handläggare="hl-014", Utlovat_klart="2025-04-11")
    )[0]
    assert isinstance(announced, HandlerAnnounced)
    assert announced.handler == "hl-014"
    assert announced.promised == date(2025, 4, 11)
    assert announced.content == {Content.HANDLER_NAME, Content.EXPECTED_DURATION}


def test_delay_notice_with_reason() -> None:
    """A reason in the file's own words is a reason given; a new day is a new date given."""
    intake = told(
        Förseningsbesked="2025-03-21",
        Orsak_till_förseningen="väntar på ritningar",
        Ny_tid="2025-04-04",
    )
    (notice,) = events_of(intake)
    assert isinstance(notice, DelayNotice)
    assert notice.content == {Content.REASON, Content.NEW_DATE}


def test_delay_notice_without_reason() -> None:
    """A column that says no gives no reason."""
    (notice,) = events_of(told(Förseningsbesked="2025-03-21", Orsak_till_förseningen="nej"))
    assert isinstance(notice, DelayNotice)
    assert notice.content == frozenset()


def test_undated_word_takes_anothers_moment() -> None:
    """Severity is judged when the case arrives, where the export does not date it."""
    intake = told(Allvarlighetsgrad="ja")
    (judged,) = events_of(intake)
    assert isinstance(judged, SeveritySet)
    assert judged.severity is Severity.SERIOUS
    assert judged.at == intake.cases[0].received_at


def test_word_that_says_nothing() -> None:
    """A word that the mapping lets stand for nothing makes no event."""
    assert events_of(told(Allvarlighetsgrad="nej", Nöjdhet="ej svarat")) == ()


def test_second_round() -> None:
    """A case that was reopened is answered and closed again."""
    intake = told(
        Besvarad="2025-03-18",
        Avslutad="2025-03-18",
        Återöppnad="2025-03-25",
        Besvarad_igen="2025-03-25",
        Avslutad_igen="2025-03-25",
    )
    assert [event.slug for event in events_of(intake)] == [
        "answered",
        "closed",
        "reopened",
        "answered",
        "closed",
    ]


def test_transfer() -> None:
    """A transfer goes to the unit or the role that the file names; who did it is the mapping's."""
    (moved,) = events_of(told(Överlämnad="2025-03-17", Överlämnad_till="närmaste chef"))
    assert isinstance(moved, Transferred)
    assert moved.to_role is Role.NEAREST_MANAGER


def test_register_and_number() -> None:
    """A registration keeps its number as it stands; the register is the policy's own."""
    (registered,) = events_of(told(Registrerad="2025-03-17", Diarienummer=" KS 2025/117 "))
    assert isinstance(registered, Registered)
    assert (registered.register, registered.reference) == ("diarium", "KS 2025/117")


def test_roles_are_the_mappings() -> None:
    """Who does what in the system that wrote the file stands in the mapping."""
    registered, closed = (
        events_of(told(Registrerad="2025-03-17", Besvarad="", Avslutad=""))[0],
        None,
    )
    assert isinstance(registered, Registered)
    assert registered.by.role is Role.REGISTRAR
    assert closed is None


def test_fixed_values() -> None:
    """What no column says can be fixed in the mapping."""
    mapping = ColumnMapping(
        columns={**SWEDISH_EXPORT.columns, "Kvitto": "acknowledged#2.at"},
        fixed={"acknowledged#2.automatic": "ja", "acknowledged#2.by": "system"},
    )
    intake = read(f"{ROW};2025-03-14", header=f"{HEADER};Kvitto", mapping=mapping)
    (receipt,) = events_of(intake)
    assert isinstance(receipt, Acknowledged)
    assert receipt.automatic
    assert receipt.by.role is Role.SYSTEM


def test_recorded_now() -> None:
    """Events keep the day they happened and are recorded when the file is read."""
    (case,) = told(Besvarad="2025-03-18").cases
    assert {event.recorded_at for event in case.events} == {NOW.astimezone(UTC)}


def test_what_the_file_cannot_tell_is_not_judged() -> None:
    """A missing column invents no breach: without answers in the file no answer is late."""
    silent, telling = read(ROW).cases[0], told(Besvarad="").cases[0]
    assert silent.received.records == frozenset()
    assert telling.received.records == frozenset({"answered"})
    outcomes = {a.obligation.id: a.outcome for a in assess(telling, PROVKOPING, as_of=NOW)}
    assert outcomes["answer"] is Outcome.OVERDUE
    assert outcomes["praise"] is Outcome.NOT_APPLICABLE


def test_local_time_in_summer() -> None:
    """A time without a zone is the policy's local time: 13:05 in June is 11:05 UTC."""
    row = "Provköping;1;2025-06-02 13:05;brev;klagomål"
    assert read(row).cases[0].received_at == datetime(2025, 6, 2, 11, 5, tzinfo=UTC)


def test_time_with_zone() -> None:
    """A time with a zone means what it says: 23:30 UTC on 2 June is 3 June in Stockholm."""
    row = "Provköping;1;2025-06-02T23:30:00Z;brev;klagomål"
    (case,) = read(row).cases
    assert PROVKOPING.calendar.day_of(case.received_at) == date(2025, 6, 3)


def test_hour_that_never_was() -> None:
    """02:30 on 30 March 2025 is refused: the clocks went from 02:00 to 03:00."""
    problem = problem_of(read("Provköping;1;2025-03-30 02:30;brev;klagomål"))
    assert problem.code is ProblemCode.NO_SUCH_TIME
    assert (problem.column, problem.value) == ("Inkom", "2025-03-30 02:30")


def test_hour_that_came_twice() -> None:
    """02:30 on 27 October 2024 came twice; the first, in summer time (00:30 UTC), is meant."""
    (case,) = read("Provköping;1;2024-10-27 02:30;brev;klagomål").cases
    assert case.received_at == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_days_without_times_keep_their_order() -> None:
    """On one day the steps follow one another as a case runs, whatever the columns' order."""
    intake = told(Avslutad="2025-03-14", Besvarad="2025-03-14", Registrerad="2025-03-14")
    assert [(event.slug, local(event.at)) for event in events_of(intake)] == [
        ("registered", "2025-03-14 12:00"),
        ("answered", "2025-03-14 12:00"),
        ("closed", "2025-03-14 12:00"),
    ]


def test_same_day_as_a_timed_arrival() -> None:
    """A bare day is never before an arrival later that day, nor a closing before its answer."""
    row = "Provköping;1;2025-03-14 15:40;brev;klagomål;2025-03-14;2025-03-14 16:10;2025-03-14"
    intake = read(row, header=f"{HEADER};Avslutad;Besvarad;Registrerad")
    assert [(event.slug, local(event.at)) for event in events_of(intake)] == [
        ("registered", "2025-03-14 15:40"),
        ("answered", "2025-03-14 16:10"),
        ("closed", "2025-03-14 16:10"),
    ]


def test_today_before_noon() -> None:
    """A bare day that is today has happened by now, also in the morning."""
    now = datetime(2025, 6, 30, 7, 0, tzinfo=NOW.tzinfo)
    row = "Provköping;1;2025-06-30;brev;klagomål;2025-06-30"
    intake = read(row, header=f"{HEADER};Besvarad", now=now)
    (answered,) = events_of(intake)
    assert local(answered.at) == "2025-06-30 07:00"


def test_midnight_is_a_day_without_a_time() -> None:
    """Spreadsheets write 00:00 for a day without a time; it is not before the arrival."""
    row = "Provköping;1;2025-03-14 15:40;brev;klagomål;2025-03-14 00:00:00"
    intake = read(row, header=f"{HEADER};Besvarad")
    assert [local(event.at) for event in events_of(intake)] == ["2025-03-14 15:40"]


def test_every_way_of_reading() -> None:
    """Every attribute of an event is read as what it is: roles, flags, ids, days, codes, texts."""
    columns = {
        "Kopia": "copy_sent.at",
        "Kopia till": "copy_sent.to",
        "Hänvisad": "referred_out.at",
        "Hänvisad till": "referred_out.to",
        "Gäller": "subjects",
        "Mottagare": "received_by",
        "Förälder": "parent",
        "Nivå": "escalated.to_level",
        "Lyft": "escalated.at",
        "Vem": "escalated.by",
        "Missnöjd": "satisfaction_recorded.at",
        "Hur": "satisfaction_recorded.satisfaction",
    }
    mapping = ColumnMapping(columns={**SWEDISH_EXPORT.columns, **columns})
    cells = "2025-03-14;handläggare;2025-03-14;Försäkringskassan;a-1, b-2;a-1;p_7;2;2025-03-18;"
    header = f"{HEADER};{';'.join(columns)}"
    intake = read(
        f"{ROW};{cells}nämnd eller styrelse;2025-03-17;missnöjd", header=header, mapping=mapping
    )
    (case,) = intake.cases
    assert intake.problems == ()
    assert case.feedback.subjects == {"a-1", "b-2"}
    assert case.received.by.id == "a-1"
    assert case.received.parent == "p_7"
    assert case.all(CopySent)[0].to is Role.HANDLER
    assert case.all(ReferredOut)[0].to == "forsakringskassan"
    assert case.all(Escalated)[0].to_level == 2
    assert case.all(Escalated)[0].by.role is Role.BOARD
    assert intake.read[0].events == case.events
