"""What `rapporteur export` writes, opened by openpyxl and by LibreOffice."""

import csv
import datetime
import json
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NAMES = {"id", "language", "document", "row", "base"}

# Comma, quotation mark, UTF-8, from the first row, cells as they are shown, all sheets.
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
# A table that is opened has its formulas run, as people who open one see it.
ONE_TABLE = "csv:Text - txt - csv (StarCalc):44,34,76"


class Export:
    """The same records as a workbook and as files."""

    def __init__(self, report, folder):
        self.report = report
        self.folder = folder
        self.workbook = folder / "report.xlsx"
        export(report, self.workbook)
        for format in ("csv", "json"):
            export(report, folder / format, "--format", format)

    def rows(self, name):
        return json.loads((self.folder / f"json/{name}.json").read_text(encoding="utf-8"))

    def table(self, name):
        return table(self.folder / f"csv/{name}.csv")

    def names(self):
        return [file.stem for file in (self.folder / "csv").iterdir()]


def export(report, *arguments):
    subprocess.run([os.environ["RAPPORTEUR"], "export", *arguments, "--quiet"], cwd=report, check=True)


def table(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened, strict=True))


def opened_by_libreoffice(file, folder, form, *options):
    """The tables that LibreOffice makes of what it reads, by the names of their files."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", *options, "--convert-to", form, "--outdir", folder / "out", file]
    subprocess.run(command, check=True, capture_output=True)
    return {made.stem: table(made) for made in (folder / "out").iterdir()}


@pytest.fixture(scope="module", params=["flagship", "second"])
def exported(request, tmp_path_factory):
    report = ROOT if request.param == "flagship" else os.environ["SECOND_REPORT"]
    return Export(report, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def workbook(exported):
    return openpyxl.load_workbook(exported.workbook)


def shown(sheet):
    return sheet.sheet_state == "visible"


def in_words(value):
    """A cell, a day as ISO 8601 has it."""
    return value.date().isoformat() if isinstance(value, datetime.datetime) else value


def written(value):
    """A value of JSON as one text, as cells have it."""
    if value == []:
        return None
    if isinstance(value, list):
        return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return value


def test_every_sheet_holds_the_rows_of_the_files(exported, workbook):
    assert {sheet.title for sheet in workbook if shown(sheet)} == set(exported.names())
    for name in exported.names():
        head, *rows = workbook[name].iter_rows(values_only=True)
        for row, wanted in zip(rows, exported.rows(name), strict=True):
            found = {key: in_words(value) for key, value in zip(head, row, strict=True)}
            assert found == {key: written(value) for key, value in wanted.items()}


def test_no_cell_is_a_formula(workbook):
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_names_are_locked_and_everything_else_can_be_changed(exported, workbook):
    for name in exported.names():
        sheet = workbook[name]
        if name == "columns":
            continue
        assert sheet.protection.sheet and sheet.protection.password is None
        # What is not forbidden is allowed.
        assert not sheet.protection.autoFilter and not sheet.protection.sort
        head = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for key, cell in zip(head, row, strict=True):
                assert cell.protection.locked == (key in NAMES), f"{name}: {cell.coordinate}"


def test_choices_are_lists_of_their_values(exported, workbook):
    explained = {(row["sheet"], row["column"]): row["holds"] for row in exported.rows("columns")}
    choices = {place for place, holds in explained.items() if holds.startswith("One of these values: ")}
    found = set()
    for sheet in workbook:
        for validation in sheet.data_validations.dataValidation:
            (range,) = validation.sqref.ranges
            column = sheet.cell(1, range.min_col).value
            assert (validation.type, range.min_row) == ("list", 2)
            if validation.formula1 == '"true,false"':
                continue
            name, cells = validation.formula1.split("!")
            values = [cell.value for (cell,) in workbook[name][cells.replace("$", "")]]
            for value in values:
                assert f"`{value}`" in explained[sheet.title, column]
            found.add((sheet.title, column))
    assert found == choices and choices
    assert workbook["choices"].sheet_state == "hidden"


def test_sheets_can_be_read_on_a_screen(exported, workbook):
    for name in exported.names():
        sheet = workbook[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(5 < column.width < 61 for column in sheet.column_dimensions.values())
        assert all(cell.alignment.wrap_text for cell in sheet[1])


def test_libreoffice_shows_what_the_files_hold(exported, tmp_path):
    sheets = opened_by_libreoffice(exported.workbook, tmp_path, ALL_SHEETS)
    sheets.pop("report-choices")
    assert set(sheets) == {f"report-{name}" for name in exported.names()}
    for name in exported.names():
        texts = [[unguarded(cell) for cell in row] for row in exported.table(name)]
        assert sheets[f"report-{name}"] == texts, name


def unguarded(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def test_a_table_that_is_opened_runs_no_formula(tmp_path):
    words = ["=1+1", "+2", "-3", "@SUM(1;1)", "'=1+1", "'plain", "plain"]
    (tmp_path / "content").mkdir()
    (tmp_path / "book.toml").write_text('[book]\ntitle = "R"\nsrc = "content"\n[kinds.point.fields.words]\ntype = "text"\n')
    points = [f'## P{at} {{.point}}\n+++\nwords = "{word}"\n+++\n' for at, word in enumerate(words)]
    (tmp_path / "content/index.md").write_text("# R\n\n" + "\n".join(points))
    export(tmp_path, tmp_path / "csv", "--format", "csv")
    point = tmp_path / "csv/point.csv"
    seen = opened_by_libreoffice(point, tmp_path, ONE_TABLE, "--infilter=CSV:44,34,76,1,,0,false,true,false,false")
    at = seen["point"][0].index("words")
    assert [unguarded(row[at]) for row in seen["point"][1:]] == words
    # Without the guard, the program that opens it would run them.
    (tmp_path / "bare.csv").write_text("words\n" + "\n".join(f'"{word}"' for word in words[:1]))
    bare = opened_by_libreoffice(tmp_path / "bare.csv", tmp_path, ONE_TABLE, "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,,true")
    assert bare["bare"][1] == ["2"]


def copied(exported, folder):
    """The files of a report, to be changed."""
    folder.mkdir()
    for name in ("book.toml", "content", "ids.lock", "themes"):
        source = Path(exported.report) / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    return folder


def files(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def saved_by_libreoffice(file, folder):
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved", file]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "saved" / file.name


def imported(workbook, report):
    """The files that an import changes, and the lines that it adds to each."""
    before = files(report)
    subprocess.run([os.environ["RAPPORTEUR"], "import", workbook], cwd=report, check=True)
    after = files(report)
    assert before.keys() == after.keys()
    return {
        file.relative_to(report).as_posix(): [line for line in after[file].splitlines() if line not in before[file].splitlines()]
        for file in before
        if before[file] != after[file]
    }


def test_a_workbook_that_libreoffice_saves_changes_nothing(exported, tmp_path):
    report = copied(exported, tmp_path / "report")
    assert imported(saved_by_libreoffice(exported.workbook, tmp_path), report) == {}


def test_an_edit_in_a_workbook_changes_its_line(exported, tmp_path):
    report = copied(exported, tmp_path / "report")
    workbook = openpyxl.load_workbook(exported.workbook)
    texts = [
        sheet.cell(row, column + 1)
        for sheet in workbook
        for column, head in enumerate(sheet[1])
        if head.value == "text"
        for row in range(2, sheet.max_row + 1)
    ]
    cell = next(cell for cell in texts if cell.value and "\n" not in cell.value)
    cell.value += " Edited in a table."
    wanted = cell.value.encode()
    file = tmp_path / "edited.xlsx"
    workbook.save(file)
    changed = imported(saved_by_libreoffice(file, tmp_path), report)
    assert list(changed.values()) == [[wanted]]
