// An index of several parts: read page by page without a script, and filtered and sorted as a whole.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pathToFileURL } from 'node:url';
import { NARROW, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { catalogue } from './catalogue.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { buildOf, files, pages } from './site.mjs';

const RECORDS = 450;
const OWNERS = 80;
const INDEX = 'controls/';

let browser;
let site;
let host;
before(async () => {
  site = buildOf(catalogue(RECORDS, OWNERS, 'Emile'));
  [browser, host] = await Promise.all([launch(), serve(site.folder, { under: '/a/b/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  site?.remove();
});

test('the script of a long index takes at most 3 KiB, and only such an index loads it', () => {
  const script = files(site.folder).find((file) => /^assets\/rows-/.test(file));
  const bytes = gzipSync(readFileSync(join(site.folder, script)), { level: 9 }).length;
  const long = pages(site.folder).filter(({ html }) => html.includes(script));
  const parts = pages(site.folder).filter(({ path }) => path === INDEX || path.startsWith(`${INDEX}part/`));
  expectNothing([
    ...(bytes <= 3 * 1024 ? [] : [`${bytes} bytes`]),
    ...(long.map(({ path }) => path).join() === parts.map(({ path }) => path).join() ? [] : [long.map(({ path }) => path).join()]),
    ...parts.filter(({ html }) => /assets\/filter-[^"]+\.js/.test(html)).map(({ path }) => `${path} loads the script of a short index`),
  ]);
});

test('without script the parts lead to each other and together list every record', async () => {
  const visit = await open(browser, { viewport: NARROW, script: false });
  const { page } = visit;
  try {
    await page.goto(host.site + INDEX);
    const found = [];
    const titles = [];
    for (let part = 1; part <= 5; part += 1) {
      const seen = await page.evaluate(() => ({
        titles: [...document.querySelectorAll('.records .words')].map(({ textContent }) => textContent),
        form: document.querySelector('.filters').checkVisibility(),
        current: document.querySelector('.parts [aria-current]').textContent,
        wide: document.documentElement.scrollWidth - innerWidth,
      }));
      titles.push(...seen.titles);
      if (seen.form) found.push(`part ${part}: filters that do nothing`);
      if (seen.current !== String(part)) found.push(`part ${part} says that it is part ${seen.current}`);
      if (seen.wide > 0) found.push(`part ${part} is ${seen.wide} px too wide`);
      if (part < 5) await Promise.all([page.waitForNavigation(), page.click('.parts [rel=next]')]);
    }
    if (new Set(titles).size !== RECORDS) found.push(`${new Set(titles).size} of ${RECORDS} records are listed`);
    if (await page.$('.parts [rel=next]')) found.push('another part follows the last');
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('nothing is fetched before a reader filters, and then it is fetched once', async () => {
  const visit = await open(browser);
  const { page } = visit;
  try {
    await page.goto(host.site + INDEX);
    await settle(page);
    const fetched = () => visit.requests.filter((url) => url.endsWith('rows.json')).length;
    const found = fetched() ? ['the rows are fetched at once'] : [];
    await choose(page, 'family', 'a');
    await choose(page, 'owner', 'emile-4');
    if (fetched() !== 1) found.push(`fetched ${fetched()} times`);
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('filters and counts are those of the whole kind, on whichever part they are chosen', async () => {
  const found = [];
  for (const path of [INDEX, `${INDEX}part/3/`]) {
    const visit = await open(browser);
    const { page } = visit;
    try {
      await page.goto(host.site + path);
      await choose(page, 'family', 'a');
      const even = await page.evaluate(state);
      if (even.titles.length !== 100 || !even.more) found.push(`${path}: ${even.titles.length} rows are drawn at first`);
      if (!even.status.includes(`${RECORDS / 2} of ${RECORDS}`)) found.push(`${path}: the status says ‘${even.status}’`);
      if (even.parts) found.push(`${path}: the parts are seen under a filter`);
      if (even.tags !== 'First') found.push(`${path}: the first row has the values ‘${even.tags}’`);
      if (even.owners.length !== OWNERS / 2) found.push(`${path}: ${even.owners.length} owners are offered`);
      await choose(page, 'owner', 'emile-4');
      const one = await page.evaluate(state);
      const wanted = Array.from({ length: RECORDS }, (_, at) => at).filter((at) => at % OWNERS === 4).map((at) => `Control ${at}`);
      if (one.titles.join() !== wanted.join()) found.push(`${path}: ${one.titles}`);
      if (one.counts.family.join() !== `${wanted.length},0`) found.push(`${path}: the counts are ${one.counts.family}`);
      if (new URL(page.url()).search !== '?owner=emile-4&family=a') found.push(`${path}: the address is ${page.url()}`);
      const hrefs = await page.$$eval('.drawn .title', (links) => links.map(({ href }) => href));
      if (hrefs[1] !== `${host.site}controls/c-84/`) found.push(`${path}: a row leads to ${hrefs[1]}`);
      await page.click('.filters [type=reset]');
      await settle(page);
      const whole = await page.evaluate(state);
      if (whole.titles.length !== 100 || !whole.parts || new URL(page.url()).search) found.push(`${path}: ‘Show all’ shows ${whole.titles.length} rows`);
      found.push(...visit.faults);
    } finally {
      await visit.close();
    }
  }
  expectNothing(found);
});

test('an address with filters and an order shows them, more rows follow, and back and forward work', async () => {
  const visit = await open(browser, { viewport: NARROW });
  const { page } = visit;
  try {
    await page.goto(`${host.site}${INDEX}?sort=size&owner=emile-79&owner=nonsense&family=b`);
    await page.waitForSelector('.filtering');
    const found = [];
    const narrow = await page.evaluate(state);
    if (narrow.titles.join() !== 'Control 399,Control 319,Control 239,Control 159,Control 79') found.push(`in order: ${narrow.titles}`);
    await page.goto(`${host.site}${INDEX}?sort=title`);
    await page.waitForSelector('.filtering');
    for (const length of [100, 200, 300, 400]) {
      const { titles } = await page.evaluate(state);
      if (titles.length !== length || titles[11] !== 'Control 11') found.push(`${titles.length} rows, the twelfth is ${titles[11]}`);
      await page.click('.drawn > button');
      await settle(page);
      const focused = await page.evaluate(() => document.activeElement.textContent);
      if (!focused.endsWith(`Control ${length}`)) found.push(`the focus is on ‘${focused}’`);
    }
    const last = await page.evaluate(state);
    if (last.titles.length !== RECORDS || last.more) found.push(`${last.titles.length} rows at the end`);
    await choose(page, 'family', 'a');
    await page.goBack();
    await settle(page);
    if (!(await page.evaluate(state)).status.includes(`${RECORDS} of`)) found.push('back does not show all');
    await page.goForward();
    await settle(page);
    if (!(await page.evaluate(state)).status.includes(`${RECORDS / 2} of`)) found.push('forward does not filter');
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('numbers and years are chosen as a range', async () => {
  const visit = await open(browser);
  const { page } = visit;
  try {
    await page.goto(`${host.site}${INDEX}?size.from=440&size.to=445`);
    await page.waitForSelector('.filtering');
    const { titles, counts } = await page.evaluate(state);
    expectNothing([
      ...(titles.join() === 'Control 4,Control 5,Control 6,Control 7,Control 8,Control 9' ? [] : [titles.join()]),
      ...(counts.family.join() === '3,3' ? [] : [counts.family.join()]),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('a long filter shows its most frequent values, and typing finds the others', async () => {
  const visit = await open(browser, { viewport: NARROW });
  const { page, session } = visit;
  try {
    await page.goto(host.site + INDEX);
    await page.$eval('[name=owner]', unfold);
    const found = [];
    const seen = () => page.$$eval('[name=owner]', (all) => all.filter((box) => box.checkVisibility()).map(({ labels }) => labels[0].children[1].textContent));
    const hint = () => page.$eval('.most', (most) => most.checkVisibility());
    if ((await seen()).length !== 50 || !(await hint())) found.push(`${(await seen()).length} values are seen at first`);
    await page.type('.facet[open] [type=search]', 'émile 7');
    await page.waitForSelector('.most', { hidden: true });
    const narrowed = await seen();
    if (narrowed.join() !== ['Emile 7', ...Array.from({ length: 10 }, (_, at) => `Emile ${70 + at}`)].join()) found.push(`typing leaves ${narrowed}`);
    if (new URL(page.url()).search) found.push(`typing leads to ${page.url()}`);
    await choose(page, 'owner', 'emile-79');
    if (!(await page.evaluate(state)).status.startsWith('5 of')) found.push('a value that was found does not filter');
    for (const scheme of ['light', 'dark']) {
      await prefer(session, { scheme });
      found.push(...(await axe(page)).violations);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('parts and drawn rows are accessible, and as wide as a phone', async () => {
  const found = [];
  for (const viewport of [NARROW, WIDE]) {
    for (const query of ['', 'part/2/', '?family=a', '?sort=title']) {
      const visit = await open(browser, { viewport });
      const { page, session } = visit;
      try {
        await page.goto(host.site + INDEX + query);
        if (query.startsWith('?')) await page.waitForSelector('.filtering');
        await settle(page);
        for (const scheme of ['light', 'dark']) {
          await prefer(session, { scheme });
          found.push(...(await axe(page)).violations.map((text) => `${viewport.width} px, ${query}, ${scheme}: ${text}`));
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) found.push(`${query} is ${wide} px too wide at ${viewport.width}`);
        const over = await page.evaluate(overlaps);
        found.push(...over.map((text) => `${viewport.width} px, ${query}: ${text}`), ...visit.faults);
      } finally {
        await visit.close();
      }
    }
  }
  expectNothing(found);
});

test('the table that is downloaded has the rows that are found, in their order', async () => {
  const visit = await open(browser);
  const { page } = visit;
  try {
    await page.goto(`${host.site}${INDEX}?sort=size&family=b`);
    await page.waitForSelector('.filtering');
    const text = await page.evaluate(async () => {
      const saved = Promise.withResolvers();
      const { createObjectURL } = URL;
      URL.createObjectURL = (blob) => {
        saved.resolve(blob.text());
        return createObjectURL(blob);
      };
      document.querySelector('[download]').click();
      return saved.promise;
    });
    const rows = text.split('\r\n').slice(1, -1);
    const wanted = Array.from({ length: RECORDS }, (_, at) => RECORDS - 1 - at).filter((at) => at % 2);
    expectNothing([
      ...(rows.length === wanted.length ? [] : [`${rows.length} rows`]),
      ...wanted.filter((at, place) => !rows[place]?.includes(`Control ${at},`)).map((at) => `not in its place: ${at}`),
      ...wanted.filter((at, place) => !rows[place]?.includes(`,"'=1+${at}, `)).map((at) => `a formula: ${at}`),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('where the rows cannot be read, a sentence says so and the parts stay', async () => {
  const visit = await open(browser);
  const { page } = visit;
  try {
    await page.goto(pathToFileURL(join(site.folder, INDEX, 'index.html')).href);
    await choose(page, 'family', 'a');
    const { status, titles, parts } = await page.evaluate(state);
    expectNothing([
      ...(status.includes('could not be loaded') ? [] : [`the status says ‘${status}’`]),
      ...(titles.length === 100 && parts ? [] : [`${titles.length} rows are left`]),
    ]);
  } finally {
    await visit.close();
  }
});

async function choose(page, facet, value) {
  const box = await page.$(`.filters [name="${facet}"][value="${value}"]`);
  await box.evaluate(unfold);
  await box.click();
  await page.keyboard.press('Escape');
  // The first choice fetches the rows.
  await page.waitForNetworkIdle({ idleTime: 200 });
  await settle(page);
}

// The functions below run in the page.

function unfold(box) {
  for (const closed of [box.closest('.fold'), box.closest('.facet')]) {
    if (closed) closed.open = true;
  }
}

function state() {
  const isSeen = (element) => element.checkVisibility();
  const boxes = (name) => [...document.querySelectorAll(`.filters [name="${name}"]`)];
  const items = [...document.querySelectorAll('.records > li')].filter(isSeen);
  return {
    titles: items.map((item) => item.querySelector('.words').textContent),
    tags: items[0]?.querySelector('.tags').textContent.replace(/ · |Emile \d+/g, '').trim(),
    status: document.querySelector('.filters [role=status]').textContent,
    more: isSeen(document.querySelector('.drawn > button')),
    parts: isSeen(document.querySelector('.parts')),
    owners: boxes('owner').filter((box) => !box.closest('li').hidden),
    counts: { family: boxes('family').map((box) => box.closest('label').querySelector('.count').textContent) },
  };
}

// Rows whose words stand over those of the next.
function overlaps() {
  const items = [...document.querySelectorAll('.records > li')].filter((item) => item.checkVisibility());
  const bottom = (item) => Math.max(...[...item.querySelectorAll('.title, .tags')].map((own) => own.getBoundingClientRect().bottom));
  const over = items.filter((item, at) => items[at + 1] && bottom(item) > items[at + 1].getBoundingClientRect().top + 1);
  return over.slice(0, 3).map((item) => `‘${item.textContent.trim()}’ reaches into the next row`);
}
