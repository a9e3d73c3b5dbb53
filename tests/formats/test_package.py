"""`datapackage.json` and the tables that it describes, read by frictionless."""

import csv
import hashlib
import mimetypes

from frictionless import Package, validate

DATA = "data/datapackage.json"


def rows(site, name):
    with site.path(f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_is_valid_with_its_hashes_and_keys(site):
    report = validate(str(site.path(DATA)))
    assert report.flatten(["resource", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_every_table_is_a_resource_with_a_schema(site):
    resources = site.json(DATA)["resources"]
    assert ["data/" + resource["path"] for resource in resources] == site.files("data/**/*.csv")
    assert [resource["name"] for resource in resources if not resource["schema"]["fields"]] == []


def test_the_package_names_the_sources_that_are_restated(flagship, second):
    sources = flagship.json(DATA)["sources"]
    assert [source["path"] for source in sources] == [flagship.url + f"reports/{name}/" for name in ("information-note", "hippo-report")]
    assert sources[0]["title"] == "Information note on High-Level Independent Panel on Peace Operations, 16 June 2015"
    assert "sources" not in second.json(DATA)


def test_keys_lead_from_each_table_to_the_records(site):
    package = Package(str(site.path(DATA)))
    for resource in package.resources:
        ids = {row["id"] for row in rows(site, "records")}
        if resource.name not in ("records", "relations", "progress", "files"):
            assert resource.schema.primary_key in (["id"], ["of", "row"]), resource.name
            key = resource.schema.primary_key[0]
            assert {row[key] for row in rows(site, resource.name)} <= ids, resource.name


def test_a_broken_key_is_found(site, tmp_path):
    """The validator looks: a reference to a record that is not there fails."""
    for file in site.files("data/**/*.csv") + [DATA]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_bytes(site.path(file).read_bytes())
    relations = tmp_path / "data/relations.csv"
    relations.write_bytes(relations.read_bytes() + b"no/where,no/where,mention,,a,b\r\n")
    report = validate(str(tmp_path / DATA))
    assert "foreign-key" in {error[0] for error in report.flatten(["type"])}


def latest(record):
    """What assessors say last, as the columns of a table have it."""
    columns = {}
    for said in record.get("latest", []):
        name = f"latest.{said['axis']}.{said['assessor']}"
        columns |= {name: said["state"], f"{name}.date": said["date"]}
    return columns


def test_tables_and_json_hold_the_same(site):
    for file in site.files("data/**/*.json"):
        name = file[len("data/") : -len(".json")]
        if name in ("graph", "datapackage", "linkset"):
            continue
        records = site.json(file)
        if name == "progress":
            counts = [row | {"count": int(row["count"])} for row in rows(site, name)]
            assert records == counts
            continue
        if name == "files":
            said = [{key: cell for key, cell in row.items() if cell} for row in rows(site, name)]
            assert [{key: str(cell) for key, cell in record.items()} for record in records] == said
            continue
        texts = [(row["text"], row["markdown"]) for row in rows(site, name)]
        assert [(record["text"], record["markdown"]) for record in records] == texts
        said = [
            {name: value for name, value in row.items() if name.startswith("latest.") and value}
            for row in rows(site, name)
        ]
        assert [latest(record) for record in records] == said
        in_table = [(row["id"], row["title"], row["url"]) for row in rows(site, name)]
        assert [(record["id"], record["title"], record["url"]) for record in records] == in_table


def test_files_are_what_their_table_says(second):
    files = rows(second, "files")
    assert [row["file"] for row in files] == ["plan.svg", "wells.csv"]
    for row in files:
        content = second.path(row["url"][len(second.url) :]).read_bytes()
        assert (row["bytes"], row["sha256"]) == (str(len(content)), hashlib.sha256(content).hexdigest())
        assert row["media-type"] == mimetypes.guess_type(row["file"])[0]


def test_tables_are_as_rfc_4180_has_them(site):
    for file in site.files("data/**/*.csv"):
        text = site.path(file).read_bytes().decode("utf-8", errors="strict")
        with site.path(file).open(encoding="utf-8", newline="") as opened:
            table = list(csv.reader(opened, strict=True))
        assert {len(row) for row in table} == {len(table[0])}, file
        # A line break inside of a value is LF alone, so that CR LF ends a row wherever it stands.
        assert text.count("\r\n") == len(table) and text.endswith("\r\n"), file
        assert not text.startswith("\ufeff"), file


def test_the_rows_of_a_table_field_have_a_table_of_their_own(second):
    readings = rows(second, "audit-findings.readings")
    assert [(row["of"], row["row"]) for row in readings][0] == ("audit-finding/low-water", "1")
    assert {row["taken-at"] for row in readings if row["taken-at"]} <= {row["id"] for row in rows(second, "hearing-sessions")}


def test_sums_are_those_of_all_other_files(site):
    lines = [line.split("  ", 1) for line in site.text("data/SHA256SUMS").splitlines()]
    named = {f"data/{name}" for _, name in lines}
    others = {file for file in site.files("data/**/*") if site.path(file).is_file() and not file.endswith((".html", "SHA256SUMS"))}
    assert named == others
    for wanted, name in lines:
        assert hashlib.sha256(site.path(f"data/{name}").read_bytes()).hexdigest() == wanted, name
