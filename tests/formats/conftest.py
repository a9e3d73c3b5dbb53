"""The files of two reports, each test that asks for a `site` once for each of them."""

import json
import os
from collections import namedtuple
from pathlib import Path

import bibtexparser
import pytest
import rispy

# How a page is cited, as the readers of three formats give it.
Entry = namedtuple("Entry", "ris bibtex csl")


class Site:
    """A site on disk: the flagship's, or that of the second report, whose kinds are its own."""

    def __init__(self, name, folder, url):
        self.name = name
        self.folder = Path(folder)
        self.url = url

    def path(self, name):
        return self.folder / name

    def text(self, name):
        return self.path(name).read_text(encoding="utf-8")

    def json(self, name):
        return json.loads(self.text(name))

    def citations(self):
        """The folder of every page that is cited → its entry in each of the three formats."""
        found = {}
        for file in self.files("**/cite.json"):
            folder = file.removesuffix("cite.json")
            items = self.json(file)
            ris = rispy.loads(self.text(folder + "cite.ris"))
            library = bibtexparser.parse_string(self.text(folder + "cite.bib"))
            assert library.failed_blocks == []
            assert len(items) == len(ris) == len(library.entries), file
            for csl, ris, bibtex in zip(items, ris, library.entries):
                address = csl["URL"].removeprefix(self.url)
                assert address not in found, address
                found[address] = Entry(ris, bibtex, csl)
        return found

    def files(self, pattern):
        """The files that a pattern finds, as paths below the site's root."""
        found = sorted(self.folder.glob(pattern))
        return [path.relative_to(self.folder).as_posix() for path in found]

    def has_page(self, url):
        """Whether an address is that of a page of the site."""
        below = url.split("#")[0]
        return below.startswith(self.url) and self.path(below[len(self.url) :] + "index.html").is_file()


SITES = [
    ("flagship", "FLAGSHIP", "https://peace-operations-review.example/"),
    ("second", "SECOND", "https://audit.example/wells/"),
]


@pytest.fixture(params=SITES, ids=[name for name, _, _ in SITES])
def site(request):
    name, variable, url = request.param
    return Site(name, os.environ[variable], url)


@pytest.fixture
def flagship():
    name, variable, url = SITES[0]
    return Site(name, os.environ[variable], url)


@pytest.fixture
def second():
    name, variable, url = SITES[1]
    return Site(name, os.environ[variable], url)
