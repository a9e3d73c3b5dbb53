// A report with chapters: the table of contents beside the text and behind its button, hidden lines of
// code, and headings that have moved.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NARROW, OF_COLOURS, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { buildOf } from './site.mjs';
import { checkHtml } from './validity.mjs';

const MANY = 60;
const chapters = Array.from({ length: MANY }, (_, at) => `c${String(at).padStart(2, '0')}`);

let site;
let browser;
let host;

before(async () => {
  site = buildOf({
    'book.toml': `[book]
title = "Night"
src = "content"
[output.html.redirect]
"/c01.html#gone" = "c02.html#second"
`,
    'content/SUMMARY.md': `[Home](index.md)\n\n# Part one\n\n- [First](c00.md)\n  - [Inside](inside.md)\n  - [Wide](wide.md)\n- [Later]()\n${chapters
      .slice(1)
      .map((name) => `- [Chapter ${name}](${name}.md)\n`)
      .join('')}`,
    'content/index.md': '# Night\n\nBuses at night.\n',
    'content/wide.md': `# Wide\n\nWords of a long line, which is as wide as lines of prose are, and goes on to a second one.\n\n~~~rust\nlet buses = "${'night '.repeat(11)}";\n~~~\n`,
    'content/inside.md': '# Inside\n\n## Lines\n\n```rust\n# fn main() {\nlet buses = 4;\n# }\n```\n',
    ...Object.fromEntries(chapters.map((name) => [`content/${name}.md`, `# Chapter ${name}\n\nWords.\n\n## Second\n\nMore words.\n`])),
  });
  [browser, host] = await Promise.all([launch(), serve(site.folder, { under: '/a/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  site?.remove();
});

async function visited(path, options, look) {
  const visit = await open(browser, options);
  try {
    await prefer(visit.session);
    await visit.page.goto(host.site + path);
    // Without scripts of the page, nothing tells when it is drawn.
    if (options.script ?? true) await settle(visit.page);
    await look(visit.page, visit.session);
    expectNothing(visit.faults);
  } finally {
    await visit.close();
  }
}

test('every page is valid', () => checkHtml(site.folder));

for (const path of ['', 'inside/', 'c30/']) {
  for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
    test(`/${path} is accessible: ${name}`, () =>
      visited(path, { viewport }, async (page, session) => {
        const found = [...(await axe(page)).violations];
        await prefer(session, { scheme: 'dark' });
        found.push(...(await axe(page, { only: OF_COLOURS })).violations);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (wider) found.push('wider than the window');
        expectNothing(found);
      }));
  }
}

// The driver's own click waits for scripts of the page.
const click = (page, selector) => page.$eval(selector, (element) => element.click());
const shown = (page, selector) => page.$eval(selector, (element) => element.checkVisibility());

test('the table of contents stands beside the text on a wide screen, and shows the chapter', () =>
  visited('c55/', { viewport: WIDE }, async (page) => {
    assert.equal(await shown(page, 'nav.contents'), true);
    assert.equal(await shown(page, 'button.contents'), false);
    const [tree, text, here] = await page.evaluate(() =>
      ['nav.contents', 'main', 'nav.contents [aria-current=page]'].map((selector) => document.querySelector(selector).getBoundingClientRect().toJSON()),
    );
    assert.ok(tree.right <= text.left, `${tree.right} and ${text.left}`);
    assert.ok(here.top >= tree.top && here.bottom <= tree.bottom, JSON.stringify({ here, tree }));
  }));

test('it keeps its place from page to page', () =>
  visited('c55/', { viewport: WIDE }, async (page) => {
    const place = () => page.$eval('nav.contents', (element) => element.scrollTop);
    const before = await place();
    assert.ok(before > 0);
    await Promise.all([page.waitForNavigation(), page.click('nav.contents a[href$="c54/"]')]);
    await settle(page);
    assert.ok(Math.abs((await place()) - before) < 60, `${before}, then ${await place()}`);
  }));

test('a button shows it on a narrow screen, with script and without', async () => {
  for (const script of [true, false]) {
    await visited('inside/', { viewport: NARROW, script }, async (page) => {
      assert.equal(await shown(page, 'nav.contents'), false);
      await click(page, 'button.contents');
      assert.equal(await shown(page, 'nav.contents'), true);
      const words = await page.$eval('nav.contents [aria-current=page]', (element) => element.textContent);
      assert.equal(words, 'Inside');
      if (script) expectNothing((await axe(page)).violations);
    });
  }
});

test('hidden lines of code are shown by a box, without script too', () =>
  visited('inside/', { viewport: WIDE, script: false }, async (page) => {
    const words = () => page.$eval('.code pre', (element) => element.innerText.trim());
    assert.equal(await words(), 'let buses = 4;');
    await click(page, '.code label');
    assert.equal(await words(), 'fn main() {\nlet buses = 4;\n}');
  }));

test('a button copies the code that is shown', () =>
  visited('inside/', { viewport: WIDE }, async (page) => {
    await page.evaluate(() => (navigator.clipboard.writeText = async (text) => (window.copied = text)));
    const copied = async () => {
      await page.hover('.code');
      await click(page, '.code .copy');
      return page.evaluate(() => window.copied.trim());
    };
    assert.equal(await copied(), 'let buses = 4;');
    assert.equal(await page.$eval('.code .copy', (button) => button.textContent), 'Copied');
    await click(page, '.code label');
    assert.equal(await copied(), 'fn main() {\nlet buses = 4;\n}');
  }));

test('what is known of a chapter and of its records stands apart', async () => {
  const site = buildOf({
    'book.toml': '[book]\ntitle = "Night"\nsrc = "content"\n[kinds.theme]\nfolder = "themes"\n[kinds.theme.fields.aim]\ntype = "text"\nmany = true\n[kinds.call.fields.to]\ntype = "text"\n',
    'content/SUMMARY.md': '- [Buses](themes/buses.md)\n',
    'content/themes/buses.md':
      '+++\naim = ["One", "Two", "Three", "Four", "Five"]\n+++\n# Buses\n\nWords.\n\n## All night {.call}\n+++\nto = "City"\n+++\n\nWords.\n',
  });
  const own = await serve(site.folder);
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(own.site + 'themes/buses/');
    await settle(visit.page);
    const overlap = await visit.page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.rail .fields, .rail .cite, .text .margin, nav.contents, .text > p')];
      const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      const rects = boxes.map((box) => [box.className || box.localName, box.getBoundingClientRect()]);
      return rects.flatMap(([name, a], at) => rects.slice(at + 1).filter(([, b]) => meets(a, b)).map(([other]) => `${name} ${other}`));
    });
    assert.deepEqual(overlap, []);
    assert.ok(await visit.page.$('.text .margin'));
  } finally {
    await visit.close();
    await own.close();
    site.remove();
  }
});

test('a first page without a text is the table of contents, and has no second one beside it', async () => {
  const bare = buildOf({ 'book.toml': '[book]\ntitle = "Night"\nsrc = "content"\n', 'content/SUMMARY.md': '- [A](a.md)\n- [B](b.md)\n', 'content/a.md': '# A\n\nWords.\n', 'content/b.md': '# B\n\nWords.\n' });
  const own = await serve(bare.folder);
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(own.site);
    await settle(visit.page);
    assert.equal(await shown(visit.page, 'nav.contents'), false);
    assert.equal(await shown(visit.page, '.all-chapters a[href="./a/"]'), true);
    const edges = await visit.page.evaluate(() =>
      ['header.site', 'main > .sheet', 'footer.site'].map((selector) => document.querySelector(selector).getBoundingClientRect().left),
    );
    assert.deepEqual(edges, edges.map(() => edges[0]));
  } finally {
    await visit.close();
    await own.close();
    bare.remove();
  }
});

test('the table of contents stands beside the text of a first page', () =>
  visited('', { viewport: WIDE }, async (page) => {
    const [tree, cover] = await page.evaluate(() =>
      ['nav.contents', 'main'].map((selector) => document.querySelector(selector).getBoundingClientRect().toJSON()),
    );
    assert.ok(tree.width > 0 && tree.right <= cover.left);
    assert.equal(await page.$eval('main', (element) => getComputedStyle(element).overflowX), 'clip');
  }));

test('code may be wider than prose, and lies over nothing', () =>
  visited('wide/', { viewport: WIDE }, async (page) => {
    const [prose, code, main] = await page.evaluate(() =>
      ['.text > p', '.text > .code', 'main'].map((selector) => document.querySelector(selector).getBoundingClientRect().toJSON()),
    );
    assert.ok(code.width > prose.width && code.right <= main.right, JSON.stringify([prose, code, main]));
    const cite = await page.$eval('.cite', (element) => element.getBoundingClientRect().toJSON());
    assert.ok(cite.bottom <= prose.top);
  }));

test('a heading that has moved is found where it is now', () =>
  visited('c01/', { viewport: WIDE }, async (page) => {
    await Promise.all([
      page.waitForNavigation({ url: /c02/ }),
      page.evaluate(() => setTimeout(() => (location.hash = '#gone'))),
    ]);
    // The old address leads on to the page of today.
    await page.waitForFunction(() => location.pathname.endsWith('/c02/') && location.hash === '#second');
  }));
