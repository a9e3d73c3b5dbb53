// The table of an index: the same rows as the list, in its order, with a column for whatever filters
// or sorts them.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { NARROW, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { catalogue } from './catalogue.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { buildOf, flagship } from './site.mjs';

const INDEX = 'recommendations/';
// More than one page lists.
const LONG = 'controls/';
const RECORDS = 250;
const OWNERS = 60;

let browser;
let host;
let site;
let other;
before(async () => {
  site = buildOf(catalogue(RECORDS, OWNERS, 'Émile'));
  [browser, host, other] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/' }), serve(site.folder, { under: '/a/b/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  await other?.close();
  site?.remove();
});

/** Opens an index, and gives what `look` finds wrong with what goes wrong on the page. */
async function findings(address, look, options) {
  const visit = await open(browser, options);
  try {
    await visit.page.goto(address, { waitUntil: 'networkidle0' });
    if (options?.script !== false) await settle(visit.page);
    const found = [];
    await look(visit.page, found, visit);
    return [...found, ...visit.faults];
  } finally {
    await visit.close();
  }
}

async function press(page, key) {
  await page.keyboard.press(key);
  await page.waitForNetworkIdle({ idleTime: 200 });
  await settle(page);
}

async function turn(page) {
  await page.focus('.view input');
  await press(page, 'Space');
}

async function sortBy(page, label) {
  for (const button of await page.$$('.lines thead button')) {
    if ((await button.evaluate(({ textContent }) => textContent)) === label) await button.focus();
  }
  await press(page, 'Enter');
}

const tables = ({ requests }) => requests.filter((url) => /\/assets\/table-\w+\.js$/.test(url)).length;

test('the switch opens the table by keyboard, back and forward lead out and in, and it is loaded once', async () => {
  expectNothing(await findings(host.site + INDEX, async (page, found, visit) => {
    const list = await page.evaluate(state);
    if (tables(visit)) found.push('the table is loaded before it is asked for');
    if (list.heads.length || !list.titles.length) found.push('there is a table at first');
    await turn(page);
    const table = await page.evaluate(state);
    if (table.lines.join() !== list.titles.join()) found.push(`the lines are ${table.lines}`);
    if (table.titles.length) found.push('the list is seen with the table');
    if (table.heads.slice(0, 4).join() !== 'Number,Title,Theme,Nature') found.push(`the heads are ${table.heads}`);
    if (new URL(page.url()).search !== '?view=table') found.push(`the address is ${page.url()}`);
    if (table.status !== list.status || table.reset) found.push(`the status says ‘${table.status}’`);
    await page.goBack();
    await settle(page);
    const back = await page.evaluate(state);
    if (back.heads.length || back.titles.join() !== list.titles.join()) found.push('back does not lead to the list');
    await page.goForward();
    await settle(page);
    if ((await page.evaluate(state)).lines.length !== list.titles.length) found.push('forward does not lead to the table');
    await turn(page);
    await turn(page);
    if (tables(visit) !== 1) found.push(`the table is loaded ${tables(visit)} times`);
  }));
});

test('the switch is one for assistive technology, by the name of what it turns on', async () => {
  expectNothing(await findings(`${host.site}${INDEX}?view=table`, async (page, found) => {
    const { role, name, checked } = await page.accessibility.snapshot({ root: await page.$('.view input') });
    if (role !== 'switch' || name !== 'Table' || checked !== true) found.push(`${role} ‘${name}’, ${checked}`);
  }));
});

test('an address opens the table with its filters and its order, and filters narrow it', async () => {
  const list = [];
  expectNothing(await findings(`${host.site}${INDEX}?nature=mixed&sort=title`, async (page) => {
    list.push(...(await page.evaluate(state)).titles);
  }));
  expectNothing(await findings(`${host.site}${INDEX}?nature=mixed&sort=title&view=table`, async (page, found) => {
    const table = await page.evaluate(state);
    if (!list.length || table.lines.join() !== list.join()) found.push(`the lines are ${table.lines}`);
    if (table.sorted.join() !== 'Title ascending') found.push(`sorted by ${table.sorted}`);
    await page.$eval('[name=in]', (box) => { box.closest('.facet').open = true; });
    await page.click('[name=in]');
    await settle(page);
    const narrowed = await page.evaluate(state);
    if (!(narrowed.lines.length && narrowed.lines.length < list.length)) found.push(`a filter leaves ${narrowed.lines.length}`);
    await page.click('.filters [type=reset]');
    await settle(page);
    const whole = await page.evaluate(state);
    if (whole.lines.length <= list.length) found.push(`‘Show all’ shows ${whole.lines.length}`);
    if (new URL(page.url()).search !== '?view=table') found.push(`‘Show all’ leads to ${page.url()}`);
  }));
});

test('every head sorts in both directions, and the address keeps the order', async () => {
  expectNothing(await findings(`${host.site}${INDEX}?view=table`, async (page, found) => {
    const first = await page.evaluate(state);
    for (const [at, label] of first.heads.entries()) {
      const seen = {};
      for (const direction of ['ascending', 'descending']) {
        await sortBy(page, label);
        const now = await page.evaluate(state);
        seen[direction] = now.cells.map((cells) => cells[at]);
        if (now.sorted.join() !== `${label} ${direction}`) found.push(`‘${label}’ ${direction}: sorted by ${now.sorted}`);
        if (now.lines.toSorted().join() !== first.lines.toSorted().join()) found.push(`‘${label}’ ${direction} loses lines`);
        await page.reload({ waitUntil: 'networkidle0' });
        await settle(page);
        const again = await page.evaluate(state);
        if (again.lines.join() !== now.lines.join() || again.sorted.join() !== now.sorted.join()) found.push(`‘${label}’ ${direction} is forgotten`);
        const empty = seen[direction].indexOf('');
        if (empty >= 0 && seen[direction].slice(empty).some(Boolean)) found.push(`‘${label}’ ${direction}: lines without a value are not last`);
      }
      const runs = (cells) => cells.filter((cell, place) => cell && cell !== cells[place - 1]);
      if (label === 'Nature' && runs(seen.ascending).join() !== runs(seen.descending).toReversed().join()) found.push(`‘${label}’ in runs of ${runs(seen.ascending)}`);
      if (label === 'Number' && seen.ascending.join() !== seen.descending.toReversed().join()) found.push(`‘${label}’: ${seen.ascending}`);
      if (label === 'Number' && seen.ascending.indexOf('10.1') < seen.ascending.indexOf('9.1')) found.push(`‘${label}’: ${seen.ascending}`);
      if (label === 'Title' && seen.ascending.join() !== seen.ascending.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).join()) found.push(`‘${label}’: ${seen.ascending}`);
    }
  }));
});

test('the list is never left in an order that only the table has', async () => {
  expectNothing(await findings(`${host.site}${INDEX}?sort=nature.down&view=table`, async (page, found) => {
    if ((await page.evaluate(state)).sorted.join() !== 'Nature descending') found.push('the address does not sort');
    await turn(page);
    const { titles } = await page.evaluate(state);
    if (new URL(page.url()).search) found.push(`the address is ${page.url()}`);
    await page.reload();
    if ((await page.evaluate(state)).titles.join() !== titles.join()) found.push(`in order: ${titles}`);
  }));
});

test('dates are whole, and values that many rows share are told by their labels', async () => {
  expectNothing(await findings(`${host.site}events/?view=table`, async (page, found) => {
    const { heads, cells } = await page.evaluate(state);
    const at = heads.indexOf('Date');
    if (!cells.some((own) => /^\d{4}-\d\d-\d\d$/.test(own[at]))) found.push(`dates are ${cells.map((own) => own[at])}`);
  }));
  expectNothing(await findings(`${host.site}${INDEX}?view=table`, async (page, found) => {
    const { heads, cells } = await page.evaluate(state);
    if (!cells.some((own) => own[heads.indexOf('Nature')] === 'Observation and recommendation')) found.push('no label of a choice');
    if (!cells.some((own) => own[heads.indexOf('Response')].includes(': Noted'))) found.push('no state of the ledger');
  }));
});

test('the table works from disk', async () => {
  const address = pathToFileURL(join(flagship(), INDEX, 'index.html')).href;
  expectNothing(await findings(address, async (page, found) => {
    const { titles } = await page.evaluate(state);
    await turn(page);
    if ((await page.evaluate(state)).lines.join() !== titles.join()) found.push('no table');
  }));
});

test('without script there is no switch', async () => {
  expectNothing(await findings(`${host.site}${INDEX}?view=table`, async (page, found) => {
    const seen = await page.evaluate(() => [...document.querySelectorAll('.view, .lines')].some((own) => own.checkVisibility()));
    if (seen) found.push('there is one');
  }, { script: false }));
});

test('figures stand below each other, and words begin together', async () => {
  expectNothing(await findings(`${other.site}${LONG}?view=table`, async (page, found) => {
    const aligned = await page.$$eval('.lines tr', (lines) => lines.slice(0, 2).map((line) => [...line.cells].map((cell) => getComputedStyle(cell.querySelector('button') ?? cell).textAlign)));
    const names = await page.$$eval('.lines thead button', (buttons) => buttons.map(({ textContent }) => textContent));
    const expected = names.map((name) => name === 'Size' ? 'end' : 'start');
    for (const line of aligned) if (line.join() !== expected.join()) found.push(`${names}: ${line}`);
    if (!names.includes('Size')) found.push(`no column of figures: ${names}`);
  }));
});

test('the table of an index in parts has all of its rows', async () => {
  for (const path of [LONG, `${LONG}part/2/`]) {
    expectNothing(await findings(other.site + path, async (page, found, visit) => {
      await turn(page);
      const opened = await page.evaluate(state);
      if (opened.lines.length !== 100 || opened.lines[99] !== 'Control 99') found.push(`${opened.lines.length} lines up to ‘${opened.lines[99]}’`);
      if (opened.titles.length || opened.reset) found.push('the list is seen with the table, or as one that is filtered');
      if (opened.heads.join() !== 'Number,Title,Owner,Family,Size') found.push(`the heads are ${opened.heads}`);
      if (opened.cells[3].join() !== `AC-3,Control 3,Émile 3,Second,${RECORDS - 4}`) found.push(`a line says ${opened.cells[3]}`);
      for (const length of [100, 200]) {
        await page.click('.drawn > button');
        await settle(page);
        const focused = await page.evaluate(() => document.activeElement.closest('tr')?.rowIndex);
        if (focused !== length + 1) found.push(`‘more’ leads to line ${focused}`);
      }
      const { lines, more } = await page.evaluate(state);
      if (lines.length !== RECORDS || more) found.push(`${lines.length} lines at the end`);
      await sortBy(page, 'Size');
      const bySize = await page.evaluate(state);
      if (bySize.lines[0] !== `Control ${RECORDS - 1}` || bySize.sorted.join() !== 'Size ascending') found.push(`by size: ${bySize.lines[0]}, ${bySize.sorted}`);
      await sortBy(page, 'Owner');
      await sortBy(page, 'Owner');
      const byOwner = await page.evaluate(state);
      if (byOwner.cells.slice(0, 4).some((cells) => cells[2] !== `Émile ${OWNERS - 1}`)) found.push(`by owner: ${byOwner.cells.slice(0, 4)}`);
      if (new URL(page.url()).search !== '?sort=owner.down&view=table') found.push(`the address is ${page.url()}`);
      if (visit.requests.filter((url) => url.endsWith('rows.json')).length !== 1) found.push('the rows are fetched more than once');
    }));
  }
});

test('an address opens the table of an index in parts, with filters and an order of its own', async () => {
  expectNothing(await findings(`${other.site}${LONG}?family=b&sort=number.down&view=table`, async (page, found) => {
    const { lines, sorted, status } = await page.evaluate(state);
    if (lines.slice(0, 3).join() !== 'Control 249,Control 247,Control 245') found.push(`in order: ${lines.slice(0, 3)}`);
    if (sorted.join() !== 'Number descending') found.push(`sorted by ${sorted}`);
    if (!status.startsWith(`${RECORDS / 2} of ${RECORDS}`)) found.push(`the status says ‘${status}’`);
  }));
});

for (const viewport of [NARROW, WIDE]) {
  test(`the table is accessible and scrolls in its own box, beside its titles: ${viewport.width} px`, async () => {
    for (const address of [`${host.site}${INDEX}?sort=nature&view=table`, `${other.site}${LONG}?view=table`]) {
      expectNothing(await findings(address, async (page, found, { session }) => {
        const scopes = await page.$$eval('.lines th', (all) => all.map(({ scope }) => scope));
        if (scopes.some((scope) => !scope)) found.push('a head has no scope');
        const edges = await page.evaluate(scrolled);
        if (edges.page > 0) found.push(`the page is ${edges.page} px too wide`);
        if (viewport === NARROW && edges.hidden <= 0) found.push('nothing is hidden at the side');
        if (Math.abs(edges.title - edges.box) > 1) found.push(`the titles begin ${edges.title - edges.box} px from the edge`);
        await page.$eval('.lines', (box) => { box.scrollLeft = 0; });
        for (const scheme of ['light', 'dark']) {
          await prefer(session, { scheme });
          const { violations, advice } = await axe(page, { advice: true });
          found.push(...[...violations, ...advice].map((text) => `${scheme}: ${text}`));
        }
      }, { viewport }));
    }
  });
}

test('the table is printed in place of the list, within the paper', async () => {
  expectNothing(await findings(`${host.site}${INDEX}?view=table`, async (page, found, { session }) => {
    // As wide as what an A4 page leaves between its margins.
    await page.setViewport({ width: 672, height: 1000 });
    await prefer(session, { scheme: 'dark', media: 'print' });
    const { lines, titles, heads } = await page.evaluate(state);
    if (!lines.length || titles.length || !heads.length) found.push(`${lines.length} lines and ${titles.length} rows of the list`);
    const seen = await page.evaluate(() => ({
      filters: document.querySelector('.filters').checkVisibility(),
      wide: document.documentElement.scrollWidth - innerWidth,
      colour: getComputedStyle(document.querySelector('.lines button')).color.match(/\d+/g).map(Number),
    }));
    if (seen.filters) found.push('prints the filters');
    if (seen.wide > 0) found.push(`${seen.wide} px too wide`);
    if (Math.max(...seen.colour) > 90) found.push(`prints in ${seen.colour}`);
  }));
});

// The functions below run in the page.

function state() {
  const isSeen = (element) => element?.checkVisibility() ?? false;
  const heads = [...document.querySelectorAll('.lines thead th')];
  const lines = [...document.querySelectorAll('.lines tbody tr')];
  return {
    titles: [...document.querySelectorAll('.records .words')].filter(isSeen).map(({ textContent }) => textContent),
    heads: heads.map(({ textContent }) => textContent),
    sorted: heads.filter(({ ariaSort }) => ariaSort).map((head) => `${head.textContent} ${head.ariaSort}`),
    lines: lines.map((line) => line.querySelector('.words').textContent),
    cells: lines.map(({ cells }) => [...cells].map(({ textContent }) => textContent)),
    status: document.querySelector('.filters [role=status]').textContent,
    reset: isSeen(document.querySelector('.filters [type=reset]')),
    more: isSeen(document.querySelector('.drawn > button')),
  };
}

// Moves the table to its end, and says where its titles are then.
function scrolled() {
  const box = document.querySelector('.lines');
  box.scrollLeft = box.scrollWidth;
  const left = (element) => element.getBoundingClientRect().left;
  const hidden = box.scrollWidth - box.clientWidth;
  const title = box.querySelector('tbody .stays');
  return {
    page: document.documentElement.scrollWidth - innerWidth,
    hidden,
    // Where all fits, the titles stand behind the numbers.
    title: hidden > left(title) - left(box) ? left(title) : left(box),
    box: left(box),
  };
}
