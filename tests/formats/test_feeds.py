"""`feed.xml`, read by feedparser and atoma, and by the rules of RFC 4287 and RFC 4151."""

import re
from datetime import datetime
from xml.etree import ElementTree

import atoma
import feedparser
import pytest

ATOM = "{http://www.w3.org/2005/Atom}"

# RFC 3339, section 5.6.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

# RFC 4151, section 2.1; a fragment may follow.
TAG = re.compile(
    r"tag:[a-z0-9-]+(\.[a-z0-9-]+)*,\d{4}(-\d\d(-\d\d)?)?:"
    r"([\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*(#[\w.~!$&'()*+,;=:@/?-]+)?",
    re.ASCII,
)


def feeds(site):
    found = site.files("**/feed.xml")
    assert found
    return found


def parsed(site, path):
    feed = feedparser.parse(site.path(path).read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def one(element, name):
    """The text of the child that must be there exactly once."""
    (found,) = element.findall(ATOM + name)
    assert found.text and found.text.strip()
    return found.text


def links(element, relation):
    return [link.get("href") for link in element.findall(ATOM + "link") if link.get("rel") == relation]


def is_sound(element):
    """What a feed and an entry must both have."""
    assert TAG.fullmatch(one(element, "id"))
    one(element, "title")
    assert DATE.fullmatch(one(element, "updated"))
    datetime.fromisoformat(one(element, "updated"))
    assert len(element.findall(ATOM + "summary")) <= 1
    for author in element.findall(ATOM + "author"):
        one(author, "name")
    for category in element.findall(ATOM + "category"):
        assert category.get("term") and category.get("label")


def test_each_feed_has_what_atom_asks_for(site):
    for path in feeds(site):
        root = ElementTree.parse(site.path(path)).getroot()
        assert root.tag == ATOM + "feed"
        is_sound(root)
        assert root.findall(ATOM + "author")
        assert links(root, "self") == [site.url + path]
        assert all(site.has_page(page) for page in links(root, "alternate"))
        entries = root.findall(ATOM + "entry")
        for entry in entries:
            is_sound(entry)
            (page,) = links(entry, "alternate")
            assert site.has_page(page)
        updated = [one(entry, "updated") for entry in entries]
        assert updated == sorted(updated, reverse=True)
        assert not updated or one(root, "updated") == updated[0]


def test_ids_are_unique_and_the_same_wherever_an_entry_is_told(site):
    told, own = {}, set()
    for path in feeds(site):
        root = ElementTree.parse(site.path(path)).getroot()
        assert one(root, "id") not in own
        own.add(one(root, "id"))
        entries = {one(entry, "id"): ElementTree.tostring(entry).strip() for entry in root.findall(ATOM + "entry")}
        assert len(entries) == len(root.findall(ATOM + "entry"))
        for name, entry in entries.items():
            assert told.setdefault(name, entry) == entry
    assert not own & set(told)


def test_two_parsers_read_the_same(site):
    for path in feeds(site):
        feed = parsed(site, path)
        other = atoma.parse_atom_bytes(site.path(path).read_bytes())
        assert feed.feed.id == other.id_ and feed.feed.title == other.title.value
        assert [entry.id for entry in feed.entries] == [entry.id_ for entry in other.entries]
        assert [entry.title for entry in feed.entries] == [entry.title.value for entry in other.entries]


def test_every_entry_and_every_dated_record_is_told_once(site):
    ledgers = {
        "flagship": (["recommendations.follow-up", "shifts.follow-up"], "events", "date"),
        "second": (["audit-findings.course", "design-decisions.course"], "hearing-sessions", "day"),
    }
    tables, kind, field = ledgers[site.name]
    english = [name for name in feeds(site) if name == "feed.xml"]
    ids = [entry.id for name in english for entry in parsed(site, name).entries]
    rows = sum(
        len(record["fields"].get(table.split(".")[1], []))
        for table in tables
        for record in site.json(f"data/{table.split('.')[0]}.json")
        if record["language"] == "en"
    )
    events = [record["record"] for record in site.json(f"data/{kind}.json") if field in record["fields"]]
    assert rows > 0 and events
    assert len([name for name in ids if "#" in name]) == rows
    assert sorted(name.split(":", 2)[2] for name in ids if "#" not in name) == sorted(events)


@pytest.mark.parametrize("kind", ["recommendations", "shifts", "events"])
def test_a_kind_has_a_feed_of_its_own(flagship, kind):
    pages = {entry.link for entry in parsed(flagship, f"{kind}/feed.xml").entries}
    assert pages and all(page.startswith(f"{flagship.url}{kind}/") for page in pages)


def test_a_theme_tells_what_happened_to_the_points_inside_it(flagship):
    for theme in flagship.json("data/themes.json"):
        path = theme["url"].removeprefix(flagship.url) + "feed.xml"
        inside = {
            record["url"]
            for record in flagship.json("data/recommendations.json")
            if record.get("inside") == theme["record"]
        }
        told = {entry.link for entry in parsed(flagship, path).entries}
        assert told and told <= inside


def test_an_entry_says_who_says_what_and_where(flagship):
    feed = parsed(flagship, "themes/au-operations-funding/feed.xml")
    entry = feed.entries[0]
    assert entry.title == "11.1 Support African Union operations from assessed contributions: Implemented in part"
    assert entry.author == "Editors of the Rapporteur project"
    assert entry.updated == "2023-12-21T00:00:00Z"
    assert [tag.term for tag in entry.tags] == ["recommendation", "implementation", "implemented-in-part"]
    assert [tag.label for tag in entry.tags] == ["Recommendation", "Implementation, as the editors read it", "Implemented in part"]
    assert entry.summary_detail.type == "text/html"
    assert "<strong>Implemented in part</strong>" in entry.summary
    assert 'href="https://undocs.org/S/RES/2719"' in entry.summary


def test_a_language_has_feeds_of_its_own(second):
    assert parsed(second, "feed.xml").feed.language == "en"
    for path in second.files("fr/**/feed.xml"):
        feed = parsed(second, path)
        assert feed.feed.language == "fr"
        assert all(entry.link.startswith(f"{second.url}fr/") for entry in feed.entries)


def test_pages_that_list_changes_lead_to_the_feeds(flagship):
    for page in ["index.html", "changes/index.html", "recommendations/index.html"]:
        found = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"', flagship.text(page))
        assert len(found) == 1, page
    assert "feed.xml" in flagship.text("data/about/feeds/index.html")
