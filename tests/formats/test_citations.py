"""Citations, read by programs of the reference managers' own world."""

import re
from urllib.parse import parse_qs, unquote, urljoin

import bibtexparser
import pytest
import rispy
from citeproc.source.json import CiteProcJSON
from lxml import html

import zotero

RESTATING = "Restating Information note on High-Level Independent Panel on Peace Operations, 16 June 2015"

# A part of the report, the report itself, what editors add, and works of their own, with what each
# must say.
EXPECTED = {
    "flagship": {
        "recommendations/international-forum-on-prevention/": {
            "title": "1.2 Establish an international forum on prevention",
            "author": ["Editors of the Rapporteur project"],
            "date": (2026, 11, 28),
            "whole": "UN peace operations: the 2015 review",
            "note": RESTATING,
        },
        "": {
            "title": "UN peace operations: the 2015 review",
            "author": ["Editors of the Rapporteur project"],
            "date": (2026, 11, 28),
            "note": RESTATING,
        },
        "venues/dhaka/": {
            "title": "Dhaka",
            "author": ["Editors of the Rapporteur project"],
            "date": (2026, 11, 28),
            "whole": "UN peace operations: the 2015 review",
        },
        "reports/hippo-report/": {
            "title": "Uniting our strengths for peace: politics, partnership and people",
            "author": ["High-Level Independent Panel on Peace Operations"],
            "date": (2015, 6, 17),
            "symbol": "A/70/95–S/2015/446",
        },
        "reports/information-note/": {
            "title": "Information note on High-Level Independent Panel on Peace Operations",
            "author": [],
            "date": (2015, 6, 16),
        },
    },
    "second": {
        "audit-findings/leaking-pump/": {
            "title": "2 A pump leaks",
            "author": ["Town Auditors, Office of"],
            "date": (2024, 5),
            "symbol": "T/9–W/2",
            "whole": "The wells of the town",
        },
        "design-decisions/mend-the-pump/": {
            "title": "Mend the pump",
            "author": ["Board of works"],
            "date": (2024, 4),
            "symbol": "B/12–C/7",
            "institution": "Board of works",
        },
    },
}

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@pytest.fixture
def expected(site):
    return EXPECTED[site.name].items()


def looks_alike(names):
    """A comma within a name has become a sign that takes no name apart."""
    return [name.replace(",", "\u201a") for name in names]


def test_ris_is_read(site, expected):
    for folder, want in expected:
        entry = site.citations()[folder].ris
        # What restates a report is a page of the site, and no part of the report.
        assert entry["type_of_reference"] == ("ELEC" if "note" in want else "RPRT")
        assert entry["title"] == want["title"]
        assert entry.get("authors", []) == [name + "," for name in looks_alike(want["author"])]
        assert entry.get("secondary_title") == want.get("whole")
        assert entry.get("publisher") == want.get("institution")
        assert entry.get("issn") == want.get("symbol")
        assert entry.get("notes", []) == ([want["note"]] if "note" in want else [])
        assert entry["urls"] == [site.url + folder]
        assert entry["language"] == "en"
        known = [int(part) for part in entry["date"].split("/") if part]
        assert known == list(want["date"])
        assert entry["year"] == str(want["date"][0])


def test_bibtex_is_read(site, expected):
    for folder, want in expected:
        entry = site.citations()[folder].bibtex
        fields = {field.key: field.value.replace("{", "").replace("}", "") for field in entry.fields}
        is_part = "whole" in want
        assert entry.entry_type == ("incollection" if is_part else "techreport")
        title = f"{fields['chapter']} {fields['title']}" if "chapter" in fields else fields["title"]
        assert title == want["title"]
        assert fields.get("booktitle") == want.get("whole")
        assert fields.get("publisher" if is_part else "institution") == want.get("institution")
        assert fields.get("author", "") == " and ".join(want["author"])
        assert fields.get("number") == want.get("symbol")
        assert fields.get("note") == want.get("note")
        date = [int(fields["year"])]
        date += [MONTHS.index(fields["month"]) + 1] if "month" in fields else []
        date += [int(fields["day"])] if "day" in fields else []
        assert tuple(date) == want["date"]


def test_csl_json_is_read(site, expected, recwarn):
    for folder, want in expected:
        items = [site.citations()[folder].csl]
        library = CiteProcJSON(items)
        assert [str(warning.message) for warning in recwarn] == []
        [reference] = library.values()
        assert str(reference.type) == ("webpage" if "note" in want else "report")
        assert str(reference.title) == want["title"]
        assert [author["literal"] for author in items[0].get("author", [])] == want["author"]
        assert [str(name.literal) for name in reference.get("author", [])] == want["author"]
        parts = [reference.issued.get(part) for part in ("year", "month", "day")]
        assert tuple(part for part in parts if part is not None) == want["date"]
        assert str(reference.get("number", "")) == want.get("symbol", "")
        assert str(reference.get("note", "")) == want.get("note", "")
        assert str(reference.get("container_title", "")) == want.get("whole", "")


def test_every_citation_of_the_site_is_read(site):
    citations = site.citations()
    assert len(citations) > 10
    keys = set()
    for ris, entry, csl in citations.values():
        CiteProcJSON([csl])
        assert ris["title"] == csl["title"]
        assert ris["id"] == csl["id"] == entry.key
        keys.add(entry.key)
    assert len(keys) == len(citations)


def test_each_page_saves_its_own_citation(site):
    counted = 0
    for folder, entry in site.citations().items():
        page = html.document_fromstring(site.text(folder + "index.html"))
        links = page.xpath("//details[@class='cite']/p[@class='files']/a")
        assert [link.text for link in links] == ["RIS", "BibTeX", "CSL-JSON"], folder
        singles = [link for link in links if link.get("href").startswith("data:")]
        if not singles:
            assert [link.get("href") for link in links] == ["cite.ris", "cite.bib", "cite.json"]
            assert len(site.json(folder + "cite.json")) == 1
            continue
        # The others lead to those of the whole document, as the head of the page does.
        [single] = singles
        assert rispy.loads(unquote(single.get("href").split(",", 1)[1])) == [entry.ris]
        assert single.get("download") == f"{entry.csl['id']}.ris"
        heads = page.xpath("//link[@rel='describedby']/@href")
        assert [link.get("href") for link in links[1:]] == heads[1:]
        counted += 1
    assert counted > 5


def test_the_head_of_each_page_names_the_files_that_cite_it(site):
    for folder, entry in site.citations().items():
        page = html.document_fromstring(site.text(folder + "index.html"))
        hrefs = page.xpath("//link[@rel='describedby']/@href")
        assert len(hrefs) == 3, folder
        for href in hrefs:
            address, _, key = urljoin(site.url + folder, href).partition("#")
            assert site.path(address.removeprefix(site.url)).is_file(), href
            assert unquote(key) in ("", entry.csl["id"])
            if address.endswith(".json"):
                items = site.json(address.removeprefix(site.url))
                assert entry.csl in items and (key or items[0] == entry.csl)


def test_zotero_saves_a_report_with_all_its_parts(site, expected):
    for folder, want in expected:
        saved = zotero.item(site.text(folder + "index.html"))
        assert saved["itemType"] == "report"
        assert saved["title"] == want["title"]
        assert saved["creators"] == [{"lastName": name} for name in looks_alike(want["author"])]
        assert tuple(int(part) for part in saved["date"].split("/")) == want["date"]
        assert saved.get("reportNumber") == want.get("symbol")
        assert saved["language"] == "en"
        assert saved["url"] == site.url + folder
        if "institution" in want:
            assert saved["institution"] == want["institution"]
        assert saved["abstractNote"].endswith(want.get("note", ""))
        assert ("Restating" in saved["abstractNote"]) == ("note" in want)


def test_pages_of_one_work_have_no_coins_and_no_bylines(site):
    for folder in site.citations():
        assert not zotero.coins(site.text(folder + "index.html")), folder
    for file in site.files("**/*.html"):
        assert not re.search(r'class="[^"]*\b(byline|vcard)\b', site.text(file)), file


def test_each_entry_of_an_index_has_one_coins(site):
    counted = 0
    citations = site.citations()
    for file in site.files("**/index.html"):
        text = site.text(file)
        entries = zotero.coins(text)
        if "index-page" not in text:
            assert entries == [], file
            continue
        works = [parse_qs(entry, strict_parsing=True) for entry in entries]
        counted += len(works)
        for work in works:
            assert work["rft.genre"] == ["report"]
            assert site.has_page(work["rft_id"][0])
            csl = citations[work["rft_id"][0].removeprefix(site.url)].csl
            assert work["rft.btitle"] == [csl["title"]]
            names = [author["literal"] for author in csl.get("author", [])]
            assert work.get("rft.aucorp", []) == names
            assert work.get("rft.description", []) == ([csl["note"]] if "note" in csl else [])
        addresses = [work["rft_id"][0] for work in works]
        assert len(set(addresses)) == len(addresses)
    assert counted > 5


def test_only_works_of_their_own_have_symbols_of_the_united_nations(flagship):
    citations = flagship.citations()
    for folder, (_, _, csl) in citations.items():
        assert ("number" not in csl) or folder.startswith(("reports/", "reviews/")), folder
        assert "note" not in csl or csl["note"] == RESTATING
    restating = [folder for folder, entry in citations.items() if "note" in entry.csl]
    of_kinds = [folder for folder in citations if folder.startswith(("shifts/", "themes/", "recommendations/"))]
    # With them, the home page and the document that holds the shifts.
    assert len(of_kinds) >= 4 + 14 + 43
    assert set(restating) >= {*of_kinds, "", "four-essential-shifts/"}
