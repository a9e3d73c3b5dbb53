// What helps while reading: the table of contents, links to headings and paragraphs, keys, previews,
// the words of the glossary, and the colours.

import { after, before, test } from 'node:test';
import { NARROW, WIDE, axe, launch, open, prefer, settle, shifts } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { STRICT, serve } from './server.mjs';
import { flagship, pages } from './site.mjs';

const THEME = 'themes/au-operations-funding/';
// Its first point: two paragraphs, and a reference in the first of them.
const ID = 'assessed-contributions-for-au-operations';
const POINT = `recommendations/${ID}/`;
const LONG = 'about-the-panel/';

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/', policy: STRICT })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

/** A test of one page that ends with nothing found, neither by `act` nor by the browser. */
function reads(name, path, act, options) {
  test(name, async (t) => {
    const visit = await open(browser, { viewport: WIDE, ...options });
    try {
      await prefer(visit.session, { motion: 'reduce' });
      await visit.page.goto(host.site + path);
      await settle(visit.page);
      const shown = await visit.page.evaluate(() => performance.now());
      expectNothing([...(await act({ ...visit, shown }, t)), ...visit.faults]);
    } finally {
      await visit.close();
    }
  });
}

// ---------------------------------------------------------------- position and links

reads('the table of contents follows the reader', LONG, async ({ page }) => {
  const found = [];
  const anchors = await page.$$eval('.toc a', (links) => links.map(({ hash }) => hash));
  if (anchors.length < 5) found.push(`only ${anchors.length} entries`);
  for (const anchor of [...anchors, ...anchors.toReversed()]) {
    await page.evaluate((hash) => document.getElementById(hash.slice(1)).scrollIntoView(), anchor);
    await settle(page);
    const wrong = await page.evaluate(wrongPlace);
    if (wrong) found.push(`at ${anchor}: ${wrong}`);
  }
  const current = await page.$$eval('.toc [aria-current]', (links) => links.map((link) => link.ariaCurrent));
  if (current.join() !== 'location') found.push(`said to be at ${current}`);
  const sticky = await page.$eval('.toc', (toc) => {
    scrollTo(0, 2000);
    const { top, bottom } = toc.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  if (!sticky) found.push('it is out of sight further down');
  return found;
});

for (const path of [THEME, POINT, LONG]) {
  reads(`every heading and paragraph of /${path} can be linked, and the link is copied`, path, async ({ page }) => {
    await page.browserContext().overridePermissions(host.origin, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    const found = await page.evaluate(() => {
      const places = [...document.querySelectorAll('.text :is(h2, h3, h4), .text > p, .text > section > p')];
      const anchors = new Set([...document.querySelectorAll('.text .permalink')].map(({ hash }) => hash));
      const lost = places.filter((place) => !anchors.has(`#${place.id}`));
      return lost.map((place) => `no link to ${place.localName} ‘${place.textContent.slice(0, 40)}’`);
    });
    const links = await page.$$('.text .permalink');
    for (const link of links) {
      const { href, name } = await link.evaluate((element) => ({ href: element.href, name: element.ariaLabel ?? element.textContent }));
      if (!/^Link: \S/.test(name)) found.push(`${href} is called ‘${name}’`);
      await link.evaluate((element) => element.click());
      const copied = await page
        .waitForFunction((expected) => navigator.clipboard.readText().then((text) => text === expected), { timeout: 2000 }, href)
        .catch(() => undefined);
      if (!copied) found.push(`${href} is not copied`);
    }
    if ((await page.$eval('p[role=status].hidden', ({ textContent }) => textContent)) !== 'Copied') found.push('nothing is said of it');
    return found;
  });
}

reads('the link of a paragraph shows where it is pointed at, and moves nothing', POINT, async ({ page, shown }) => {
  const found = [];
  const opacity = () => page.$eval('[id="p:2"] > .permalink', (link) => getComputedStyle(link).opacity);
  if ((await opacity()) !== '0') found.push('it shows unasked');
  await page.hover('[id="p:2"]');
  if ((await opacity()) !== '1') found.push('it does not show');
  await page.evaluate(() => getSelection().selectAllChildren(document.getElementById('p:2')));
  const selected = await page.evaluate(() => getSelection().toString());
  if (selected.includes('¶')) found.push('it is copied with the text');
  return [...found, ...(await shifts(page, shown))];
});

reads('where nothing can be pointed at, the links of headings and paragraphs show', LONG, ({ page }) =>
  page.$$eval('.text [id] > .permalink', (links) =>
    links.filter((link) => getComputedStyle(link).opacity !== '1').map((link) => `does not show: ${link.hash}`)),
{ viewport: { ...NARROW, hasTouch: true, isMobile: true } });

test('links to paragraphs hold without script, here and on the page around', async () => {
  const visit = await open(browser, { viewport: NARROW, script: false });
  try {
    await prefer(visit.session, { motion: 'reduce' });
    const found = [];
    const places = [`${POINT}#p:2`, `${THEME}#${ID}:p:2`];
    const texts = [];
    for (const place of places) {
      await visit.page.goto(host.site + place);
      const { top, text } = await visit.page.$eval(':target', (paragraph) => ({
        top: paragraph.getBoundingClientRect().top,
        text: paragraph.textContent.replaceAll(/\s+/g, ' '),
      }));
      texts.push(text);
      if (top < 0 || top > NARROW.height) found.push(`${place} stands at ${top} px`);
    }
    if (texts[0] !== texts[1]) found.push('the two pages number the paragraphs differently');
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

// ---------------------------------------------------------------- keys

reads('keys lead from paragraph to paragraph and from page to page', THEME, async ({ page }) => {
  const found = [];
  const here = () => page.evaluate(() => document.activeElement.hash ?? '');
  for (const [key, expected] of [['j', '#p:1'], ['j', `#${ID}`], ['j', `#${ID}:p:1`], ['j', `#${ID}:p:2`], ['k', `#${ID}:p:1`]]) {
    await page.keyboard.press(key);
    if ((await here()) !== expected) found.push(`${key} leads to ‘${await here()}’, not to ${expected}`);
  }
  const titles = [await page.title()];
  for (const key of ['n', 'p']) {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    titles.push(await page.title());
  }
  if (titles[0] !== titles[2] || titles[0] === titles[1]) found.push(`n and p lead through ${titles.join('; ')}`);
  return found;
});

reads('the keys are listed under ?, every one of them', THEME, async ({ page }) => {
  await page.keyboard.press('?');
  await page.waitForSelector('dialog.keys[open]');
  const listed = await page.$$eval('dialog.keys kbd', (keys) => keys.map(({ textContent }) => textContent));
  const missing = ['/', 'Ctrl', 'K', '0', '9', 'p', 'n', 'k', 'j', '?', 'Esc'].filter((key) => !listed.includes(key));
  await page.keyboard.press('Escape');
  return missing.map((key) => `${key} is not listed`);
});

reads('single keys can be switched off, for good, and the others stay', THEME, async ({ page }) => {
  const found = [];
  const opens = async (press) => {
    await press();
    const box = await page.waitForSelector('dialog[open]', { timeout: 1000 }).catch(() => undefined);
    if (box) await page.keyboard.press('Escape');
    return Boolean(box);
  };
  await page.keyboard.press('?');
  await page.waitForSelector('dialog.keys[open]');
  await page.click('dialog.keys input');
  await page.keyboard.press('Escape');
  for (const place of ['at once', 'on the next page']) {
    for (const key of ['/', '?', '9', 'j']) {
      if (await opens(() => page.keyboard.press(key))) found.push(`${key} still works ${place}`);
    }
    const focused = await page.evaluate(() => document.activeElement.className);
    if (focused === 'permalink') found.push(`j still leads to a paragraph ${place}`);
    if (!(await opens(() => withControl(page, 'k')))) found.push(`Ctrl-K does not work ${place}`);
    await page.goto(host.site + POINT);
  }
  // Their links are reached by Tab instead.
  const stops = await page.$$eval('p > .permalink', (links) => links.map(({ tabIndex }) => tabIndex));
  if (stops.some((stop) => stop !== 0)) found.push('no key leads to the links of paragraphs');
  return found;
});

reads('keys with a modifier, and those written into a field, are left alone', 'recommendations/', async ({ page }) => {
  const found = [];
  await page.evaluate(() => {
    window.taken = [];
    addEventListener('keydown', (event) => setTimeout(() => event.defaultPrevented && window.taken.push(event.key)));
  });
  for (const modifier of ['Control', 'Alt', 'Meta']) {
    await page.keyboard.down(modifier);
    for (const key of ['9', 'j', 'n']) await page.keyboard.press(key);
    await page.keyboard.up(modifier);
  }
  await page.focus('.filters select');
  for (const key of ['/', 'j', 'n', '?']) await page.keyboard.press(key);
  await new Promise((wake) => setTimeout(wake, 300));
  found.push(...(await page.evaluate(() => window.taken)).map((key) => `takes ${key}`));
  if (await page.$('dialog[open]')) found.push('a box opens');
  return found;
});

// ---------------------------------------------------------------- previews and glossary

const CARD = '.preview:popover-open';

reads('pointing at a reference shows its card, which can be pointed at, and Escape takes it away', POINT, async ({ page, requests, shown }) => {
  const found = [];
  if (requests.some((url) => url.includes('preview'))) found.push('what shows cards is loaded unasked');
  const link = await page.$('.text a.ref');
  await link.hover();
  await page.waitForSelector(CARD);
  const { title, text, href } = await readCard(page);
  if (title !== 'Assessed contributions' || !text) found.push(`the card says ‘${title}’ ‘${text}’`);
  if (href !== (await link.evaluate((element) => element.href))) found.push(`the card leads to ${href}`);
  await page.hover(`${CARD} a`);
  await new Promise((wake) => setTimeout(wake, 600));
  if (!(await page.$(CARD))) found.push('it goes when it is pointed at');
  for (const scheme of ['light', 'dark']) {
    const session = await page.createCDPSession();
    await prefer(session, { scheme });
    found.push(...(await axe(page)).violations.map((fault) => `${scheme}: ${fault}`));
  }
  await page.keyboard.press('Escape');
  if (await page.$(CARD)) found.push('Escape leaves it');
  return [...found, ...(await shifts(page, shown))];
});

reads('reaching a reference by keyboard shows its card, and going on takes it away', POINT, async ({ page }) => {
  const found = [];
  await page.focus('.text a.ref');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  await page.keyboard.press('Tab');
  await page.waitForSelector(CARD);
  const covered = await page.evaluate((selector) => {
    const [card, link] = [document.querySelector(selector), document.activeElement].map((element) => element.getBoundingClientRect());
    return card.top < link.bottom && card.bottom > link.top;
  }, CARD);
  if (covered) found.push('the card covers the link');
  await page.evaluate(() => document.querySelector('.neighbours a').focus());
  await settle(page);
  if (await page.$(CARD)) found.push('it stays');
  return found;
});

reads('holding a reference down shows its card, and a touch elsewhere takes it away', POINT, async ({ page }) => {
  const found = [];
  const link = await page.$('.text a.ref');
  await link.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const { x, y } = await link.clickablePoint();
  const loaded = page.waitForResponse((response) => response.url().includes('/preview-'));
  const finger = await page.touchscreen.touchStart(x, y);
  await loaded;
  await settle(page);
  // What a phone makes of a finger that stays; Chromium on a desk makes nothing of it.
  await link.evaluate((element) => element.dispatchEvent(new PointerEvent('contextmenu', { pointerType: 'touch', bubbles: true, cancelable: true })));
  await page.waitForSelector(CARD);
  const { title } = await readCard(page);
  if (!title) found.push('the card is empty');
  if (page.url() !== host.site + POINT) found.push('the page is left');
  // Lifting the finger would count as a tap: it goes off the link first.
  await finger.move(200, 40);
  await finger.end();
  await page.tap('header.record .kind');
  await settle(page);
  if (await page.$(CARD)) found.push('it stays');
  return found;
}, { viewport: { ...NARROW, hasTouch: true, isMobile: true } });

test('terms of the glossary are marked once in a document, with what they mean', async () => {
  const found = [];
  let marked = 0;
  const all = pages(flagship()).filter(({ html }) => /class="page (document|record)-page/.test(html));
  for (const { file, html } of all) {
    const terms = [...html.matchAll(/<a href="([^"]*)" class="ref term" title="([^"]*)">/g)];
    marked += terms.length;
    const targets = terms.map(([, href]) => href);
    if (new Set(targets).size !== targets.length) found.push(`${file}: a term is marked twice`);
    found.push(...terms.filter(([, , title]) => title.length < 20).map(([, href]) => `${file}: ${href} is not explained`));
  }
  if (marked < 5) found.push(`only ${marked} terms are marked`);
  expectNothing(found);
});

reads('a marked term shows what it means like any reference', 'reviews/brahimi-report/', async ({ page }) => {
  const term = await page.$('a.term');
  const meaning = await term.evaluate(({ title }) => title);
  await term.hover();
  await page.waitForSelector(CARD);
  const { text } = await readCard(page);
  return text === meaning ? [] : [`the card says ‘${text}’, the title ‘${meaning}’`];
});

// ---------------------------------------------------------------- colours

test('the colours chosen are remembered, and there before anything is drawn', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const { page, session } = visit;
  try {
    await prefer(session, { scheme: 'light' });
    await page.goto(host.site + THEME);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const seen = { light: await paper() };
    const found = [];
    for (const scheme of ['dark', 'contrast', 'light']) {
      await page.select('.scheme select', scheme);
      const chosen = await paper();
      if (scheme === 'light' ? chosen !== seen.light : Object.values(seen).includes(chosen)) found.push(`${scheme} looks like ${chosen}`);
      seen[scheme] = chosen;
      await page.evaluateOnNewDocument(() => {
        document.addEventListener('readystatechange', () => (window.early ??= document.documentElement.dataset.scheme));
      });
      await page.goto(host.site + POINT);
      if ((await page.evaluate(() => window.early)) !== scheme) found.push(`${scheme} comes late`);
      if ((await paper()) !== chosen) found.push(`${scheme} is forgotten`);
      if ((await page.$eval('.scheme select', ({ value }) => value)) !== scheme) found.push(`the chooser does not say ${scheme}`);
      found.push(...(await axe(page)).violations.map((fault) => `${scheme}: ${fault}`));
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

reads('a device’s own colours keep every link, mark and focus in sight', THEME, async ({ page, session }) => {
  await prefer(session, { forced: 'active' });
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]).catch(() => {});
  await prefer(session, { forced: 'active', motion: 'reduce' });
  return page.evaluate(() => {
    const found = [];
    const current = document.querySelector('.toc a');
    const looks = (element) => ['color', 'borderColor', 'backgroundColor', 'outlineStyle', 'textDecorationLine'].map((name) => getComputedStyle(element)[name]).join();
    const before = looks(current);
    current.ariaCurrent = 'location';
    if (looks(current) === before) found.push('the current place in the table of contents cannot be told');
    for (const link of document.querySelectorAll('.text p > a:not(.permalink)')) {
      if (getComputedStyle(link).textDecorationLine !== 'underline') found.push(`not underlined: ${link.textContent}`);
    }
    return found;
  });
});

// In the page: the entry that is current must be that of the last heading in the upper third or so.
function wrongPlace() {
  const current = document.querySelector('.toc [aria-current]')?.hash;
  const tops = [...document.querySelectorAll('.toc a')].map(({ hash }) => [
    hash,
    document.getElementById(hash.slice(1)).getBoundingClientRect().top / innerHeight,
  ]);
  const at = tops.findIndex(([hash]) => hash === current);
  if (at < 0) return tops[0][1] > 0.3 ? '' : 'no entry is current';
  const isPast = tops[at][1] < 0.4 && !(tops[at + 1]?.[1] < 0.3);
  return isPast ? '' : `${current} is current`;
}

async function withControl(page, key) {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}

function readCard(page) {
  return page.$eval(CARD, (card) => ({
    title: card.querySelector('.title').textContent,
    text: card.lastElementChild.textContent,
    href: card.querySelector('a').href,
  }));
}
