"""`events.ics`, read by icalendar."""

from datetime import date, timedelta

from icalendar import Calendar


def events(site):
    calendar = Calendar.from_ical(site.path("data/events.ics").read_bytes())
    assert calendar.errors == []
    return calendar.walk("VEVENT")


def test_each_dated_record_of_a_timeline_is_an_event_of_its_own(site):
    found = {str(event["UID"]).split("@")[0]: event for event in events(site)}
    assert len(found) == len(events(site)) > 0
    for event in found.values():
        assert event.errors == []
        assert event["SUMMARY"] and site.has_page(event["URL"])
        assert event["DTSTART"].dt < event["DTEND"].dt


def test_a_partial_date_lasts_as_long_as_it_can_mean(site):
    kinds = {"flagship": ("events", "date"), "second": ("hearing-sessions", "day")}
    file, field = kinds[site.name]
    dates = {record["id"]: record["fields"].get(field, "") for record in site.json(f"data/{file}.json")}
    lengths = {4: (365, 366), 7: (28, 29, 30, 31), 10: (1,)}
    for event in events(site):
        written = dates[str(event["UID"]).split("@")[0]]
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        assert start.isoformat().startswith(written)
        assert (end - timedelta(days=1)).isoformat().startswith(written)
        assert (end - start).days in lengths[len(written)]


def test_no_date_is_that_of_the_build(site):
    assert {event["DTSTAMP"].dt.date() for event in events(site)} == {event["DTSTART"].dt for event in events(site)}
    assert date.today() not in {event["DTSTAMP"].dt.date() for event in events(site)}
