"""What `rapporteur import` reads of tables that LibreOffice wrote."""

import datetime
import os
import random
import resource
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

ROOT = Path(__file__).parents[2]

BOOK = """[book]
title = "Calls"
src = "content"
[kinds.call.fields]
due = { type = "date" }
cost = { type = "integer" }
"""

MAPPING = """file = "calls.%s"
kind = "call"
document = "content/calls.md"
id = "Ref"
header = 3
merged = "fill"
hidden = "skip"
sheet = "Calls"
[columns]
"Ref" = { to = "number" }
"Call" = { to = "title" }
"Details" = { to = "text" }
"Due" = { to = "due" }
"Cost" = { to = "cost" }
"""

EXPECTED = """# Calls

## Light every stop {#1-10 .call}
+++
number = "1.10"
due = 2025-04-03
cost = 1250
+++

Keep %s on.

2\\. And the shelters

## Run until five {#1-20 .call}
+++
number = "1.20"
due = 2025-04-03
cost = 7
+++
"""

# So much memory a table needs at most, whatever is in it.
MEMORY = 2 << 30


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The same workbook in three formats."""
    folder = tmp_path_factory.mktemp("tables")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Calls"
    sheet.append(["Calls of the panel"])
    sheet.append([])
    sheet.append(["Ref", "Call", "Details", "Due", "Cost"])
    bold = TextBlock(InlineFont(b=True), "all lamps")
    day = datetime.date(2025, 4, 3)
    sheet.append([1.1, "Light every stop", CellRichText("Keep ", bold, " on.\n2. And the shelters"), day, 1250])
    sheet.append([1.15, "A hidden call", None, None, 1])
    sheet.append([1.2, "Run until five", None, None, "=3+4"])
    sheet.merge_cells("D4:D6")
    sheet.row_dimensions[5].hidden = True
    for row in range(4, 7):
        sheet.cell(row, 1).number_format = "0.00"
        sheet.cell(row, 4).number_format = "dd/mm/yyyy"
        sheet.cell(row, 5).number_format = "#,##0"
    book.create_sheet("Notes").append(["nothing"])
    book.save(folder / "made.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for format in ("xlsx", "ods", "xls"):
        out = folder / format
        command = ["soffice", profile, "--headless", "--convert-to", format, "--outdir", out, folder / "made.xlsx"]
        subprocess.run(command, check=True, capture_output=True)
        (out / f"made.{format}").rename(folder / f"calls.{format}")
    return folder


def report(folder, format, table):
    (folder / "content").mkdir(parents=True)
    (folder / "imports").mkdir()
    (folder / "book.toml").write_text(BOOK)
    (folder / "content/index.md").write_text("# Home\n")
    (folder / "imports/calls.toml").write_text(MAPPING % format)
    (folder / f"calls.{format}").write_bytes(table)
    return folder


def imported(folder, format):
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    command = [os.environ["RAPPORTEUR"], "import", f"calls.{format}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, preexec_fn=limit)


@pytest.mark.parametrize("format", ["xlsx", "ods", "xls"])
def test_a_table_comes_in_alike_from_every_format(tables, format, tmp_path):
    folder = report(tmp_path / "report", format, (tables / f"calls.{format}").read_bytes())
    run = imported(folder, format)
    assert run.returncode == 0, run.stderr
    # What is bold in an old workbook is not read.
    words = "all lamps" if format == "xls" else "**all lamps**"
    assert (folder / "content/calls.md").read_text() == EXPECTED % words
    assert "says already" in imported(folder, format).stderr


@pytest.mark.parametrize("format", ["ods", "xls"])
def test_a_damaged_table_is_refused_or_read(tables, format, tmp_path):
    whole = (tables / f"calls.{format}").read_bytes()
    chance = random.Random(11)
    refused = 0
    for turn in range(40):
        table = bytearray(whole)
        if turn % 4 == 0:
            del table[chance.randrange(len(whole)) :]
        else:
            for _ in range(chance.randrange(1, 20)):
                table[chance.randrange(len(table))] = chance.randrange(256)
        folder = report(tmp_path / str(turn), format, bytes(table))
        run = imported(folder, format)
        assert run.returncode in (0, 1), run.stderr
        if run.returncode:
            assert run.stderr.startswith("error: ") and "help: " in run.stderr and "panicked" not in run.stderr
            assert not (folder / "content/calls.md").exists()
            refused += 1
    assert refused > 10


@pytest.mark.parametrize("format", ["ods", "xls"])
def test_an_export_that_was_saved_in_another_format_changes_nothing(format, tmp_path):
    for name in ("book.toml", "content", "ids.lock", "themes"):
        source = ROOT / name
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path / name)
    subprocess.run([os.environ["RAPPORTEUR"], "export", "report.xlsx", "--quiet"], cwd=tmp_path, check=True)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", format, "report.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    command = [os.environ["RAPPORTEUR"], "import", f"report.{format}", "--dry-run"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0 and "says already" in run.stderr, run.stderr
