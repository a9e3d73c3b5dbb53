// The filters of an index: several at once, with counts, and all of their state in the address.

import { after, before, test } from 'node:test';
import { NARROW, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { catalogue } from './catalogue.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { buildOf, flagship, pages } from './site.mjs';

const INDEX = 'recommendations/';
const EVENTS = 'events/';
const INDEXES = pages(flagship()).filter(({ html }) => /class="page index-page/.test(html));

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

test('several filters at once narrow the list, and every count says what it would leave', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  try {
    await page.goto(host.site + INDEX);
    const found = [];
    const whole = await page.evaluate(state);
    if (whole.shown.length !== whole.all) found.push(`${whole.shown.length} of ${whole.all} without a filter`);
    // Any of the values of one facet.
    await choose(page, 'nature', 'mixed');
    await choose(page, 'nature', 'observation');
    await choose(page, 'shifts', 'primacy-of-politics');
    const narrowed = await page.evaluate(state);
    found.push(...(await page.evaluate(wrongCounts)));
    if (!(narrowed.shown.length > 0 && narrowed.shown.length < whole.all)) found.push(`${narrowed.shown.length} are left`);
    const misfits = narrowed.shown.filter(({ nature, shifts }) => nature === 'recommendation' || !shifts.includes('primacy-of-politics'));
    found.push(...misfits.map(({ title }) => `does not fit: ${title}`));
    if (!narrowed.status.includes(String(narrowed.shown.length))) found.push(`the status says ‘${narrowed.status}’`);
    if (narrowed.emptyGroups) found.push(`${narrowed.emptyGroups} groups are empty`);
    const query = new URL(page.url()).searchParams;
    if (query.getAll('nature').join() !== 'mixed,observation' || query.get('shifts') !== 'primacy-of-politics') {
      found.push(`the address says ${query}`);
    }
    await page.click('.filters [type=reset]');
    await settle(page);
    const reset = await page.evaluate(state);
    if (reset.shown.length !== whole.all || new URL(page.url()).search) found.push('not all is shown after ‘Show all’');
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('the table that is downloaded has the rows that are shown, in their order', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  try {
    await page.goto(host.site + INDEX);
    await choose(page, 'nature', 'observation');
    await page.select('[name=sort]', 'title');
    await settle(page);
    const { shown } = await page.evaluate(state);
    const text = await page.evaluate(downloaded);
    const rows = text.split('\r\n');
    const whole = await (await fetch(new URL('../data/recommendations.csv', host.site + INDEX))).text();
    const found = [
      ...(rows[0] === whole.split('\r\n')[0] ? [] : [`the head is ‘${rows[0]}’`]),
      ...(rows.length === shown.length + 2 && rows.at(-1) === '' ? [] : [`${rows.length} lines for ${shown.length} records`]),
      ...shown.filter(({ title }, at) => !rows[at + 1]?.includes(title)).map(({ title }) => `not in its place: ${title}`),
      ...rows.slice(1, -1).filter((row) => !whole.includes(row)),
    ];
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('no cell of the table that is downloaded is a formula, and a short index gives its rows in full', async () => {
  const site = buildOf(catalogue(20, 5, 'Emile'));
  const other = await serve(site.folder, { under: '/a/b/' });
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  try {
    await page.goto(`${other.site}controls/?family=a`);
    await settle(page);
    const text = await page.evaluate(downloaded);
    const rows = text.split('\r\n').slice(1, -1);
    const cells = text.match(/"(?:[^"]|"")*"|[^,"\r\n]+/g);
    expectNothing([
      ...(rows.length === 10 ? [] : [`${rows.length} rows`]),
      ...rows.filter((row, at) => !row.includes(`,"'=1+${2 * at}, ""${2 * at}""",`)),
      ...rows.filter((row) => !row.endsWith('Do it.,Do it.')),
      ...cells.filter((cell) => /^"?[=+@\t\r-]/.test(cell)),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
    await other.close();
    site.remove();
  }
});

test('without a script the link leads to the whole table', () => {
  const whole = INDEXES.filter(({ html }) => !/<a href="[./]+data\/[^"]+\.csv" download="[^"]+\.csv">/.test(html));
  expectNothing(whole.map(({ file }) => file));
});

test('back and forward lead through what was chosen, and the address can be shared', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page } = visit;
  try {
    await page.goto(host.site + INDEX);
    const titles = async () => (await page.evaluate(state)).shown.map(({ title }) => title).join('; ');
    const steps = [await titles()];
    await choose(page, 'nature', 'mixed');
    steps.push(await titles());
    await choose(page, 'in', 'use-of-force');
    steps.push(await titles());
    await page.select('.filters [name=sort]', 'title');
    steps.push(await titles());
    const found = [];
    if (new Set(steps).size !== steps.length) found.push('a step changes nothing');
    const shared = page.url();
    for (const at of [2, 1, 0]) {
      await page.goBack();
      await settle(page);
      if ((await titles()) !== steps[at]) found.push(`back to step ${at}: ${await titles()}`);
    }
    for (const at of [1, 2, 3]) {
      await page.goForward();
      await settle(page);
      if ((await titles()) !== steps[at]) found.push(`forward to step ${at}: ${await titles()}`);
    }
    const other = await open(browser, { viewport: NARROW });
    await other.page.goto(shared);
    const there = (await other.page.evaluate(state)).shown.map(({ title }) => title).join('; ');
    if (there !== steps[3]) found.push(`the shared address shows ${there}`);
    await other.close();
    expectNothing([...found, ...visit.faults, ...other.faults]);
  } finally {
    await visit.close();
  }
});

test('what makes no sense in an address is passed over', async () => {
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(`${host.site}${INDEX}?nature=nonsense&sort=nonsense&other=1`);
    const { shown, all, sort } = await visit.page.evaluate(state);
    expectNothing([
      ...(shown.length === all ? [] : [`${shown.length} of ${all} are shown`]),
      ...(sort === '' ? [] : [`sorted by ‘${sort}’`]),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('years are chosen as a range, and dates and numbers sort', async () => {
  const visit = await open(browser, { viewport: NARROW });
  const { page } = visit;
  try {
    await page.goto(host.site + EVENTS);
    await page.click('.facet summary');
    await page.type('[name="date.from"]', '2015');
    await page.type('[name="date.to"]', '2016');
    await page.keyboard.press('Tab');
    const found = [];
    const { shown, all } = await page.evaluate(state);
    if (!(shown.length > 3 && shown.length < all)) found.push(`${shown.length} of ${all} are left`);
    found.push(...shown.filter(({ date }) => date < 2015 || date > 2016).map(({ title, date }) => `${date}: ${title}`));
    const query = new URL(page.url()).searchParams;
    if (query.get('date.from') !== '2015' || query.get('date.to') !== '2016') found.push(`the address says ${query}`);
    await page.reload();
    if ((await page.evaluate(state)).shown.length !== shown.length) found.push('the range is forgotten');
    await page.select('.filters [name=sort]', 'date');
    const dates = (await page.evaluate(state)).shown.map(({ day }) => day);
    if (dates.join() !== dates.toSorted().join()) found.push(`not in the order of dates: ${dates}`);
    await page.goto(`${host.site}${INDEX}?sort=asks`);
    const asks = (await page.evaluate(state)).shown.map((item) => Number(item.asks));
    if (asks.join() !== asks.toSorted((a, b) => a - b).join()) found.push(`not in the order of numbers: ${asks}`);
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
  test(`an open filter is accessible, covers nothing, and gives way to the next: ${name}`, async () => {
    const visit = await open(browser, { viewport });
    const { page, session } = visit;
    try {
      await page.goto(host.site + INDEX);
      const found = [];
      const fold = await page.$('.fold > summary');
      if ((await fold.isVisible()) !== (name === 'narrow')) found.push('many filters are folded where there is room, or are not where there is none');
      if (name === 'narrow') {
        const first = await page.$eval('.records', (list) => list.getBoundingClientRect().top);
        if (first > viewport.height) found.push(`the list begins ${first} px below the top`);
        if (await page.$$eval('.facet summary', (all) => all.some((summary) => summary.checkVisibility({ contentVisibilityAuto: true })))) found.push('the fold hides nothing');
        await fold.focus();
        await page.keyboard.press('Enter');
      }
      for (const facet of await page.$$('.facet')) {
        const summary = await facet.$('summary');
        const label = await summary.evaluate(({ textContent }) => textContent.trim());
        await summary.focus();
        await page.keyboard.press('Enter');
        await settle(page);
        const { left, right, bottom, below } = await facet.$eval('div', (panel) => ({
          ...panel.getBoundingClientRect().toJSON(),
          below: document.querySelector('.filtered').getBoundingClientRect().top,
        }));
        if (left < 0 || right > viewport.width) found.push(`‘${label}’ reaches from ${left} to ${right}`);
        if (bottom > below) found.push(`‘${label}’ covers what is below`);
        for (const scheme of ['light', 'dark']) {
          await prefer(session, { scheme });
          found.push(...(await axe(page)).violations.map((text) => `${scheme}, ‘${label}’: ${text}`));
        }
        const openOnes = await page.$$eval('.facet[open]', ({ length }) => length);
        if (openOnes !== 1) found.push(`${openOnes} open at once`);
      }
      await page.keyboard.press('Tab');
      await page.keyboard.press('Escape');
      const left = await page.evaluate(() => ({
        open: document.querySelectorAll('.facet[open]').length,
        focused: document.activeElement.localName,
      }));
      if (name === 'narrow' && !(await page.$('.fold[open]'))) found.push('Escape shuts all filters at once');
      if (left.open || left.focused !== 'summary') found.push(`Escape leaves ${left.open} open, and the focus on ${left.focused}`);
      expectNothing([...found, ...visit.faults]);
    } finally {
      await visit.close();
    }
  });
}

test('without script every index is grouped and complete', async () => {
  const visit = await open(browser, { viewport: NARROW, script: false });
  const found = [];
  try {
    for (const { path, html } of INDEXES) {
      await visit.page.goto(host.site + path);
      const seen = await visit.page.evaluate(() => {
        const isSeen = (element) => element.checkVisibility();
        return {
          form: [...document.querySelectorAll('.filters')].some(isSeen),
          links: [...document.querySelectorAll('.records .title')].filter(isSeen).map(({ href }) => href),
          groups: [...document.querySelectorAll('.band')].filter((band) => band.querySelector('.records') && isSeen(band)).length,
        };
      });
      if (seen.form) found.push(`${path}: filters that do nothing`);
      const records = pages(flagship()).filter((page) => !page.redirect && page.path.startsWith(path) && page.path !== path);
      const lost = records.filter((page) => !seen.links.includes(host.site + page.path));
      found.push(...lost.map((page) => `${path}: ${page.path} is not listed`));
      const groups = html.match(/<h2 id="look:group-/g)?.length ?? 1;
      if (seen.groups !== groups) found.push(`${path}: ${seen.groups} of ${groups} groups are seen`);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

async function choose(page, facet, value) {
  const box = await page.$(`.filters [name="${facet}"][value="${value}"]`);
  await box.evaluate((element) => {
    element.closest('.facet').open = true;
    element.closest('.fold').open = true;
  });
  await box.click();
  await page.keyboard.press('Escape');
  await settle(page);
}

// The functions below run in the page.

function state() {
  const items = [...document.querySelectorAll('.records > li')];
  const isShown = (item) => item.checkVisibility();
  return {
    all: items.length,
    shown: items.filter(isShown).map((item) => ({
      title: item.querySelector('.words').textContent,
      nature: item.dataset.fNature,
      shifts: (item.dataset.fShifts ?? '').split('|'),
      date: item.dataset.fDate,
      day: item.dataset.sDate,
      asks: item.dataset.sAsks,
    })),
    emptyGroups: [...document.querySelectorAll('.band')].filter((band) => isShown(band) && band.querySelector('.records') && ![...band.querySelectorAll('li')].some(isShown)).length,
    status: document.querySelector('.filters [role=status]')?.textContent,
    sort: document.querySelector('.filters [name=sort]')?.value,
  };
}

// Tries every box that is not checked: its count must be what it alone of its facet would leave.
function wrongCounts() {
  const form = document.querySelector('.filters');
  const boxes = [...form.querySelectorAll('.facet [type=checkbox]')];
  const items = [...document.querySelectorAll('.records > li')];
  const values = (item, name) => (item.getAttribute(`data-f-${name}`) ?? '').split('|');
  const chosen = Map.groupBy(boxes.filter(({ checked }) => checked), ({ name }) => name);
  return boxes.flatMap((box) => {
    const left = items.filter((item) =>
      values(item, box.name).includes(box.value) &&
      [...chosen].every(([name, own]) => name === box.name || own.some(({ value }) => values(item, name).includes(value))));
    const count = box.closest('label').querySelector('.count').textContent;
    return count === String(left.length) ? [] : [`${box.name}=${box.value} says ${count}, and would leave ${left.length}`];
  });
}

/** The table that a click on the link gives: what would be saved is kept instead. */
async function downloaded() {
  const saved = Promise.withResolvers();
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    saved.resolve(blob.text());
    return createObjectURL(blob);
  };
  document.querySelector('[download]').click();
  return saved.promise;
}
