# SPDX-License-Identifier: Apache-2.0
"""A working calendar: the tables of its days, and the answers read from them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import accumulate
from threading import Lock
from typing import Final, cast
from zoneinfo import ZoneInfo, available_timezones

import attrs

from klagomal.calendar.days import WEEKDAYS, CountedDay, Day, DayReason
from klagomal.calendar.national import NationalDays, NationalRules, holiday_names, national_days
from klagomal.calendar.spec import (
    SWEDEN,
    CalendarSpec,
    NamedDay,
    Season,
    in_digits,
    in_order,
    plain_date,
    require_within,
    whole_number,
)
from klagomal.errors import (
    CalendarError,
    CalendarRangeError,
    DayCountError,
    NaiveDatetimeError,
    suggest,
)
from klagomal.vocabulary import Label

__all__ = ["WorkingCalendar", "calendar_for"]

_OFFSET_TABLES: Final = 32
"""How many tables of :meth:`WorkingCalendar.offsets` one calendar keeps; each is 8 bytes a day."""


@attrs.frozen(eq=False, repr=False, init=False)
class WorkingCalendar:
    """The working days of one :class:`CalendarSpec`, as tables; get one from :func:`calendar_for`.

    Immutable and safe to share between threads. Two calendars are equal when they have the same
    range, zone and working days, whatever the names of the days. A calendar is pickled as its
    description, and rebuilt or looked up where it is loaded.

    A day that is not a ``date`` (a ``datetime`` is not) raises
    :class:`~klagomal.errors.DayCountError`; a day or an answer outside ``first`` to ``last``
    raises :class:`~klagomal.errors.CalendarRangeError`. Answers are always plain ``date`` objects.
    """

    spec: CalendarSpec
    first: date
    """The first day covered, a 1 January. A description without ``first_year`` begins with 1970, or
    with the first year whose holidays are known if that is later."""
    last: date
    """The last day covered, a 31 December. A description without ``last_year`` ends with 2100, or
    with the last year whose holidays are known if that is earlier."""
    zone: ZoneInfo
    """The zone whose civil days these are."""
    mask: bytes
    """One byte for each day from ``first`` to ``last``: 1 is a working day, 0 is not."""
    fingerprint: str
    """Sixteen hex digits of a hash of range, zone and working days. Calendars with the same answers
    have the same digits, whichever release of `holidays` the days came from."""
    _rules: NationalRules
    _national: NationalDays
    _local: dict[date, NamedDay]
    # The tables count from 1. _through[o]: how many working days there are among the first o days.
    # _days[i]: the i-th working day. So the k-th working day after day o is _days[_through[o] + k].
    _base: int
    _through: list[int]
    _days: list[date]
    _offsets: dict[int, tuple[date | None, ...]]
    # The hours of the UTC clock at which it is always the same civil day here as in UTC.
    _same_day: frozenset[int]
    # The calendars that were asked of this one, each looked up once.
    _resting: dict[tuple[Season, ...], WorkingCalendar]
    _wider: dict[str, WorkingCalendar]

    def __init__(self, spec: CalendarSpec) -> None:
        zone = _zone(spec.zone)
        rules = spec.national
        national = national_days(rules)
        first, last = date(national.first_year, 1, 1), date(national.last_year, 12, 31)
        require_within(spec.closed + spec.open, first.year, last.year)
        dates, numbers = _pool(first, last)
        mask, local = _local_mask(spec, national, dates)
        through = [numbers[n] for n in accumulate(mask, initial=0)]
        _require_work_every_year(spec, national, through)
        written = f"{first} {last} {spec.zone}\n".encode() + mask
        self.__attrs_init__(
            spec=spec,
            first=first,
            last=last,
            zone=zone,
            mask=mask,
            fingerprint=sha256(written).hexdigest()[:16],
            rules=rules,
            national=national,
            local=local,
            base=first.toordinal() - 1,
            through=through,
            days=[first, *(day for day, working in zip(dates, mask, strict=True) if working)],
            offsets={},
            same_day=_same_day_hours(zone),
            resting={},
            wider={},
        )

    # --- arithmetic -------------------------------------------------------------------------------

    def add(self, day: date, n: int) -> date:
        """Return the ``n``-th working day after ``day``, or before it when ``n`` is negative.

        ``day`` itself is never counted; with ``n`` 0 the answer is ``day`` or, if it is closed,
        the next working day. ``bool``, ``float`` and text are refused with
        :class:`~klagomal.errors.DayCountError`.
        """
        if type(day) is not date or type(n) is not int:
            day, n = plain_date(day), whole_number(n)
        place = day.toordinal() - self._base
        if place > 0:
            try:
                if n > 0:
                    return self._days[self._through[place] + n]
                index = self._through[place - 1] + 1 + n
                if index > 0 and place < len(self._through):
                    return self._days[index]
            except IndexError:
                pass
        self.check(day)
        what = f"the day {in_digits(n)} working days from {day}"
        raise self._outside(what, day, later=n >= 0)

    def count(self, start: date, end: date) -> int:
        """Return how many working days follow ``start`` up to and including ``end``.

        The number is negative when ``end`` comes first.
        """
        before = self._through[self._place(start)]
        return self._through[self._place(end)] - before

    def is_working_day(self, day: date) -> bool:
        """Return whether ``day`` is a working day."""
        return self.mask[self._place(day) - 1] == 1

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after ``day``."""
        return self.add(day, 1)

    def previous_working_day(self, day: date) -> date:
        """Return the last working day strictly before ``day``."""
        return self.add(day, -1)

    def on_or_after(self, day: date) -> date:
        """Return ``day`` if it is worked, else the next working day."""
        return self.add(day, 0)

    def on_or_before(self, day: date) -> date:
        """Return ``day`` if it is worked, else the last working day before it."""
        index = self._through[self._place(day)]
        if index == 0:
            raise self._outside(f"the last working day up to {day}", day, later=False)
        return self._days[index]

    def nth_working_day(self, year: int, month: int, n: int) -> date:
        """Return the ``n``-th working day of a month; -1 is the last, -2 the one before it.

        Raises :class:`~klagomal.errors.CalendarRangeError` when the month has no such day.
        """
        year, month, n = whole_number(year), whole_number(month), whole_number(n)
        try:
            first = date(year, month, 1)
        except (ValueError, OverflowError):
            raise CalendarRangeError(
                f"there is no month {in_digits(month)} of a year {in_digits(year)}",
                year=year,
                month=month,
            ) from None
        place = self._place(first)
        before = self._through[place - 1]
        last = self._through[place - 1 + monthrange(year, month)[1]]
        index = before + n if n > 0 else last + 1 + n
        if n == 0 or not before < index <= last:
            raise CalendarRangeError(
                f"{year}-{month:02d} has {last - before} working days, and none numbered "
                f"{in_digits(n)}: count from 1, or back from -1",
                year=year,
                month=month,
                n=n,
            )
        return self._days[index]

    def working_days(self, start: date, end: date) -> Iterator[date]:
        """Return the working days after ``start`` up to and including ``end``, in order.

        There are none if ``end`` is not after ``start``.
        """
        before, last = self._through[self._place(start)], self._through[self._place(end)]
        return iter(self._days[before + 1 : last + 1])

    def offsets(self, n: int) -> tuple[date | None, ...]:
        """Return ``add(day, n)`` for every covered day, for work in bulk; the table is kept.

        The entry for a day stands at ``day.toordinal() - calendar.first.toordinal()``; ``None``
        is an answer outside the calendar. The caller must check the index, as :meth:`add_all`
        does: a day before ``first`` would count from the end of the tuple.
        """
        n = whole_number(n)
        table = self._offsets.get(n)
        if table is None:
            starts = self._through[1:] if n > 0 else [count + 1 for count in self._through[:-1]]
            last = len(self._days)
            table = tuple(self._days[i + n] if 0 < i + n < last else None for i in starts)
            if len(self._offsets) >= _OFFSET_TABLES:
                self._offsets.clear()
            self._offsets[n] = table
        return table

    def add_all(self, days: Iterable[date], n: int) -> list[date]:
        """Return ``[add(day, n) for day in days]``, quicker for many days.

        If any of them has no answer, the error names the earliest or the latest day given.
        """
        found = list(days)
        if any(kind is not date for kind in set(map(type, found))):
            found = [plain_date(day) for day in found]
        table, base = self.offsets(n), self._base + 1
        ordinals = list(map(date.toordinal, found))
        for ordinal in {min(ordinals), max(ordinals)} if ordinals else ():
            # A day between two days with an answer has one too, so only the ends can lack one.
            if not 0 <= ordinal - base < len(table) or table[ordinal - base] is None:
                self.add(date.fromordinal(ordinal), n)
        return cast("list[date]", [table[ordinal - base] for ordinal in ordinals])

    # --- other calendars of the same place --------------------------------------------------------

    def resting(self, rests: tuple[Season, ...]) -> WorkingCalendar:
        """Return this calendar with the days within ``rests`` closed too, every year.

        Days that the description lists in ``open`` stay open. The answer is kept. Raises
        :class:`~klagomal.errors.CalendarError` if no working day of some year is left.
        """
        try:
            found = self._resting.get(rests)
        except TypeError:  # a list, say
            found = None
        if found is None:
            seasons = in_order(rests)
            spec = attrs.evolve(self.spec, rests=(*self.spec.rests, *seasons))
            found = self._resting[seasons] = calendar_for(spec)
            if type(rests) is tuple:
                self._resting[rests] = found
        return found

    def with_saturdays(self) -> WorkingCalendar:
        """Return this calendar with Sunday as its only weekend.

        Its holidays and local closed days stay closed, also those on a Saturday. The answer is
        kept.
        """
        found = self._wider.get("saturdays")
        if found is None:
            spec = attrs.evolve(self.spec, weekend=("sunday",))
            found = self._wider["saturdays"] = calendar_for(spec)
        return found

    def every_day(self) -> WorkingCalendar:
        """Return a calendar of the same years in which every day counts.

        It has no weekends, holidays, local closed days or rests. The answer is kept.
        """
        found = self._wider.get("every day")
        if found is None:
            spec = attrs.evolve(
                self.spec,
                categories=(),
                first_year=self.first.year,
                last_year=self.last.year,
                closed=(),
                holidays=False,
                weekend=(),
                rests=(),
            )
            found = self._wider["every day"] = calendar_for(spec)
        return found

    # --- explanation ------------------------------------------------------------------------------

    def day(self, day: date) -> Day:
        """Return whether ``day`` counts, and why, with the name of the holiday or local day.

        Names are Swedish and English; a country without names in one of them gives its own.
        """
        index = self._place(day) - 1
        working = self.mask[index]
        if type(day) is not date:
            day = plain_date(day)
        local = self._local.get(day)
        if local is not None:
            reason = DayReason.LOCAL_OPEN if working else DayReason.LOCAL_CLOSED
            return Day(day, reason, Label(local.name_sv, local.name_en))
        if working:
            return Day(day, DayReason.WORKING_DAY, DayReason.WORKING_DAY.words)
        if self._national.mask[index]:
            return Day(day, DayReason.REST, DayReason.REST.words)
        swedish = holiday_names(self._rules, "sv").get(day)
        if swedish is None:
            return Day(day, DayReason.WEEKEND, WEEKDAYS[day.weekday()])
        return Day(day, DayReason.HOLIDAY, Label(swedish, holiday_names(self._rules, "en")[day]))

    def explain_add(self, day: date, n: int) -> tuple[CountedDay, ...]:
        """Return each day that :meth:`add` passes on its way, in that order; its answer is last.

        ``day`` itself is left out, except for ``n`` 0, where the count begins with it.
        """
        start, end = self._place(day), self._place(self.add(day, n))
        if n == 0:
            walked = self._walk(range(start, end + 1), step=0)
        elif n > 0:
            walked = self._walk(range(start + 1, end + 1), step=1)
        else:
            walked = self._walk(range(start - 1, end - 1, -1), step=-1)
        return walked

    def explain_count(self, start: date, end: date) -> tuple[CountedDay, ...]:
        """Return each day that :meth:`count` looks at; the last number is its answer.

        Backwards, the days run from ``start`` down to the one after ``end``.
        """
        low, high = self._place(start), self._place(end)
        if low <= high:
            return self._walk(range(low + 1, high + 1), step=1)
        return self._walk(range(low, high, -1), step=-1)

    def _walk(self, places: range, *, step: int) -> tuple[CountedDay, ...]:
        number, walked = 0, []
        for place in places:
            day = self.day(date.fromordinal(self._base + place))
            if day.working:
                number += step
                walked.append(CountedDay(day, number))
            else:
                walked.append(CountedDay(day, None))
        return tuple(walked)

    # --- moments and range ------------------------------------------------------------------------

    def day_of(self, moment: datetime) -> date:
        """Return the civil day of ``moment`` in the calendar's zone: 23:59 is still that day.

        The day need not be covered by the calendar. Raises
        :class:`~klagomal.errors.NaiveDatetimeError` for a moment without a zone.
        """
        if not isinstance(moment, datetime):
            raise DayCountError(f"{moment!r} is not a datetime: pass an aware one", value=moment)
        if moment.tzinfo is UTC and moment.hour in self._same_day:
            return datetime.date(moment)
        if moment.tzinfo is not self.zone:
            if moment.tzinfo is not UTC and moment.utcoffset() is None:
                raise NaiveDatetimeError(
                    f"{moment} has no time zone: attach the one it was measured in",
                    value=moment,
                )
            try:
                moment = moment.astimezone(self.zone)
            except OverflowError:
                raise CalendarRangeError(
                    f"{moment} has no local day in {self.zone.key}: it is at the end of time",
                    value=moment,
                ) from None
        return datetime.date(moment)  # a plain date also for a subclass

    def check(self, day: date) -> None:
        """Raise :class:`~klagomal.errors.CalendarRangeError` if ``day`` is not covered."""
        self._place(day)

    def _place(self, day: date) -> int:
        """Return which day of the calendar ``day`` is; the first is 1."""
        if type(day) is not date:
            day = plain_date(day)
        place = day.toordinal() - self._base
        if 0 < place < len(self._through):
            return place
        raise self._outside(str(day), day, later=place > 0)

    def _outside(self, what: str, day: date, *, later: bool) -> CalendarRangeError:
        bound = "last_year" if later else "first_year"
        covered = self.last.year if later else self.first.year
        known = self._national.known_years[later]
        if covered != known:
            way_out = f"widen it with CalendarSpec({bound}=...), at the utmost to {known}"
        elif self.spec.holidays:
            since = "to" if later else "from"
            way_out = f"the holidays of {self.spec.country} are known {since} {known}"
        else:
            way_out = f"dates {'end' if later else 'begin'} with the year {known}"
        return CalendarRangeError(
            f"{what} is outside this calendar, which covers {self.first} to {self.last}: {way_out}",
            day=day,
            first=self.first,
            last=self.last,
        )

    # --- value ------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkingCalendar):
            return NotImplemented
        return self is other or self._content == other._content

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        years = f"{self.first.year}-{self.last.year}"
        return f"<WorkingCalendar {self.spec.country} {years} {self.zone.key} {self.fingerprint}>"

    def __reduce__(self) -> tuple[Callable[[CalendarSpec], WorkingCalendar], tuple[CalendarSpec]]:
        return calendar_for, (self.spec,)

    @property
    def _content(self) -> tuple[date, date, str, bytes]:
        return self.first, self.last, self.zone.key, self.mask


_built: dict[CalendarSpec, WorkingCalendar] = {}
_building = Lock()


def calendar_for(spec: CalendarSpec = SWEDEN) -> WorkingCalendar:
    """Return the calendar of ``spec``, built the first time and the same object ever after.

    The first one takes some tenths of a second, most of it to import `holidays`. Raises
    :class:`~klagomal.errors.CalendarError` for a country, subdivision, category or zone that does
    not exist, for years whose holidays are not known, and for a year without a working day.
    """
    found = _built.get(spec)
    if found is None:
        with _building:
            found = _built.get(spec)
            if found is None:
                found = _built[spec] = WorkingCalendar(spec)
    return found


def _local_mask(
    spec: CalendarSpec, national: NationalDays, dates: tuple[date, ...]
) -> tuple[bytes, dict[date, NamedDay]]:
    """Return which days are worked here, and the local days that made a difference.

    Local closed days come first, then the rests, and last the local open days.
    """
    mask, local, first = bytearray(national.mask), {}, dates[0].toordinal()

    def put(entries: Iterable[NamedDay], working: int) -> None:
        for entry in entries:
            index = entry.day.toordinal() - first
            if mask[index] != working:
                mask[index] = working
                local[entry.day] = entry

    put(spec.closed, 0)
    for season in spec.rests:
        for index, day in enumerate(dates):
            if season.covers(day):
                mask[index] = 0
    put(spec.open, 1)
    return bytes(mask), local


def _require_work_every_year(
    spec: CalendarSpec, national: NationalDays, through: list[int]
) -> None:
    """Refuse a calendar in which some year has no working day."""
    first, before = date(national.first_year, 1, 1).toordinal(), 0
    for year in range(national.first_year, national.last_year + 1):
        up_to = through[date(year, 12, 31).toordinal() - first + 1]
        if up_to == before:
            closing = [name for name in ("weekend", "closed", "rests") if getattr(spec, name)]
            raise CalendarError(
                f"no day of {year} is a working day: take days out of "
                f"{' or '.join(closing)}, or list a day of {year} in open",
                year=year,
                **{name: getattr(spec, name) for name in closing},
            )
        before = up_to


def _zone(key: str) -> ZoneInfo:
    try:
        if key not in _OF_THE_MACHINE:
            return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        pass
    known = available_timezones() - _OF_THE_MACHINE
    way_out = suggest(key, known) if known else "this machine has none: install tzdata"
    raise CalendarError(f"unknown time zone {key!r}: {way_out}", zone=key)


_OF_THE_MACHINE: Final = frozenset({"Factory", "localtime"})
"""Keys that mean another zone on each machine, where a calendar has to count the same on all."""


@cache
def _same_day_hours(zone: ZoneInfo) -> frozenset[int]:
    """Return the hours of the UTC clock at which the zone's civil day has always been UTC's.

    The offset is looked up once a week over 250 years; no zone has kept one for a shorter time.
    """
    start, weeks = datetime(1850, 1, 1, tzinfo=UTC), 52 * 250
    offsets = {(start + timedelta(weeks=n)).astimezone(zone).utcoffset() for n in range(weeks)}
    ahead = [offset for offset in offsets if offset is not None]
    hour, whole_day = timedelta(hours=1), timedelta(days=1)
    return frozenset(
        n
        for n in range(24)
        if n * hour + min(ahead) >= timedelta(0) and (n + 1) * hour + max(ahead) <= whole_day
    )


@cache
def _pool(first: date, last: date) -> tuple[tuple[date, ...], tuple[int, ...]]:
    """Return the dates and numbers that all tables over the same years share."""
    ordinals = range(first.toordinal(), last.toordinal() + 1)
    return tuple(map(date.fromordinal, ordinals)), tuple(range(len(ordinals) + 1))
