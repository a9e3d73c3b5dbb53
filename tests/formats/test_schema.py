"""What `rapporteur schema` prints: schemas, by which what a report has is right, and a slip is not."""

import copy
import datetime
import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
REPORTS = [ROOT, ROOT / "guide", ROOT / "tests/reports/well-audit"]


def schema(*arguments):
    command = [os.environ["RAPPORTEUR"], "schema", *map(str, arguments)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def plain(value):
    """TOML as JSON has it: dates are text."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def toml(text):
    return plain(tomllib.loads(text))


def config(report):
    return toml((report / "book.toml").read_text(encoding="utf-8"))


BLOCK = re.compile(r"(?:\A|^#+ [^\n]*\{([^}\n]*)\} *\n|^(##) [^\n]*\n)\+\+\+\n(.*?)^\+\+\+$", re.M | re.S)
FENCED = re.compile(r"^(```+|~~~+).*?^\1$", re.M | re.S)


def kind_of_document(front, path, kinds):
    if "kind" in front:
        return front["kind"]
    folders = [(kind["folder"], name) for name, kind in kinds.items() if "folder" in kind]
    inside = [(folder, name) for folder, name in folders if path.startswith(folder + "/")]
    index = any(path == folder + "/index.md" for folder, _ in folders)
    return max(inside)[1] if inside and not index else "page"


def front_matter(report):
    """Each block of fields with its kind, translations apart, which may leave fields out."""
    book = config(report)
    kinds, source = book["kinds"], report / book["book"].get("src", "src")
    others = tuple(f".{tag}.md" for tag in book.get("languages", {}))
    for file in sorted(source.rglob("*.md")):
        path = file.relative_to(source).as_posix()
        if others and path.endswith(others):
            continue
        sections = None
        for heading, second, block in BLOCK.findall(FENCED.sub("", file.read_text(encoding="utf-8"))):
            fields = toml(block)
            if not heading and not second:
                sections = fields.get("sections")
                kind = kind_of_document(fields, path, kinds)
            else:
                classes = [word[1:] for word in heading.split() if word.startswith(".")]
                kind = next((name for name in classes if name in kinds), sections)
            yield f"{path}: {kind}", kind, fields


@pytest.fixture(scope="module")
def book():
    return schema()


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_book_toml_of_every_report_is_right(book, report):
    assert [error.message for error in book.iter_errors(config(report))] == []


SLIPS = [
    ("an unknown key", lambda book: book["book"].update(titel="x")),
    ("a text that is a list", lambda book: book["book"].update(title=["x"])),
    ("a list that is a text", lambda book: book["book"].update(authors="x")),
    ("an unknown type", lambda book: book["kinds"]["venue"]["fields"]["location"].update(type="point")),
    ("a field without a type", lambda book: book["kinds"]["venue"]["fields"]["location"].pop("type")),
    ("a qualifier of another type", lambda book: book["kinds"]["venue"]["fields"]["location"].update(to=["body"])),
    ("a choice without values", lambda book: book["kinds"]["venue"]["fields"]["nature"].pop("values")),
    ("a table without a name", lambda book: book.update(venue={"label": "Venue"})),
]


@pytest.mark.parametrize("slip", [slip for _, slip in SLIPS], ids=[name for name, _ in SLIPS])
def test_a_slip_in_book_toml_is_found(book, slip):
    wrong = copy.deepcopy(config(ROOT))
    slip(wrong)
    assert list(book.iter_errors(wrong)) != []


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_front_matter_of_every_record_is_right(report):
    schemas = {}
    checked = set()
    for place, kind, fields in front_matter(report):
        assert kind, place
        if kind not in schemas:
            schemas[kind] = schema(kind, report)
        assert [(place, error.message) for error in schemas[kind].iter_errors(fields)] == []
        checked.add(kind)
    assert len(checked) > 2, checked


WRONG = [
    {"nature": "holiday"},
    {"location": {"lat": 123.0, "lon": 0.0}},
    {"location": {"lat": 1.0}},
    {"location": "Dhaka"},
    {"aliases": "dacca"},
    {"number": 1.5},
    {"draft": "yes"},
    {"kind": "theme"},
    {"loction": {"lat": 1.0, "lon": 1.0}},
]


@pytest.mark.parametrize("slip", WRONG, ids=lambda slip: next(iter(slip)))
def test_a_slip_in_front_matter_is_found(slip):
    venue = schema("venue", ROOT)
    fields = next(fields for _, kind, fields in front_matter(ROOT) if kind == "venue")
    assert venue.is_valid(fields)
    assert not venue.is_valid({**fields, **slip})
