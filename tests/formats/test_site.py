"""That there are two sites to read, of two reports."""


def test_each_page_says_where_it_is(site):
    assert f'<link rel="canonical" href="{site.url}">' in site.text("index.html")
