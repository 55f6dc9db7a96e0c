"""Writes table.tsv: what two calendar programs make of sample.ics, a year of a feed of ours.

    python3 -m venv v && v/bin/pip install icalendar==6.3.2 recurring-ical-events==3.8.2 ics==0.7.3
    v/bin/python domain/tests/feeds/record.py > domain/tests/feeds/table.tsv

The one is icalendar with recurring-ical-events, the other ics. Both must read every event, without a difference between
them; the test compares the table with the occurrences that the rules compute.
"""

import sys
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import ics
import recurring_ical_events
from icalendar import Calendar

FIRST, LAST = datetime(2026, 3, 1, tzinfo=timezone.utc), datetime(2027, 3, 1, tzinfo=timezone.utc)


def main():
    text = Path(__file__).with_name("sample.ics").read_bytes().decode("utf-8")
    calendar = Calendar.from_ical(text)
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT1H" and not calendar.errors
    assert not any(event.errors for event in calendar.walk("VEVENT"))
    found = recurring_ical_events.of(calendar).between(FIRST, LAST)
    one = sorted((e.start.astimezone(timezone.utc), e.end.astimezone(timezone.utc), str(e["SUMMARY"])) for e in found)
    events = ics.Calendar(text).events
    other = sorted((e.begin.datetime, e.end.datetime, e.name) for e in events)
    assert one == other, "the two differ"
    assert len({event.uid for event in events}) == len(events), "two events have one id"
    print("#", *(f"{name} {version(name)}" for name in ("icalendar", "recurring-ical-events", "ics")))
    for start, end, name in one:
        print(start.strftime("%Y-%m-%dT%H:%MZ"), end.strftime("%Y-%m-%dT%H:%MZ"), name, sep="\t")


if __name__ == "__main__":
    sys.exit(main())
