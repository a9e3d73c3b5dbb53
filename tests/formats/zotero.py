"""What Zotero's generic reader of web pages, "Embedded Metadata", saves of a page.

Written anew from how that reader behaves, as far as the tags and elements go that a page of ours has.
"""

import re

from lxml import html

FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_technical_report_institution": "institution",
    "citation_technical_report_number": "reportNumber",
    "citation_language": "language",
    "citation_abstract": "abstractNote",
}

# The first of these tags that a page has tells the type of the item, whatever else there is.
TYPES = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_conference": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}


def item(text):
    """The item that is saved of a page: the first tag of a name counts, but for authors."""
    page = html.document_fromstring(text)
    tags = [(tag.get("name"), tag.get("content")) for tag in page.xpath("/html/head/meta[@name]")]
    saved = {"itemType": guessed_type(tags), "creators": creators(page, tags)}
    for name, content in reversed(tags):
        if name in FIELDS and content.strip():
            saved[FIELDS[name]] = " ".join(content.split())
    canonical = page.xpath("//head/link[@rel='canonical']/@href")
    saved["url"] = canonical[0] if canonical else None
    description = page.xpath("//meta[@name='description']/@content")
    saved.setdefault("abstractNote", description[0] if description else "")
    return saved


def guessed_type(tags):
    found = [TYPES[name] for name, _ in tags if name in TYPES]
    if found:
        return found[-1]
    return "journalArticle" if any(name == "citation_title" for name, _ in tags) else "webpage"


def creators(page, tags):
    written = [content for name, content in tags if name == "citation_author"]
    if not written:
        return [{"lastName": name} for name in bylines(page)]
    found = []
    for content in written:
        names = re.split(r"\s*;\s*", content)
        if len(names) == len(written) == 1:
            # Two parts of several words each are taken for two people.
            parts = re.split(r"\s*,\s*", content)
            if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
                names = parts
        found += [person(name.strip()) for name in names if re.search(r"[^\s,\-.;]", name)]
    return found


def person(name):
    """`Family, Given`, or without a comma the last word as the family's name."""
    if "," in name:
        last, first = re.split(r", ?", name)[:2]
    else:
        first, _, last = name.rpartition(" ")
    return {"lastName": last.strip(), "firstName": first.strip()} if first.strip() else {"lastName": last.strip()}


def bylines(page):
    """Where no tag names an author, elements of these classes are searched for names."""
    classes = "contains(concat(' ', @class, ' '), ' byline ') or contains(concat(' ', @class, ' '), ' vcard ')"
    return [element.text_content() for element in page.xpath(f"//*[{classes}]")]



def coins(text):
    """The titles of the elements that hold an OpenURL."""
    return html.document_fromstring(text).xpath("//span[contains(concat(' ', @class, ' '), ' Z3988 ')]/@title")
