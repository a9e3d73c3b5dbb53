// The box that finds pages by number, title and text, under the strictest policy, and from disk.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { NARROW, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { STRICT, serve } from './server.mjs';
import { build, flagship, pages, samples } from './site.mjs';

const POINT = 'recommendations/international-forum-on-prevention/';
const REPORT = 'reports/hippo-report/';

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/', policy: STRICT })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

test('nothing of the index is loaded before the box is opened, in each of three ways', async () => {
  const ways = {
    'the key /': (page) => page.keyboard.press('/'),
    'Ctrl-K': async (page) => {
      await page.keyboard.down('Control');
      await page.keyboard.press('k');
      await page.keyboard.up('Control');
    },
    'the button': (page) => page.click('header .find'),
  };
  const found = [];
  for (const [name, act] of Object.entries(ways)) {
    const visit = await open(browser, { viewport: WIDE });
    try {
      await visit.page.goto(host.site + POINT, { waitUntil: 'networkidle0' });
      const early = visit.requests.filter((url) => /\/find[-/]|\/a-z\//.test(url));
      found.push(...early.map((url) => `${name}: loaded unasked: ${url}`));
      await act(visit.page);
      await visit.page.waitForSelector('dialog.finder[open]');
      const focused = await visit.page.evaluate(() => document.activeElement.type);
      if (focused !== 'search') found.push(`${name}: the focus is on ${focused}`);
      await visit.page.waitForSelector('dialog.finder[data-answered]');
      if (!visit.requests.some((url) => /\/find\//.test(url))) found.push(`${name}: no index`);
      await visit.page.keyboard.press('Escape');
      if (await visit.page.$('dialog[open]')) found.push(`${name}: Escape does not close the box`);
      found.push(...visit.faults.map((fault) => `${name}: ${fault}`));
    } finally {
      await visit.close();
    }
  }
  expectNothing(found);
});

test('what is typed is answered with the sentence found, and its words marked', async (t) => {
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(host.site + POINT, { waitUntil: 'networkidle0' });
    await visit.page.evaluate(watchAnswer);
    // Nothing is loaded yet: the key that opens the box is the first one.
    await visit.page.keyboard.press('/');
    await visit.page.keyboard.type('m');
    await visit.page.waitForFunction(() => window.answered);
    const [opened, written] = await visit.page.evaluate(() => window.answered);
    t.diagnostic(`first answer ${written} ms after the first letter, ${opened} ms after the key that opened the box`);
    await visit.page.keyboard.type('ediation');
    const results = await answers(visit.page, 'mediation');
    const found = [];
    if (results.length < 2) found.push(`${results.length} answers`);
    if (!results.every(({ kind }) => kind)) found.push('an answer without its kind');
    for (const { href, excerpt, marks } of results) {
      if (!marks.some((mark) => /mediat/i.test(mark))) found.push(`${href}: nothing marked in ‘${excerpt}’`);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('a symbol is found with every dash and slash, and a name without its accents', async () => {
  const visit = await opened();
  const queries = [
    ...['A/70/95', 'A-70-95', 'A‑70‑95', 'A–70–95', 'A—70—95', 'A−70−95', 'A∕70∕95', 'A⁄70⁄95', 'a/70/95', 'a 70 95', 'A_70_95'].map((query) => [query, REPORT]),
    ['Jose', 'people/jose-ramos-horta/'],
    ['josé ramos', 'people/jose-ramos-horta/'],
    ['JOSÉ', 'people/jose-ramos-horta/'],
  ];
  const found = [];
  try {
    for (const [query, path] of queries) {
      await visit.page.evaluate(write, query);
      const hrefs = (await answers(visit.page, query)).map(({ href }) => href);
      if (hrefs[0] !== host.site + path) found.push(`‘${query}’ does not find ${path}, but ${hrefs.slice(0, 5).join(', ') || 'nothing'}`);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('every record is found once, on its own page', async () => {
  const visit = await opened();
  try {
    // Every record is of a kind, and each is told by a line of the file that is loaded first.
    const script = readFileSync(join(flagship(), 'find/en/index.js'), 'utf8');
    const [, kinds, , , end, lines] = JSON.parse(`[${script.slice('tools.part("index",'.length, script.lastIndexOf(')'))}]`);
    const records = told(kinds, lines).map((path) => `/a/b/${path}${end}`);
    const known = new Set(pages(flagship()).filter(({ redirect }) => !redirect).map(({ path }) => `/a/b/${path}`));
    const found = records.filter((url) => !known.has(url)).map((url) => `${url} is no page`);
    if (new Set(records).size !== records.length) found.push('a page is found twice');
    // Pages on data and on months are no records.
    const isOfRecords = ({ family }) => family.endsWith('*') && !/^(data|changes)\//.test(family);
    const ofRecords = samples(flagship()).filter(isOfRecords);
    const own = ofRecords.map(({ path }) => `/a/b/${path}`);
    found.push(...own.filter((url) => !records.includes(url)).map((url) => `${url} is never found`));
    // Words that stand on the page of the theme, too.
    await visit.page.evaluate(write, '"outside knowledge and resources"');
    const hrefs = (await answers(visit.page, '"outside knowledge and resources"')).map(({ href }) => href);
    if (hrefs.join() !== host.site + POINT) found.push(`the words of a point are found on ${hrefs.join(', ') || 'nothing'}`);
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('what is found can be narrowed by kind, theme and body, with exact counts, in the address', async () => {
  const visit = await opened();
  const { page } = visit;
  const found = [];
  try {
    await page.keyboard.type('mandate');
    const all = await answers(page, 'mandate');
    await page.click('.narrow summary');
    await page.waitForSelector('.narrow select[name="addressed-to-inferred"]');
    const names = await page.$$eval('.narrow select', (list) => list.map(({ name }) => name));
    for (const name of ['kind', 'in', 'addressed-to-inferred']) {
      if (!names.includes(name)) found.push(`no filter ‘${name}’ among ${names.join(', ')}`);
    }
    const count = async (name, value) => Number(/\((\d+)\)$/.exec(await page.$eval(`.narrow select[name="${name}"] option[value="${value}"]`, ({ textContent }) => textContent))[1]);
    const choose = async (name, value) => {
      const told = value && (await count(name, value));
      await page.select(`.narrow select[name="${name}"]`, value);
      const results = await answers(page, await page.$eval('dialog input', (input) => input.value));
      const shown = Number(/\d+/.exec(await page.$eval('dialog [role=status]', ({ textContent }) => textContent))[0]);
      if (value && told !== shown) found.push(`${name}=${value} tells ${told} and shows ${shown}`);
      return results;
    };
    const points = await choose('kind', 'recommendation');
    if (points.some(({ kind }) => kind !== 'Recommendation')) found.push('the kind does not narrow');
    if (new Set(all.map(({ kind }) => kind)).size < 2) found.push('only one kind without a filter');
    const theme = await choose('in', 'achievable-mandates');
    found.push(...theme.filter(({ text }) => !text.startsWith('5.')).map(({ text }) => `the theme does not narrow: ${text}`));
    const address = page.url();
    if (!address.endsWith('?find=mandate&kind=recommendation&in=achievable-mandates')) found.push(`the address is ${address}`);
    await choose('in', '');
    await page.evaluate(write, '');
    await answers(page, '');
    const addressed = await choose('addressed-to-inferred', 'secretary-general');
    if (!addressed.some(({ text }) => text.startsWith('1.2 '))) found.push('the body does not narrow');
    await page.keyboard.press('Escape');
    await settle(page);
    if (page.url().includes('?')) found.push(`the box is closed at ${page.url()}`);
    // Whoever comes by the address finds the same.
    await page.goto(address);
    await page.waitForSelector('dialog.finder[open][data-answered=mandate]');
    const again = await answers(page, 'mandate');
    if (JSON.stringify(again) !== JSON.stringify(theme)) found.push('the address leads to other answers');
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('a word that nothing has is named, and a slip is put right', async () => {
  const visit = await opened();
  const found = [];
  try {
    for (const [query, first, says] of [
      ['mediation zebra', /1\.4|1 Conflict/, /Missing: zebra/],
      ['peacekepers', /^Peacekeepers/, /“peacekeepers” instead of “peacekepers”/],
      ['nediation', /1\.4/, /“mediation” instead of “nediation”/],
      ['zxqwv', null, /Nothing found: zxqwv/],
      ['99.9', null, /Nothing found: 99\.9/],
    ]) {
      await visit.page.evaluate(write, query);
      const results = await answers(visit.page, query);
      const said = await visit.page.$eval('.found', ({ textContent }) => textContent);
      if (!says.test(said)) found.push(`‘${query}’ says ${said.slice(0, 100)}`);
      if (first ? !first.test(results[0]?.text) : results.length) found.push(`‘${query}’ finds ${results[0]?.text}`);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('a site on a disk is searched as one on a host', async () => {
  const site = build('--portable');
  const visit = await open(browser);
  try {
    await visit.page.goto(pathToFileURL(join(site.folder, POINT, 'index.html')).href);
    await visit.page.keyboard.press('/');
    await visit.page.waitForSelector('dialog.finder[open]');
    const found = [];
    for (const query of ['9.3', 'prevention forum', 'mediaton']) {
      await visit.page.evaluate(write, query);
      const results = await answers(visit.page, query);
      const there = await opened();
      await there.page.evaluate(write, query);
      const expected = (await answers(there.page, query)).map(({ text }) => text);
      await there.close();
      if (results.map(({ text }) => text).join() !== expected.join() || !results[0]) found.push(`‘${query}’ finds ${results.map(({ text }) => text)}`);
      if (!results.every(({ href }) => href.startsWith('file:') && href.endsWith('/index.html'))) found.push(`‘${query}’ leads to ${results[0]?.href}`);
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
    site.remove();
  }
});

test('a number leads straight to its page, even when typed in one go', async () => {
  const visit = await open(browser, { viewport: NARROW });
  try {
    await visit.page.goto(`${host.site}themes/`);
    // Typed before anything of the box is loaded.
    await Promise.all(['9', '.', '3'].map((key) => visit.page.keyboard.press(key)));
    await visit.page.waitForSelector('dialog.finder[open]');
    const written = await visit.page.$eval('dialog input', ({ value }) => value);
    await visit.page.keyboard.press('Enter');
    // The words are put into the address of the old page before it is left.
    await visit.page.waitForFunction(() => document.querySelector('h1 .number'));
    const number = await visit.page.$eval('h1 .number', ({ textContent }) => textContent);
    expectNothing([
      ...(written === '9.3' ? [] : [`the box holds ‘${written}’`]),
      ...(number === '9.3' ? [] : [`arrived at ${number}`]),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('results are walked through by arrow keys', async () => {
  const visit = await opened();
  try {
    await visit.page.keyboard.type('prevention');
    await answers(visit.page, 'prevention');
    await visit.page.keyboard.press('ArrowDown');
    await visit.page.keyboard.press('ArrowDown');
    const second = await visit.page.evaluate(() => [...document.querySelectorAll('dialog[open] li a')].indexOf(document.activeElement));
    await visit.page.keyboard.press('ArrowUp');
    await visit.page.keyboard.press('ArrowUp');
    const back = await visit.page.evaluate(() => document.activeElement.type);
    expectNothing([
      ...(second === 1 ? [] : [`two steps down lead to link ${second}`]),
      ...(back === 'search' ? [] : [`two steps up lead to ${back}`]),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

test('what is found brings no markup of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'book.toml'), '[book]\ntitle = "Markup"\n');
  writeFileSync(join(folder, 'src/index.md'), '# Home\n\nSee [[other]].\n');
  writeFileSync(join(folder, 'src/other.md'), '# Other <i>title</i>\n\nHostile `<img src=x onerror=alert(1)>` and &lt;b&gt;bold&lt;/b&gt; words.\n');
  const site = build({ report: folder });
  const other = await serve(site.folder, { policy: STRICT });
  const visit = await open(browser);
  try {
    await visit.page.goto(other.site);
    await visit.page.keyboard.press('/');
    await visit.page.waitForSelector('dialog[open]');
    await visit.page.keyboard.type('hostile');
    const results = await answers(visit.page, 'hostile');
    const elements = await visit.page.$$eval('.excerpt *', (all) => all.map(({ localName }) => localName));
    expectNothing([
      ...elements.filter((name) => name !== 'mark').map((name) => `an element ${name}`),
      ...(results[0].excerpt.includes('<img src=x') ? [] : [`it says ‘${results[0].excerpt}’`]),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
    await other.close();
    site.remove();
    rmSync(folder, { recursive: true });
  }
});

for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
  test(`the boxes are accessible, open and with results: ${name}`, async () => {
    const visit = await opened(viewport);
    const { page, session } = visit;
    const found = [];
    const look = async (what) => {
      for (const scheme of ['light', 'dark']) {
        await prefer(session, { scheme });
        await settle(page);
        const { violations } = await axe(page);
        found.push(...violations.map((text) => `${scheme}, ${what}: ${text}`));
      }
      const { scrollWidth, clientWidth } = await page.$eval('dialog[open]', ({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
      if (scrollWidth > clientWidth) found.push(`${what}: ${scrollWidth} px wide at ${clientWidth}`);
    };
    try {
      await page.keyboard.type('mandate');
      await answers(page, 'mandate');
      await page.click('.narrow summary');
      await look('results and filters');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.waitForSelector('dialog.keys[open]');
      await look('the shortcuts');
      expectNothing([...found, ...visit.faults]);
    } finally {
      await visit.close();
    }
  });
}

test('without script the same button leads to every title from A to Z', async () => {
  const visit = await open(browser, { viewport: NARROW, script: false });
  try {
    await visit.page.goto(host.site + POINT);
    await Promise.all([visit.page.waitForNavigation(), visit.page.click('header .find')]);
    const listed = new Set(await visit.page.$$eval('main .titles a', (links) => links.map(({ href }) => href)));
    const records = pages(flagship()).filter(({ html, redirect }) => !redirect && /class="page (record|document)-page/.test(html));
    expectNothing([
      ...records.filter(({ path }) => !listed.has(host.site + path)).map(({ file }) => `${file}: not listed`),
      ...visit.faults,
    ]);
  } finally {
    await visit.close();
  }
});

/** A page with the box open and the index at hand. */
async function opened(viewport = WIDE) {
  const visit = await open(browser, { viewport });
  await visit.page.goto(host.site + POINT);
  await visit.page.keyboard.press('/');
  await visit.page.waitForSelector('dialog.finder[data-answered]');
  return visit;
}

/** The answers to what is written, once they are there. */
async function answers(page, query) {
  await page.waitForFunction((query) => {
    const { dataset, ariaBusy } = document.querySelector('dialog.finder');
    return dataset.answered === query && ariaBusy === 'false';
  }, {}, query);
  await settle(page);
  return page.evaluate(readAnswers);
}

/** The paths that the lines of an index tell. */
function told(kinds, lines) {
  const owners = kinds.flatMap((kind) => Array.from({ length: kind[4] }, () => kind));
  let at = 0;
  return lines.split('\n').slice(0, -1).map((line) => {
    const [step, title, , path = ''] = line.split('\t');
    // What is not written follows from the title.
    const slug = (title.replace(/'/g, '').toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-');
    const whole = path === '' || path.startsWith('-') ? slug + path : path;
    at += Number(step);
    return path.startsWith('/') ? path.slice(1) : `${owners[at][3]}${whole}/`;
  });
}

// The functions below run in the page.

function write(words) {
  const input = document.querySelector('dialog[open] input');
  input.value = words;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

function readAnswers() {
  return [...document.querySelectorAll('.found li')].map((item) => ({
    href: item.querySelector('a').href,
    text: item.querySelector('a').textContent,
    kind: item.querySelector('.kind').textContent,
    excerpt: item.querySelector('.excerpt')?.textContent ?? '',
    marks: [...item.querySelectorAll('mark')].map(({ textContent }) => textContent),
  }));
}

function watchAnswer() {
  const keys = [];
  addEventListener('keydown', ({ timeStamp }) => keys.push(timeStamp), true);
  new MutationObserver(() => {
    if (document.querySelector('.found li')) window.answered ??= keys.slice(0, 2).map((key) => Math.round(performance.now() - key));
  }).observe(document.body, { childList: true, subtree: true });
}
