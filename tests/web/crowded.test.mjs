// A report with more of everything than a page can show at once: hundreds of values to filter by,
// long numbers, and more states than a screen is wide.

import { after, before, test } from 'node:test';
import { NARROW, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { buildOf } from './site.mjs';

// As many controls as one page lists, each with two owners.
const CONTROLS = 200;
const PEOPLE = 2 * CONTROLS;
const STATES = Array.from({ length: 14 }, (_, at) => `Kind of answer ${at + 1}`);

let browser;
let site;
let host;
before(async () => {
  site = buildOf(report());
  [browser, host] = await Promise.all([launch(), serve(site.folder)]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  site?.remove();
});

test('a filter of hundreds of values has a box to type in, and hides what would find nothing', async () => {
  const found = [];
  for (const viewport of [NARROW, WIDE]) {
    const visit = await open(browser, { viewport });
    const { page, session } = visit;
    try {
      await page.goto(`${host.site}controls/`);
      const seen = () => page.$$eval('[name=owner]', (all) => all.filter((box) => box.checkVisibility()).map(({ labels }) => labels[0].children[1].textContent));
      await page.$eval('[name=owner]', unfold);
      const whole = await seen();
      if (whole.length !== PEOPLE) found.push(`${whole.length} of ${PEOPLE} are seen at first`);
      const heights = await page.evaluate(() => [document.querySelector('.facet[open] > div').clientHeight, innerHeight]);
      if (heights[0] > heights[1]) found.push(`the open filter is ${heights[0]} px high`);
      await page.type('.facet[open] [type=search]', 'émile 17');
      const narrowed = await seen();
      if (narrowed.length !== 11 || !narrowed.every((name) => name.startsWith('Emile 17'))) found.push(`typing leaves ${narrowed}`);
      await page.keyboard.press('Enter');
      if (new URL(page.url()).search) found.push(`typing leads to ${page.url()}`);
      for (const scheme of ['light', 'dark']) {
        await prefer(session, { scheme });
        found.push(...(await axe(page)).violations);
      }
      // Another filter leaves fewer values that would find something.
      await page.goto(`${host.site}controls/?family=a`);
      await settle(page);
      await page.$eval('[name=owner]', unfold);
      const left = await seen();
      if (left.length !== PEOPLE / 2) found.push(`${left.length} of ${PEOPLE} would find something`);
      await page.goto(`${host.site}controls/?family=b&owner=emile-0`);
      await settle(page);
      await page.$eval('[name=owner]', unfold);
      if (!(await seen()).includes('Emile 0')) found.push('what is chosen is hidden');
      found.push(...visit.faults);
    } finally {
      await visit.close();
    }
  }
  expectNothing(found);
});

// Runs in the page: opens the filter of a box, and what many filters are folded into on a phone.
function unfold(box) {
  for (const closed of [box.closest('.fold'), box.closest('.facet')]) {
    if (closed) closed.open = true;
  }
}

test('a field may be called as the choice of the order is', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  try {
    await page.goto(`${host.site}controls/?sort=y&sort=title`);
    await settle(page);
    const found = await page.evaluate(() => ({
      shown: document.querySelectorAll('.records > li:not([hidden])').length,
      order: document.querySelector('select[name=sort]').selectedOptions.length,
    }));
    expectNothing([
      ...(found.shown === CONTROLS / 4 ? [] : [`${found.shown} are shown`]),
      ...(found.order === 1 ? [] : ['no order is chosen']),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('long numbers stand in a column, beside their titles and not over them', async () => {
  const found = [];
  for (const viewport of [NARROW, { width: 768, height: 900 }, WIDE]) {
    const visit = await open(browser, { viewport });
    try {
      for (const path of ['', 'controls/', 'controls/c-5/', 'catalogue/']) {
        await visit.page.goto(host.site + path);
        found.push(...(await visit.page.evaluate(overlaps)).map((text) => `${viewport.width} px, /${path}: ${text}`));
      }
      await visit.page.goto(host.site);
      const starts = await visit.page.$$eval('.names li', (items) => items.map((item) => {
        const range = document.createRange();
        range.selectNodeContents(item.querySelector('.words'));
        return Math.round(range.getBoundingClientRect().left - item.getBoundingClientRect().left);
      }));
      if (new Set(starts).size !== 1) found.push(`${viewport.width} px: titles begin at ${[...new Set(starts)]}`);
      found.push(...visit.faults);
    } finally {
      await visit.close();
    }
  }
  expectNothing(found);
});

test('a table that is wider than the page shows at its edge that it goes on', async () => {
  const visit = await open(browser, { viewport: NARROW });
  const { page } = visit;
  try {
    await page.goto(`${host.site}progress/`);
    // The figures stand there as bars, each with its table folded below.
    await page.$$eval('details:has(> .table-box)', (all) => all.forEach((details) => { details.open = true; }));
    const box = await page.$('.table-box');
    const { hidden, page: overflow } = await box.evaluate((element) => ({
      hidden: element.scrollWidth - element.clientWidth,
      page: document.documentElement.scrollWidth - innerWidth,
    }));
    const edge = async () => {
      const { x, y, width } = await box.boundingBox();
      return Buffer.from(await page.screenshot({ clip: { x: x + width - 4, y: y + 2, width: 3, height: 12 } })).toString('base64');
    };
    const before = await edge();
    await box.evaluate((element) => { element.scrollLeft = element.scrollWidth; });
    await settle(page);
    expectNothing([
      ...(hidden > 0 ? [] : ['the table is not wider than the page']),
      ...(overflow > 0 ? [`the page is ${overflow} px too wide`] : []),
      ...(before === (await edge()) ? ['the edge looks the same where the table goes on and where it ends'] : []),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

function report() {
  const states = STATES.map((label, at) => `s${at} = "${label}"`).join(', ');
  const book = `[book]
title = "Catalogue"
src = "content"
[output.html]
home = ["control", "progress"]
[ledger]
field = "since"
[kinds.person]
label = "Person"
plural = "People"
[kinds.control]
label = "Control"
plural = "Controls"
[kinds.control.fields]
owner = { type = "reference", to = "person", many = true, label = "Owner" }
family = { type = "choice", values = { a = "First", b = "Second" }, label = "Family" }
sort = { type = "choice", values = { x = "Good", y = "Bad" }, label = "Sort of control" }
[kinds.control.fields.since]
type = "table"
label = "Since"
[kinds.control.fields.since.fields]
axis = { type = "choice", required = true, values = { answer = "Answer" } }
state = { type = "choice", required = true, values = { ${states} } }
date = { type = "date", required = true }
assessor = { type = "text", required = true }
source = { type = "text", required = true }
`;
  const people = Array.from({ length: PEOPLE }, (_, at) => `## Emile ${at} {#emile-${at} .person}\n\nA person.\n`);
  const number = (at) => (at % 3 ? `AC-${at + 1}` : `EIP-${4844 + at}`);
  const controls = Array.from({ length: CONTROLS }, (_, at) => {
    const since = at < STATES.length * 3 ? `[[since]]\naxis = "answer"\nstate = "s${at % STATES.length}"\ndate = "2024-05-02"\nassessor = "Council"\nsource = "Minutes"\n` : '';
    return `## A control with a title of some length {#c-${at} .control}\n+++\nnumber = "${number(at)}"\nowner = ["emile-${2 * at}", "emile-${2 * at + 1}"]\nfamily = "${at % 2 ? 'b' : 'a'}"\nsort = "${at % 4 ? 'x' : 'y'}"\n${since}+++\n\nDo it.\n`;
  });
  return {
    'book.toml': book,
    'content/index.md': '# Catalogue\n\nAll [controls](catalogue.md), and [who](people.md) does them.\n',
    'content/catalogue.md': `# Controls in order\n\n${controls.join('\n')}`,
    'content/people.md': `# People\n\n${people.join('\n')}`,
  };
}

// Runs in the page: numbers that leave the window, or that stand over the words beside them.
function overlaps() {
  const box = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  return [...document.querySelectorAll('main .number')].flatMap((number) => {
    const own = box(number);
    if (!own.width) return [];
    const words = number.parentElement.querySelector('.words');
    const other = words && box(words);
    const isOver = other && own.left < other.right && other.left < own.right && own.top < other.bottom && other.top < own.bottom;
    return [
      ...(own.left < 0 ? [`‘${number.textContent}’ begins at ${own.left}`] : []),
      ...(isOver && other.left - own.right < 0 && Math.abs(own.top - other.top) < 4 && other.height < own.height * 1.5 ? [`‘${number.textContent}’ is over its title`] : []),
    ];
  });
}
