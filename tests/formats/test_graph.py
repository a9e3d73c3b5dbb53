"""`graph.json`: every record, and every relation under both of its names."""


def edges(site, **wanted):
    found = site.json("data/graph.json")["edges"]
    return [edge for edge in found if all(edge.get(key) == value for key, value in wanted.items())]


def test_each_record_is_one_node_with_its_page(site):
    nodes = site.json("data/graph.json")["nodes"]
    ids = [node["id"] for node in nodes]
    assert len(ids) == len(set(ids)) > 0
    assert [node["url"] for node in nodes if not site.has_page(node["url"])] == []


def test_each_edge_joins_two_nodes_and_has_two_names(site):
    graph = site.json("data/graph.json")
    ids = {node["id"] for node in graph["nodes"]}
    assert [edge for edge in graph["edges"] if not {edge["from"], edge["to"]} <= ids] == []
    assert [edge for edge in graph["edges"] if not (edge["name"] and edge["inverse"])] == []
    assert {edge["by"] for edge in graph["edges"]} == {"field", "inside", "mention"}


def test_the_sentences_of_a_mention_stand_on_the_page_that_is_mentioned(flagship):
    mention = edges(flagship, by="mention", to="body/security-council")[0]
    assert mention["sentences"]
    page = flagship.text("bodies/security-council/index.html")
    assert mention["sentences"][0].replace("&", "&amp;") in page


def test_relations_have_the_names_that_the_report_gives_them(second):
    edge = edges(second, field="supersedes")[0]
    assert (edge["name"], edge["inverse"]) == ("Supersedes", "Superseded by")
    in_row = edges(second, field="readings.taken-at")[0]
    assert in_row["to"].startswith("hearing-session/")


def test_a_translation_is_a_node_of_its_own(second):
    nodes = second.json("data/graph.json")["nodes"]
    wells = {node["id"]: node["language"] for node in nodes if node["record"] == "town-well/north-well"}
    assert wells == {"town-well/north-well": "en", "town-well/north-well@fr": "fr"}
