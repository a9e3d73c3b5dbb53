"""The files of two reports, each test that asks for a `site` once for each of them."""

import json
import os
from pathlib import Path

import pytest


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
