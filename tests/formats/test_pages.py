"""The pages that list the files for other programs and explain their formats."""

from lxml import html


def links(site, page):
    base = f"{site.url}{page.removesuffix('index.html')}"
    tree = html.fromstring(site.text(page), base_url=base)
    tree.make_links_absolute(base)
    found = tree.xpath("//main//a/@href")
    assert all(link.startswith(site.url) for link in found)
    return [link[len(site.url) :] for link in found]


def test_every_file_is_listed_where_its_format_is_explained(site):
    listed = set(links(site, "data/index.html"))
    files = {file for file in site.files("data/**/*") if site.path(file).is_file() and not file.endswith(".html")}
    assert files <= listed
    explained = [link for link in listed if link.startswith("data/about/")]
    told = {link for page in explained for link in links(site, f"{page}index.html")}
    assert files <= told


def test_each_format_has_an_example_out_of_the_report(site):
    for page in site.files("data/about/*/index.html"):
        examples = html.fromstring(site.text(page)).xpath("//main//pre")
        assert examples and all(example.text_content().strip() not in ("", "null", "[]") for example in examples), page


def test_every_page_leads_to_the_list(site):
    for page in ["index.html", "print/index.html", "data/about/csv/index.html"]:
        footer = html.fromstring(site.text(page)).xpath("//footer//a/@href")
        assert any(link.endswith("data/") for link in footer), page
