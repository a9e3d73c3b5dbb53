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
key-paragraphs = Previous or next paragraph, to link it
key-help = This list
key-close = Close
keys-single = Use shortcuts of a single key
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
connections = What refers to it
entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
all-kinds = All in this report
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
neighbours = Before and after
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
not-found-text = The address leads nowhere. It may have changed, or may never have been right.
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
titles-title = From A to Z
titles-description = Every page of this report by its title.
whole-title = The whole report
whole-description = Everything on one page, in reading order, for printing and for searching.
sort-order = In order
sort-title = By title
kind = Kind

neighbourhood = Neighbourhood
relation = Relation
record = Record
place = Place
coordinates = Coordinates
rough-place = the country, drawn at its capital
date = Date
event = Event
as-a-table = Show as a table
outlines = Outlines: Natural Earth. They express no opinion on any boundary or on the status of any territory.

filter = Filter
sort = Sort
filtered = { $shown } of { $all }
from = From
to = To
filter-reset = Show all
download = Download (CSV)
filter-any = any
found = { $count } found in the text

changes-title = Latest changes
changes-description = What happened since, newest first.
changes-of-year = Changes of { $year }
progress-title = Where things stand
progress-description = What each assessor said last, counted. Where two speak of one record, each counts for itself.
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
differ = The assessors differ. Each speaks for itself.
on-records = { $count ->
    [one] On { $count } record
   *[other] On { $count } records
}
more = { $count } more
some-time = Some time in { $year }
data = Data
data-description = This report as files for spreadsheets, maps, scripts and other programs.
data-files = Files
data-example = An example from { $file }
all-records = All records
all-relations = All relations between records
all-dates = All dated events
all-tables = All tables and their columns
all-files = All files
about-csv = Tables for spreadsheets and scripts, in UTF-8: a row for each record, a column for each field. Several values in one cell stand between “|”. Values are never changed to suit a spreadsheet: import text that may begin with “=” as text.
about-json = The records of a kind with all their fields, a record to a line. Other records are named by kind and id, as in recommendation/mediation; a translation has its language behind them.
about-datapackage = What each table holds: the columns with their types, and which column leads to which other table. Programs that know Data Package read all tables through this one file and check them.
about-graph = Every record as a node, and every relation as an edge under both of its names: that of the record in which it is written, and that of the other. Edges come from fields, from records that stand inside others, and from mentions, with the sentences that mention.
about-geojson = The records that have coordinates, for maps: a point for each place, longitude first, with the fields of the record.
about-icalendar = The dated events of this report, for calendars. A date without a day is an event as long as its month or year.
about-citations = How each page is cited, for reference managers. The files stand beside the page: put their names after its address.
about-markdown = The text of each page as Markdown, with whole addresses in its links, for language models and scripts: put index.md after the address of the page. llms.txt lists where to begin.
about-feeds = What changed, for feed readers, as Atom: the entries about what happened since and the dated records, newest first, for the whole report and for each kind; pages with such records inside them have a feed of their own, feed.xml after the address. An entry that is edited is a new one. Where a date lacks its day, its first day stands.
about-sums = The SHA-256 sums of all data files. Run in their folder, sha256sum --check SHA256SUMS tells whether they are as they were published.
