// Pages that are open in `rapporteur serve` while their report is being edited.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { loaded, served } from './served.mjs';

const RECORDS = Array.from({ length: 30 }, (_, at) => at + 1);
const PARAGRAPH = 'The words of a paragraph that is long enough to be read. '.repeat(8);
const FILES = {
  'book.toml': `[book]
title = "Harbour"
src = "content"

[preview]
editor = "editor://open{path}:{line}"

[kinds.recommendation]
label = "Recommendation"
path = "recommendations"

[kinds.recommendation.fields.priority]
type = "choice"
values = { low = "Low", high = "High" }
`,
  'content/index.md': `# Harbour\n\n${RECORDS.map((at) => `- [[record-${at}]]\n`).join('')}`,
  'content/theme.md': `# Theme\n\n${RECORDS.map(section).join('')}`,
};

function section(at) {
  return `## Record ${at} {#record-${at} .recommendation}
+++
priority = "${at % 2 ? 'low' : 'high'}"
+++

The opening of ${at}. ${PARAGRAPH}

<details><summary>More</summary>

In detail.

</details>

`;
}

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Serves the report, with `more` files, opens one of its pages and acts on it. `edit` replaces words
 * of a file, `write` and `remove` do what they say, `visit` opens another page, and `shows` waits
 * until words are on the page. Until `ready`, nothing is opened.
 */
async function preview(path, act, more = {}, { ready = loaded } = {}) {
  const { report, write, address, stop } = await served({ ...FILES, ...more });
  const visits = [];
  try {
    await ready(address);
    const visit = async (path) => {
      const { page, close } = await open(browser);
      visits.push(close);
      const response = await page.goto(address + path);
      await page.waitForSelector('main h1');
      await page.evaluate(() => {
        for (const element of document.querySelectorAll('*')) element.isOld = true;
      });
      return { page, response };
    };
    const edit = (name, ...changes) => {
      let text = readFileSync(join(report, name), 'utf8');
      for (const [words, others] of changes) {
        assert.ok(text.includes(words), words);
        text = text.replace(words, others);
      }
      write(name, text);
    };
    const remove = (name) => rmSync(join(report, name), { recursive: true });
    await act({ ...(await visit(path)), address, report, edit, write, remove, visit });
  } finally {
    for (const close of visits) await close();
    await stop();
  }
}

const shows = (page, words) =>
  page.waitForFunction((words) => document.body.textContent.includes(words), {}, words);

/** Waits until the panel says this; nothing if it is not to be seen. */
const panelSays = (page, words) =>
  page.waitForFunction(
    (words) => {
      const region = document.querySelector('[data-rapporteur=panel]').shadowRoot.querySelector('section');
      return words === null ? region.hidden : !region.hidden && region.textContent.includes(words);
    },
    {},
    words,
  );

/** Whether the document is the one that was opened. */
const isOld = () => document.documentElement.isOld === true;

/** The elements that came into the page after it was opened. */
const fresh = () =>
  [...document.body.querySelectorAll('*')].filter(({ isOld }) => !isOld).map(({ outerHTML }) => outerHTML);

test('words that change come into the page, and all else stays as it is', async () => {
  await preview('theme/', async ({ page, edit }) => {
    const state = () => {
      const { open } = document.querySelector('[aria-labelledby=record-20] details');
      return {
        y: scrollY,
        open,
        focus: document.activeElement.textContent,
        permalinks: document.querySelectorAll('.permalink').length,
      };
    };
    await page.evaluate(() => {
      const details = document.querySelector('[aria-labelledby=record-20] details');
      details.open = true;
      details.scrollIntoView({ behavior: 'instant' });
      details.firstElementChild.focus({ preventScroll: true });
    });
    const before = await page.evaluate(state);
    assert.ok(before.y > 0 && before.focus === 'More' && before.permalinks > 30, JSON.stringify(before));
    edit('content/theme.md', ['The opening of 20.', 'The changed opening of 20.']);
    await shows(page, 'The changed opening of 20.');
    assert.deepEqual(await page.evaluate(state), before);
    assert.deepEqual(await page.evaluate(fresh), []);
    // And once more, on a page that has been changed in place.
    edit('content/theme.md', ['The opening of 21.', 'The changed opening of 21.']);
    await shows(page, 'The changed opening of 21.');
    assert.deepEqual(await page.evaluate(state), before);
    assert.deepEqual(await page.evaluate(fresh), []);
  });
});

test('a record that is added comes in, and those around it stay', async () => {
  await preview('theme/', async ({ page, edit }) => {
    edit('content/theme.md', ['## Record 20 ', `${section(31)}## Record 20 `]);
    await shows(page, 'The opening of 31.');
    const made = await page.evaluate(fresh);
    const titles = made.filter((html) => html.startsWith('<h2'));
    assert.equal(titles.length, 1);
    assert.match(titles[0], /Record 31/);
    const texts = made.filter((html) => html.startsWith('<p'));
    assert.ok(texts.some((html) => /The opening of 31.*class="permalink"/.test(html)), texts.join('\n'));
  });
});

test('records that come, go, move and are named anew leave all others as they are', async () => {
  // Nothing refers to them, so that any may go.
  const more = { 'content/index.md': '# Harbour\n' };
  const act = async ({ page, edit, visit }) => {
    const sections = () =>
      [...document.querySelectorAll('[aria-labelledby^=record-]')].map((section) => ({
        id: section.getAttribute('aria-labelledby'),
        text: section.textContent,
        isOld: section.isOld === true,
        isOpen: section.querySelector('details').open,
      }));
    // Each is told from others by its state, which a reader gave it.
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('[aria-labelledby$="5"] details')) details.open = true;
      const made = Object.assign(document.createElement('p'), { id: 'made', textContent: 'Made by a script.' });
      document.querySelector('[aria-labelledby=record-20]').parentElement.append(made);
    });
    const has = (id) => document.getElementById(`record-${id}`) !== null;
    const lacks = (id) => document.getElementById(`record-${id}`) === null;
    const isBefore = (id, other) => {
      const [one, two] = [id, other].map((at) => document.getElementById(`record-${at}`));
      return (one.compareDocumentPosition(two) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    };
    const steps = [
      [[section(20), section(31) + section(20)], has, 31],
      [[section(10) + section(11), ''], lacks, 11],
      [['#record-12 ', '#record-33 '], has, 33],
      [[section(15) + section(16), section(16) + section(15)], isBefore, 16, 15],
      [[section(1), ''], lacks, 1],
      [[section(30), section(30) + section(32)], has, 32],
    ];
    for (const [change, until, ...ids] of steps) {
      edit('content/theme.md', change);
      await page.waitForFunction(until, {}, ...ids);
      const now = await page.evaluate(sections);
      const { page: other } = await visit('theme/');
      const anew = await other.evaluate(sections);
      const words = (all) => all.map(({ id, text }) => [id, text]);
      assert.deepEqual(words(now), words(anew), `${ids}`);
      assert.ok(await page.$eval('#made', (made) => made.parentElement.lastElementChild === made), `${ids}`);
      for (const { id, isOld, isOpen } of now) {
        const isAdded = ['record-31', 'record-32'].includes(id);
        assert.equal(isOld, !isAdded, `${ids}: is ${id} the one that was opened`);
        assert.equal(isOpen, id.endsWith('5'), `${ids}: is ${id} as its reader left it`);
      }
    }
  };
  await preview('theme/', act, more);
});

test('what is filtered and sorted stays so', async () => {
  await preview('recommendations/', async ({ page, edit }) => {
    await page.click('.facet summary');
    await page.click('input[value=high]');
    await page.select('[name=sort]', 'title');
    await page.focus('input[value=high]');
    const shown = () => ({
      isChecked: document.querySelector('input[value=high]').checked,
      sort: document.querySelector('[name=sort]').value,
      focus: document.activeElement.value,
      titles: [...document.querySelectorAll('ul.records > li:not([hidden]) .title')].map((one) => one.textContent),
    });
    const before = await page.evaluate(shown);
    assert.equal(before.titles.length, RECORDS.length / 2);
    assert.equal(before.focus, 'high');
    edit('content/theme.md', ['## Record 20 ', '## A title '], ['"low"', '"high"']);
    await shows(page, 'A title');
    const titles = ['A title', 'Record 1', ...before.titles.filter((title) => title !== 'Record 20')];
    assert.deepEqual(await page.evaluate(shown), { ...before, titles });
  });
});

test('the table of an index stays, in its order, and says what changed', async () => {
  await preview('recommendations/', async ({ page, edit }) => {
    await page.click('.view input');
    await page.waitForSelector('.lines');
    await page.click('.lines .stays button');
    await page.click('.lines .stays button');
    const table = () => ({
      sorted: document.querySelector('.lines .stays').ariaSort,
      order: document.querySelector('select[name=sort]').value,
      titles: [...document.querySelectorAll('.lines .title')].map((one) => one.textContent),
      tables: document.querySelectorAll('.lines').length,
      list: [...document.querySelectorAll('ul.records')].some((list) => list.checkVisibility()),
    });
    const before = await page.evaluate(table);
    assert.equal(before.titles.length, RECORDS.length);
    assert.equal(before.order, 'title.down');
    edit('content/theme.md', ['## Record 20 ', '## Without equal ']);
    await shows(page, 'Without equal');
    const titles = ['Without equal', ...before.titles.filter((title) => title !== 'Record 20')];
    assert.deepEqual(await page.evaluate(table), { ...before, titles });
  });
});

test('what is being typed stays, and so does what scripts made', async () => {
  await preview('theme/', async ({ page, edit }) => {
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open] input');
    await page.keyboard.type('Record 1');
    const typed = () => ({ words: document.activeElement.value, isOpen: !!document.activeElement.closest('dialog[open]') });
    const before = await page.evaluate(typed);
    assert.deepEqual(before, { words: 'Record 1', isOpen: true });
    edit('content/theme.md', ['The opening of 20.', 'The changed opening of 20.']);
    await shows(page, 'The changed opening of 20.');
    assert.deepEqual(await page.evaluate(typed), before);
  });
});

test('a style is swapped in the page that is open', async () => {
  await preview('theme/', async ({ page, write, remove }) => {
    const styles = () => document.querySelectorAll('link[rel=stylesheet]').length;
    const before = await page.evaluate(styles);
    const isOf = (colour) =>
      page.waitForFunction((colour) => getComputedStyle(document.body).outlineColor === colour, {}, colour);
    const style = 'themes/default/static/style.css';
    for (const [name, colour] of [
      ['teal', 'rgb(0, 128, 128)'],
      ['navy', 'rgb(0, 0, 128)'],
    ]) {
      write(style, `body { outline: 1px solid ${name} }`);
      await isOf(colour);
      assert.equal(await page.evaluate(styles), before);
    }
    remove('themes');
    await page.waitForFunction(() => getComputedStyle(document.body).outlineStyle === 'none');
    assert.ok(await page.evaluate(isOld));
  });
});

test('a page that moves goes to its new address', async () => {
  await preview('recommendations/record-20/', async ({ page, edit, address }) => {
    const fields = '## Record 20 {#record-20 .recommendation}\n+++\n';
    edit('content/theme.md', [fields, `${fields.replace('#record-20', '#moved')}aliases = ["record-20"]\n`]);
    await page.waitForFunction((url) => location.href === url, {}, `${address}recommendations/moved/`);
    await shows(page, 'The opening of 20.');
  });
});

test('a page that vanishes says so, and is there again when it comes back', async () => {
  await preview('recommendations/record-20/', async ({ page, edit }) => {
    const changes = [
      ['content/index.md', '- [[record-20]]\n', ''],
      ['content/theme.md', section(20), ''],
    ];
    for (const [name, words, others] of changes) edit(name, [words, others]);
    await panelSays(page, 'This page no longer exists.');
    edit('content/theme.md', [section(21), section(20) + section(21)]);
    await shows(page, 'The opening of 20.');
    await page.waitForFunction(() => {
      const region = document.querySelector('[data-rapporteur=panel]').shadowRoot.querySelector('section');
      return !region.textContent.includes('no longer');
    });
  });
});

test('problems come over the page, which stays, and go when they are mended', async () => {
  await preview('theme/', async ({ page, report, edit }) => {
    const bad = '[[<img src=x onerror=alert`1`>]]';
    page.on('dialog', () => assert.fail('a script ran'));
    edit('content/theme.md', ['The opening of 20.', `The changed opening of 20. ${bad}`]);
    await panelSays(page, '1 error.');
    const panel = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('[data-rapporteur=panel]');
      return {
        text: shadowRoot.textContent,
        images: shadowRoot.querySelectorAll('img').length,
        links: [...shadowRoot.querySelectorAll('a')].map((link) => link.href),
      };
    });
    assert.ok(panel.text.includes(bad), panel.text);
    assert.equal(panel.images, 0);
    const line = FILES['content/theme.md'].split('The opening of 20.')[0].split('\n').length;
    assert.deepEqual(panel.links, [`editor://open${report}/content/theme.md:${line}`]);
    await shows(page, 'The changed opening of 20.');
    edit('content/theme.md', [bad, '']);
    await panelSays(page, null);
    await page.waitForFunction(() => !document.querySelector('.broken'));
    assert.ok(await page.evaluate(isOld));
  });
});

test('a link that is typed into a paragraph leaves alone what scripts made there', async () => {
  await preview('theme/', async ({ page, edit }) => {
    const permalinks = () => document.querySelectorAll('.permalink').length;
    const before = await page.evaluate(permalinks);
    edit('content/theme.md', ['The opening of 20.', 'The opening of [[record-21]].']);
    const link = await page.waitForSelector('section[aria-labelledby=record-20] > p a.ref');
    assert.equal(await link.evaluate((link) => link.textContent), 'Record 21');
    assert.equal(await page.evaluate(permalinks), before);
    assert.equal(await page.$('[id^=rapporteur-made]'), null);
  });
});

test('a reference that leads nowhere is marked where it is typed, and the rest goes on', async () => {
  await preview('theme/', async ({ page, edit, visit }) => {
    edit('content/theme.md', ['The opening of 20.', 'The opening of [[new]].']);
    const mark = await page.waitForSelector('main a.broken mark');
    assert.equal(await mark.evaluate((mark) => mark.textContent), 'new');
    const tree = await page.accessibility.snapshot({ interestingOnly: false, root: await page.$('main a.broken') });
    assert.deepEqual([tree.role, tree.name, tree.disabled], ['link', 'new', true]);
    assert.match(tree.description, /no record has the id `new`/);
    const colour = await mark.evaluate((mark) => getComputedStyle(mark).backgroundColor);
    assert.notEqual(colour, 'rgba(0, 0, 0, 0)');
    const { page: other } = await visit('recommendations/record-21/');
    edit('content/theme.md', ['The opening of 21.', 'The changed opening of 21.']);
    for (const one of [page, other]) await shows(one, 'The changed opening of 21.');
    assert.ok(await page.evaluate(isOld));
  });
});

test('a page of a file that cannot be read is as it was, and says so until it is mended', async () => {
  await preview('recommendations/record-20/', async ({ page, edit, visit }) => {
    const says = 'content/theme.md has an error. This page uses its last good version.';
    const { page: home } = await visit('');
    const [good, bad] = ['priority = "high"', 'priority = "hi'];
    edit('content/theme.md', [good, bad], ['The opening of 20.', 'The changed opening of 20.']);
    for (const one of [page, (await visit('theme/')).page]) {
      await panelSays(one, says);
      await panelSays(one, 'RAP001');
      assert.ok(await one.evaluate(() => document.body.textContent.includes('The opening of 20.')));
    }
    edit('content/index.md', ['# Harbour', '# Harbour\n\nThe words of this morning.']);
    await shows(home, 'The words of this morning.');
    await panelSays(home, 'RAP001');
    const text = () => document.querySelector('[data-rapporteur=panel]').shadowRoot.textContent;
    assert.ok(!(await home.evaluate(text)).includes('last good version'));
    edit('content/theme.md', [bad, good]);
    await shows(page, 'The changed opening of 20.');
    await panelSays(page, null);
    assert.ok(await page.evaluate(isOld));
  });
});

test('a record that is removed is gone, although something refers to it', async () => {
  await preview('recommendations/record-20/', async ({ page, edit, visit }) => {
    edit('content/theme.md', [section(20), '']);
    await panelSays(page, 'This page no longer exists.');
    const { page: home } = await visit('');
    assert.equal(await home.$eval('main a.broken', (link) => link.textContent), 'record-20');
  });
});

test('errors stand before warnings', async () => {
  await preview('theme/', async ({ page, edit }) => {
    edit('content/theme.md', ['The opening of 20.', '##### Deep'], ['The opening of 21.', '[[nobody]]']);
    await panelSays(page, '1 error, 1 warning.');
    const severities = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('[data-rapporteur=panel]');
      return [...shadowRoot.querySelectorAll('article h2')].map((title) => title.className);
    });
    assert.deepEqual(severities, ['error', 'warning']);
  });
});

test('a page that cannot be made stays as it was and says why', async () => {
  await preview('recommendations/record-20/', async ({ page, write, remove }) => {
    const template = 'themes/default/templates/record.html';
    write(template, '<main><h1>{{ <img src=x> nothing }}</h1></main>');
    await panelSays(page, '1 error');
    write(template, '<main><h1>{{ nothing }}<img src=x></h1></main>');
    await panelSays(page, 'This page cannot be rendered.');
    await panelSays(page, `${template}:1:14`);
    assert.ok(await page.evaluate(() => document.body.textContent.includes('The opening of 20.')));
    remove('themes');
    await panelSays(page, null);
    assert.deepEqual(await page.evaluate(fresh), []);
  });
});

test('every page that is open follows, and one that is as it was is left alone', async () => {
  await preview('theme/', async ({ page, edit, visit }) => {
    const others = [];
    for (const path of ['theme/', 'recommendations/record-20/', 'recommendations/record-1/']) {
      others.push((await visit(path)).page);
    }
    const alone = others.pop();
    await alone.evaluate(() => {
      window.changes = 0;
      const count = (changes) => (window.changes += changes.length);
      const all = { subtree: true, childList: true, attributes: true, characterData: true };
      new MutationObserver(count).observe(document, all);
      window.asked = new Promise((resolve) => {
        const see = (list) => list.getEntries().some(({ name }) => name === location.href) && resolve();
        new PerformanceObserver(see).observe({ type: 'resource' });
      });
    });
    edit('content/theme.md', [/The opening of 20\. .*\n/.exec(FILES['content/theme.md'])[0], 'Other words.\n']);
    for (const one of [page, ...others]) {
      await shows(one, 'Other words.');
      assert.ok(await one.evaluate(isOld));
    }
    await alone.evaluate(() => window.asked);
    assert.equal(await alone.evaluate(() => window.changes), 0);
  });
});

test('a page asked for while the report is loading comes when it is loaded', async () => {
  const large = `# Large\n\n${'Words, *stress*, `code` and [links](https://example.org/). '.repeat(20_000)}\n`;
  const look = async ({ page, response }) => {
    assert.equal(response.status(), 503);
    await shows(page, 'The opening of 20.');
    assert.equal(await page.title(), 'Theme – Harbour');
  };
  await preview('theme/', look, Object.fromEntries([1, 2, 3, 4].map((at) => [`content/large-${at}.md`, large])), { ready: () => {} });
});

test('each record has a link to its source, which is opened in the editor', async () => {
  await preview('recommendations/record-20/', async ({ page, report }) => {
    const line = FILES['content/theme.md'].split('## Record 20 ')[0].split('\n').length;
    const links = await page.$$eval('a[href^="editor:"]', (links) => links.map((link) => link.getAttribute('href')));
    assert.deepEqual(links, [`editor://open${report}/content/theme.md:${line}`]);
  });
});

test('a page of another origin gets nothing', async () => {
  await preview('theme/', async ({ page, address }) => {
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another</title>');
    });
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
    try {
      const assets = await page.evaluate(() => ({
        script: document.querySelector('script[src]').src,
        style: document.querySelector('link[rel=stylesheet]').href,
        icon: document.querySelector('link[rel=icon]').href,
      }));
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      const got = await page.evaluate(
        async (address, { script, style, icon }) => {
          const told = (target, good, bad) =>
            new Promise((resolve) => {
              target.addEventListener(good, () => resolve('got'));
              target.addEventListener(bad, () => resolve('nothing'));
            });
          const element = (name, attributes) => {
            const made = Object.assign(document.createElement(name), attributes);
            const result = told(made, 'load', 'error');
            document.head.append(made);
            return result;
          };
          const read = (options) =>
            fetch(`${address}theme/`, options).then(
              async (response) => (await response.text()) || 'nothing',
              () => 'nothing',
            );
          const frame = document.createElement('iframe');
          frame.src = `${address}theme/`;
          const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
          document.body.append(frame);
          await loaded;
          return {
            fetch: await read({}),
            opaque: await read({ mode: 'no-cors' }),
            own: await fetch(`${address}-/problems`).then(() => 'got', () => 'nothing'),
            script: await element('script', { src: script }),
            module: await element('script', { type: 'module', src: `${address}-/preview.js` }),
            style: await element('link', { rel: 'stylesheet', href: style }),
            image: await element('img', { src: icon }),
            events: await told(new EventSource(`${address}-/events`), 'open', 'error'),
            socket: await told(new WebSocket(`${address.replace('http', 'ws')}-/events`), 'open', 'error'),
            frame: frame.contentDocument ? 'got' : 'nothing',
          };
        },
        address,
        assets,
      );
      for (const [way, what] of Object.entries(got)) assert.equal(what, 'nothing', way);
      const [, inner] = page.frames();
      assert.ok(!(await inner.content()).includes('The opening'));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
