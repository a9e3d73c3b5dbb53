"""`index.md` beside pages and `llms.txt`, read by marko."""

import re
from urllib.parse import unquote

from marko import Markdown
from marko.ast_renderer import ASTRenderer

parse = Markdown(extensions=["footnote"], renderer=ASTRenderer)


def elements(node, kind):
    """All elements of a kind below a node."""
    if isinstance(node, list):
        return [found for child in node for found in elements(child, kind)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("element") == kind else []
    return own + elements(node.get("children"), kind)


def leads_somewhere(site, url):
    path = unquote(url.split("#")[0])[len(site.url) :]
    file = site.path(path + "index.html") if path == "" or path.endswith("/") else site.path(path)
    anchor = url.partition("#")[2]
    return file.is_file() and (not anchor or f'id="{anchor}"' in file.read_text(encoding="utf-8"))


def test_each_page_of_a_record_has_its_text_beside_it(site):
    pages = [record["url"] for file in site.files("data/**/*.json") if not file.endswith(("graph.json", "datapackage.json", "linkset.json", "progress.json", "files.json")) for record in site.json(file)]
    assert pages
    missing = [url for url in pages if not site.path(url[len(site.url) :] + "index.md").is_file()]
    assert missing == []


def test_every_reference_is_a_whole_address_that_leads_somewhere(site):
    for file in site.files("**/index.md"):
        document = parse(site.text(file))
        assert len([heading for heading in elements(document, "heading") if heading["level"] == 1]) == 1, file
        for link in elements(document, "link") + elements(document, "image"):
            assert re.match(r"https?://|mailto:|#", link["dest"]), (file, link["dest"])
            if link["dest"].startswith(site.url):
                assert leads_somewhere(site, link["dest"]), (file, link["dest"])


def test_nothing_is_left_that_only_this_program_reads(site):
    for file in site.files("**/index.md"):
        text = re.sub(r"```.*?```|~~~.*?~~~|`[^`]*`", "", site.text(file), flags=re.S)
        assert not re.search(r"^\+\+\+$|\[\[|\{#|\{\.|<!--", text, flags=re.M), file


def test_llms_txt_begins_with_the_title_and_leads_to_texts(site):
    text = site.text("llms.txt")
    document = parse(text)
    first, second = [child for child in document["children"] if child["element"] != "blank_line"][:2]
    assert (first["element"], first["level"], second["element"]) == ("heading", 1, "quote")
    links = [link["dest"] for link in elements(document, "link")]
    assert links and [link for link in links if not leads_somewhere(site, link)] == []
