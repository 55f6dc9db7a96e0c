"""Writes table.tsv: what the wall clocks of twenty zones do at every change of ten years, computed apart from our code.

    python3 -m venv v && v/bin/pip install tzdata==2025.2 python-dateutil==2.9.0.post0
    v/bin/python domain/tests/zones/record.py > domain/tests/zones/table.tsv

The zones come from Python's zoneinfo with the tzdata package of the release that chrono-tz has compiled in (2025b; the
test compares the two names). When chrono-tz moves on, install the tzdata of its release and write the table again. Sao
Paulo, which gave daylight saving up in 2019, is recorded from 2017 on; the other zones over 2020 to 2029.

How it differs from our code: it asks for no local time. It walks the minutes around a change and takes the first one at
which the clock shows the wanted time or, where none does, a later one: rule W4 by brute force. Whether a time exists,
and whether it does so twice, is asked from dateutil and must agree with the walk.

Rows of the table, separated by tabs:
    time    zone  local  instant  normal|gap|twice
    window  zone  starts  ends  from  until  none|shorter N|longer N     (- for both instants: the clock skips all of it)
"""

import sys
import zoneinfo
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

zoneinfo.reset_tzpath(to=[])

from dateutil import tz  # noqa: E402

ZONES = [
    "Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "America/Asuncion", "America/Havana", "America/New_York",
    "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza",
    "Asia/Kathmandu", "Asia/Tehran", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Chisinau", "Europe/London",
    "Pacific/Apia", "Pacific/Auckland",
]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def clock(zone, instant):
    """What the wall clock shows, without its zone."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def changes(zone, first, last):
    """The first minute after every change of the offset."""
    at = datetime(first, 1, 1, tzinfo=timezone.utc)
    end = datetime(last + 1, 1, 1, tzinfo=timezone.utc)
    while at < end:
        later = at + HOUR
        if at.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            minute = at
            while minute.astimezone(zone).utcoffset() == at.astimezone(zone).utcoffset():
                minute += MINUTE
            yield minute
        at = later


def reached(zone, local):
    """The first instant at which the clock shows `local` or later, and how often it shows exactly that."""
    minute = local.replace(tzinfo=timezone.utc) - 15 * HOUR
    first, shown = None, 0
    # Offsets lie between -12 and +14 hours, and no clock is set back by more than three.
    for _ in range(30 * 60):
        now = clock(zone, minute)
        if first is None and now >= local:
            first = minute
        shown += now == local
        minute += MINUTE
    return first, shown


def kind(zone, local, shown):
    exists = tz.datetime_exists(local, zone)
    # Zones of zoneinfo answer differently for the two folds in a gap too, which dateutil takes for ambiguous.
    twice = exists and tz.datetime_ambiguous(local, zone)
    assert (exists, twice) == (shown > 0, shown > 1), (zone, local, shown)
    return "twice" if twice else "normal" if exists else "gap"


def write(*cells):
    def text(cell):
        if not isinstance(cell, datetime):
            return cell
        return cell.strftime("%Y-%m-%dT%H:%M" + ("Z" if cell.tzinfo else ""))

    print("\t".join(text(cell) for cell in cells))


def write_time(name, zone, local):
    instant, shown = reached(zone, local)
    write("time", name, local, instant, kind(zone, local, shown))


def write_window(name, zone, starts, ends):
    start, end = reached(zone, starts)[0], reached(zone, ends)[0]
    if start == end:
        write("window", name, starts, ends, "-", "-", "none")
        return
    more = (end - start) - (ends - starts)
    minutes = int(abs(more).total_seconds()) // 60
    shift = "none" if not minutes else f"{'longer' if more > timedelta(0) else 'shorter'} {minutes}"
    write("window", name, starts, ends, start, end, shift)


def main():
    print(f"# tzdata {version('tzdata')}, python-dateutil {version('python-dateutil')}; written by record.py")
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        for year in range(2020, 2030):
            write_time(name, zone, datetime(year, 7, 1, 12, 0))
        for change in changes(zone, 2017 if name == "America/Sao_Paulo" else 2020, 2029):
            before, after = clock(zone, change - MINUTE) + MINUTE, clock(zone, change)
            # From the earlier to the later of the two lies the gap, or what is shown twice.
            low, high = min(before, after), max(before, after)
            middle = low + (high - low) / 2
            for local in (low - MINUTE, low, middle, high - MINUTE, high):
                write_time(name, zone, local)
            night = low.replace(hour=22, minute=0) - DAY
            for starts, ends in (
                (night, night + 8 * HOUR),
                (low.replace(hour=9, minute=0), low.replace(hour=17, minute=0)),
                (low - HOUR, middle),
                (middle, high + HOUR),
                (low + MINUTE, high - MINUTE),
            ):
                write_window(name, zone, starts, ends)


if __name__ == "__main__":
    sys.exit(main())
