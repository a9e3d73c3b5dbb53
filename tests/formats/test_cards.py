"""Cards, read by a program that reads pictures."""

import io

from lxml import html
from PIL import Image


def test_every_card_is_a_picture_of_the_size_that_sites_ask_for(flagship):
    files = flagship.files("**/card.png")
    assert len(files) > 200
    for file in files:
        with Image.open(io.BytesIO(flagship.path(file).read_bytes())) as picture:
            picture.load()
            assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_pages_name_their_cards(flagship):
    for file in flagship.files("**/card.png"):
        page = html.document_fromstring(flagship.text(file.removesuffix("card.png") + "index.html"))
        assert page.xpath("//meta[@property='og:image']/@content") == [flagship.url + file]


def test_no_page_names_a_card_that_is_not_there(second):
    assert second.files("**/card.png") == []
    for file in second.files("**/*.html"):
        assert "og:image" not in second.text(file)
