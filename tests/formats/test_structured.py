"""JSON-LD, read by PyLD, which asks no host for anything."""

import json
import re
from urllib.parse import urljoin

import pytest
from lxml import html
from pyld import jsonld

SCHEMA = "http://schema.org/"

# What is said of each type, all of it in the vocabulary of schema.org.
WORK = {"name", "inLanguage", "position", "isPartOf", "isBasedOn", "about", "author", "publisher", "datePublished", "identifier"}
PROPERTIES = {
    "WebSite": {"name"},
    "CreativeWork": WORK,
    "Report": WORK | {"reportNumber"},
    "CollectionPage": WORK,
    "DefinedTermSet": WORK,
    "WebPage": {"author", "datePublished", "isBasedOn"},
    "DefinedTerm": {"name", "termCode", "inDefinedTermSet", "mainEntityOfPage"},
    "Place": {"name", "geo", "containedInPlace", "identifier"},
    "GeoCoordinates": {"latitude", "longitude"},
    "Event": {"name", "startDate", "about"},
    "Organization": {"name", "alternateName", "parentOrganization"},
    "Person": {"name", "memberOf"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}


def load(url, _options):
    """The part of the context of schema.org that our words need."""
    assert url.rstrip("/") == "https://schema.org"
    addresses = {name: {"@type": "@id"} for name in ("item", "inDefinedTermSet")}
    context = {"@vocab": SCHEMA, **addresses}
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": {"@context": context}}


def scripts(text):
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)


def nodes(value):
    """Every object of an expanded document."""
    if isinstance(value, list):
        for member in value:
            yield from nodes(member)
    elif isinstance(value, dict):
        yield value
        for member in value.values():
            yield from nodes(member)


def expanded(site, file):
    [script] = scripts(site.text(file))
    return jsonld.expand(json.loads(script), {"documentLoader": load, "base": site.url + file.removesuffix("index.html")})


def main(site, folder):
    """What a page is about, its properties without the name of the vocabulary."""
    found = [node for node in nodes(expanded(site, folder + "index.html")) if node.get("@id") == site.url + folder and "@type" in node]
    [node] = found
    return {key.removeprefix(SCHEMA): value for key, value in node.items()}


def values(values):
    return [value.get("@value", value.get("@id")) for value in values]


def test_every_page_says_what_it_is_about_in_words_of_schema_org(site):
    pages = [file for file in site.files("**/index.html") if scripts(site.text(file))]
    assert len(pages) > 15
    for file in pages:
        for node in nodes(expanded(site, file)):
            for ty in node.get("@type", []) if isinstance(node.get("@type"), list) else []:
                names = {key.removeprefix(SCHEMA) for key in node if not key.startswith("@")}
                assert names <= PROPERTIES[ty.removeprefix(SCHEMA)], (file, ty, names)
            if "@id" in node:
                assert site.has_page(node["@id"]), (file, node["@id"])
        # Nothing is lost on the way to triples, as would be what no property names.
        [script] = scripts(site.text(file))
        dataset = jsonld.to_rdf(json.loads(script), {"documentLoader": load, "base": site.url})
        assert len(dataset["@default"]) > 1


def test_every_record_is_a_part_of_something_or_stands_for_itself(site):
    for folder in site.citations():
        node = main(site, folder)
        [ty] = node["@type"]
        if ty == SCHEMA + "CreativeWork":
            assert "isPartOf" in node, folder
        assert len(node["name"]) == 1


def test_the_report_is_a_report(site):
    node = main(site, "")
    assert node["@type"] == [SCHEMA + "Report"]
    csl = site.citations()[""].csl
    assert values(node["name"]) == [csl["title"]]
    assert "–".join(values(node.get("reportNumber", []))) == csl.get("number", "")
    assert values(node["author"][0][SCHEMA + "name"]) == [csl["author"][0]["literal"]]


def test_what_restates_the_note_is_based_on_it(flagship):
    note = flagship.url + "reports/information-note/"
    for folder, entry in flagship.citations().items():
        [script] = scripts(flagship.text(folder + "index.html"))
        restates = "note" in entry.csl
        node = main(flagship, folder)
        assert "reportNumber" not in node or folder.startswith(("reports/", "reviews/")), folder
        if node["@type"] == [SCHEMA + "DefinedTerm"]:
            node = {key.removeprefix(SCHEMA): value for page in node.get("mainEntityOfPage", []) for key, value in page.items()}
        assert values(node.get("isBasedOn", [])) == ([note] if restates else []), folder
        assert ("isBasedOn" in script) == restates, folder


def test_the_linkset_holds_the_links_of_every_page(site):
    contexts = {context.pop("anchor"): context for context in site.json("data/linkset.json")["linkset"]}
    for anchor, context in contexts.items():
        assert site.has_page(anchor)
        for relation, targets in context.items():
            assert relation in {"cite-as", "describedby", "collection", "item", "alternate"}
            for target in targets:
                assert target.keys() <= {"href", "type", "hreflang"}
                below = target["href"].removeprefix(site.url)
                assert site.has_page(target["href"]) or site.path(below.split("#")[0]).is_file(), target
    for folder in site.citations():
        page = html.document_fromstring(site.text(folder + "index.html"))
        address = site.url + folder
        for relation in ("cite-as", "describedby", "collection"):
            found = [urljoin(address, href) for href in page.xpath(f"//link[@rel='{relation}']/@href")]
            assert found == [target["href"] for target in contexts[address].get(relation, [])]
    for file in site.files("**/index.html"):
        items = html.document_fromstring(site.text(file)).xpath("//a[@rel='item']/@href")
        address = site.url + file.removesuffix("index.html")
        listed = [target["href"] for target in contexts.get(address, {}).get("item", [])]
        assert sorted(urljoin(address, href) for href in items) == sorted(listed)


FLAGSHIP = {
    "recommendations/international-forum-on-prevention/": ("CreativeWork", {"position": ["1.2"], "isPartOf": [""], "about": ["themes/conflict-prevention/"]}),
    "themes/conflict-prevention/": ("DefinedTerm", {"termCode": ["1"], "inDefinedTermSet": ["themes/"]}),
    "terms/de-listed/": ("DefinedTerm", {"name": ["De-listed"]}),
    "venues/dhaka/": ("Place", {"name": ["Dhaka"]}),
    "events/report-published/": ("Event", {"startDate": ["2015-06-17"]}),
    "bodies/high-level-independent-panel/": ("Organization", {"alternateName": ["HIPPO"]}),
    "people/ian-martin/": ("Person", {"name": ["Ian Martin"]}),
    "reports/hippo-report/": ("Report", {"reportNumber": ["A/70/95", "S/2015/446"], "author": ["bodies/high-level-independent-panel/"]}),
}


@pytest.mark.parametrize("folder", FLAGSHIP)
def test_a_record_of_each_kind_is_what_it_is(flagship, folder):
    ty, wanted = FLAGSHIP[folder]
    node = main(flagship, folder)
    assert node["@type"] == [SCHEMA + ty]
    for name, want in wanted.items():
        assert [str(value).removeprefix(flagship.url) for value in values(node[name])] == want


def test_a_place_has_its_point(flagship):
    [geo] = main(flagship, "venues/dhaka/")["geo"]
    assert values(geo[SCHEMA + "latitude"]) == [23.8103]
    assert values(geo[SCHEMA + "longitude"]) == [90.4125]


def test_only_what_is_dated_is_an_event(second):
    assert main(second, "hearing-sessions/spring/")["@type"] == [SCHEMA + "Event"]
    for folder in ("hearing-sessions/spring/", "hearing-sessions/autumn/"):
        node = main(second, folder)
        assert ("startDate" in node) == (node["@type"] == [SCHEMA + "Event"])


def test_the_trail_leads_home(site):
    for file in site.files("*/*/index.html"):
        if not scripts(site.text(file)):
            continue
        lists = [node for node in nodes(expanded(site, file)) if node.get("@type") == [SCHEMA + "BreadcrumbList"]]
        for node in lists:
            items = [item for item in node[SCHEMA + "itemListElement"]]
            positions = [values(item[SCHEMA + "position"])[0] for item in items]
            assert positions == list(range(1, len(items) + 1))
            assert SCHEMA + "item" not in items[-1]
            assert all(site.has_page(values(item[SCHEMA + "item"])[0]) for item in items[:-1])
