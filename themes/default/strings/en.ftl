# The words of the interface, in English.

home = Home
menu = Main menu
menu-open = Menu
close = Close
find = Search
find-label = Search by number, title or text
keys = Keyboard shortcuts
key-find = Search
key-number = Search by number
key-neighbours = Previous or next page
key-paragraphs = Previous or next paragraph, to link to it
key-help = Show this list
key-close = Close
keys-single = Use single-key shortcuts
colours = Colours
colours-auto = System
colours-light = Light
colours-dark = Dark
colours-contrast = High contrast
sources = Sources
edit = Propose a change
breadcrumbs = You are here
skip-to-content = Skip to the content
on-this-page = On this page
facts = At a glance
connections = What refers to this page
entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
all-kinds = Everything in this report
cite = How to cite this page
cite-part = “{ $part }”, in{" "}
cite-separator = ,{" "}
restates = Restates:
cite-restating = restating { $source }
cite-sources = { $count ->
    [one] Source
   *[other] Sources
}
link-here = Link
link-copied = Copied
neighbours = Previous and next
previous = Previous
next = Next
own-page = Own page
mentions = Mentions
mentioned-in = Mentioned in
mentions-more = and { $count } more
footnotes = Footnotes
footnote-back = Back to reference
yes = Yes
no = No

not-found-title = This page does not exist
not-found-text = There is no page at this address. The page may have moved, or the address may be wrong.
to-home = To the home page
moved-title = This page has moved
moved-text = Go to its new address

alert-note = Note
alert-tip = Tip
alert-important = Important
alert-warning = Warning
alert-caution = Caution

date-year = { $year }
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
north = { $degrees }° N
south = { $degrees }° S
east = { $degrees }° E
west = { $degrees }° W

letters = Letters
contents = Contents
chapter-draft = (not yet written)
hidden-lines = Show hidden lines
code-copy = Copy
titles-title = All pages
titles-description = Every page of this report, by title.
titles-of-letter = All pages: { $letter }
letter-part = { $letter }, part { $part }
part = Part { $part }
parts = Parts
whole-title = The whole report
whole-description = Everything on one page, in reading order, for printing and searching.
whole-apart = The whole report is too large for one page. Each document has its own page for printing.
whole-document = This document on one page, for printing and searching.
sort-order = In report order
sort-title = By title
kind = Kind

neighbourhood = Connections
relation = Relation
record = Record
place = Place
coordinates = Coordinates
rough-place = the country, shown at its capital
date = Date
event = Event
as-a-table = Show as a table
outlines = Outlines: Natural Earth. They imply no opinion on any boundary or on the status of any territory.

filter = Filter
sort = Sort
filtered = { $shown } of { $all }
from = From
to = To
filter-reset = Show all
view-list = List
view-table = Table
number = Number
title = Title
download = Download (CSV)
filter-any = any
found = { $count } found
found-instead = Showing “{ $meant }” instead of “{ $written }”.
found-without = No page has all of these words. Missing: { $words }
found-nothing = Nothing found: { $words }
find-failed = The search could not be loaded.
first = First
last = Last
part-title = { $title }, part { $number } of { $count }
part-of = Part { $number } of { $count }
rows-more = Show more
rows-failed = The list could not be loaded, so it cannot be filtered or sorted here.
filter-most = The { $count } most frequent values. Type to find others.

ended = Ended
ended-not = Not ended
ended-withdrawn = Withdrawn
ended-superseded = Superseded
ended-split = Split
ended-merged = Merged
ended-by-superseded = Superseded by
ended-by-split = Split into
ended-by-merged = Merged into
ended-from-superseded = Supersedes
ended-from-split = Split from
ended-from-merged = Merged from
ended-page = This page was part of the report and no longer is.

collection-title = Reports together
collection-description = This report and those that it refers to, or that refer to it.
refers-to-other = References to it
referred-to-by-other = References from it

changes-title = Latest changes
changes-description = What has happened since publication, newest first.
changes-of-year = Changes of { $year }
progress-title = Where things stand
progress-description = The latest judgement of each assessor, counted. If two assessors judge the same record, both judgements count.
assessor = Assessor
year = Year
no-entry = No entry
total = Total
shares = Percentages are of the total of each row.
percent = { $number }%
none-of-these = None of these
judgement = { $assessor }: { $state }
feed = Feed
feed-entry = { $title }: { $state }
differ = The assessors differ. Each judgement is shown.
on-records = { $count ->
    [one] On { $count } record
   *[other] On { $count } records
}
more = { $count } more
some-time = Some time in { $year }
milestones-title = What was promised
milestones-description = Every milestone by the year in which it is due, with who owes it and where it stands.
changed-since = Change since the last assessment
before = Before
now = Now
change = Change
moved-away = { $count } moved to another year
milestones-count = { $count ->
    [one] { $count } milestone
   *[other] { $count } milestones
}
promised-by = Promised by { $date }
promised-open = Promised without a date
moved-to = Moved to { $date }
done-on = Done on { $date }
stated = Stated
standing-overdue = Overdue
standing-due = Due
standing-open = Without a date
standing-done-late = Done late
standing-done = Done
answered-late = First entry late
late = { $count ->
    [one] { $count } day late
   *[other] { $count } days late
}
late-at-least = { $count ->
    [one] at least { $count } day late
   *[other] at least { $count } days late
}
due = Due
due-by = Due by { $date }
first-due = first promised by { $date }
moved-times = { $count ->
    [one] moved once
   *[other] moved { $count } times
}
as-of = As of { $date }
clock-met = A first entry was due by { $date }, and was there in time
clock-late = A first entry was due by { $date }
clock-overdue = A first entry was due by { $date }, and is not there
clock-open = A first entry is due by { $date }
story = Timeline
published = Published
evidence = Evidence
owed = Owed
owed-by = Owed by
versions-title = Versions
versions-description = The published versions of this report, and what changed in each.
version-against = What changed since { $version }.
version-first = The first version.
version-count = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
version-same = Nothing has changed.
since-latest = Changes since the latest version
since-title = Changes since { $version }
version-changed = Changed
version-added = Added
version-removed = Removed
version-id = Earlier name
version-likely = Probably the same, under another name.
version-inside = Part of
version-order = Order
version-elsewhere = Stands elsewhere among its like
version-summary = Description
version-mentions = Refers to
version-text = Text
changed-text = This text has changed since it was first published
changed-record = This page has changed since it was first published
changed-in = Changed in
digest-title = What changed in { $date }
digest-months = Month by month
digest-text = As plain text
digest-mail = As an e-mail to send
card-to-share = Picture to share
file-kb = { $size } kB
file-mb = { $size } MB
shown-files = Files that the pages show or link to
due-dates = Open target dates
overdue-title = What became overdue
moves-title = Moved target dates
data = Data
data-description = This report as files for spreadsheets, maps, scripts and other programs.
data-files = Files
data-example = An example from { $file }
all-records = All records
all-relations = All relations between records
all-dates = All dated events
all-tables = All tables and their columns
data-inventory = Inventory, for other reports that refer to this one
all-files = All files
about-csv = Tables for spreadsheets and scripts, in UTF-8: one row for each record, one column for each field. “|” separates several values in one cell. An apostrophe stands before a text that a spreadsheet would run as a formula; remove it to get the text back.
about-xlsx = The records for spreadsheets: a sheet for each kind, the entries about what has happened since publication, and a sheet that explains the columns. Texts stay texts: no cell is a formula. A text that is too long for a cell continues in a further column at the end of the sheet.
about-json = The records of a kind with all their fields, one record per line. References name other records by kind and id, as in recommendation/mediation; the name of a translation ends with its language.
about-datapackage = What each table holds: its columns with their types, and which columns refer to which other tables. Programs that know Data Package can read and check all tables through this one file.
about-graph = Every record as a node, and every relation as an edge with two names: one for the record that declares it, and one for the other record. Edges come from fields, from records inside other records, and from mentions, with the sentences that mention the record.
about-geojson = The records that have coordinates, for maps: a point for each place, longitude first, with the fields of the record.
about-icalendar = The dated events of this report, for calendars. A date without a day becomes an event that lasts its whole month or year. Target dates are in a calendar of their own, without what is done; each falls on the last day that its date can mean.
about-citations = The citation of each page, for reference managers. The head of each page names its files, with the relation “describedby”.
about-markdown = The text of each page as Markdown with full addresses in its links, for language models and scripts: add index.md to the address of the page. llms.txt lists where to begin.
about-feeds = What has changed, for feed readers, as Atom: the entries about what has happened since publication and the dated records, newest first, for the whole report and for each kind. Pages that contain such records have separate feeds: add feed.xml to the address of the page. An entry that is edited becomes a new one. A date without a day appears as the first day of its month or year. Promises, moved target dates and what became overdue are told too.
about-sums = The SHA-256 checksums of all data files. Run sha256sum --check SHA256SUMS in their folder to see whether they are as published.
