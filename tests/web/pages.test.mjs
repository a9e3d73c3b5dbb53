// Every kind of page of the flagship, and those of a report of which much has come since, read in
// Chromium below a path that is not the root, narrow and wide, light and dark, with script and without.

import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { NARROW, OF_COLOURS, WIDE, axe, launch, open, prefer, settle } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { REPOSITORY, build, flagship, samples } from './site.mjs';

const buses = build({ report: join(REPOSITORY, 'tests/reports/night-buses') });
const isTold = ({ path }) => ['progress/', 'milestones/', 'bodies/council/', 'recommendations/light-every-stop/'].includes(path);
const read = [
  ...samples(flagship()).map((sample) => ({ ...sample, on: 'flagship' })),
  ...samples(buses.folder).filter(isTold).map((sample) => ({ ...sample, on: 'buses' })),
];

let browser;
let hosts;
before(async () => {
  const served = Promise.all([flagship(), buses.folder].map((folder) => serve(folder, { under: '/a/b/' })));
  let both;
  [browser, both] = await Promise.all([launch(), served]);
  hosts = { flagship: both[0], buses: both[1] };
});
after(async () => {
  await browser?.close();
  for (const host of Object.values(hosts ?? {})) await host.close();
  buses.remove();
});

// What a control opens is looked at once for each width: it is the same on every page.
const openedControls = new Set();

for (const sample of read) {
  describe(`${sample.on}: /${sample.path}`, () => {
    for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
      test(`is clean and accessible: ${name}`, async (t) => {
        const visit = await open(browser, { viewport });
        const { page, session, faults } = visit;
        try {
          await prefer(session);
          const response = await page.goto(hosts[sample.on].site + sample.path);
          await settle(page);
          const found = [];
          if (response.status() !== 200) found.push(`status ${response.status()}`);
          found.push(...(await page.evaluate(structure)));

          // What is only advice is looked for when somebody asks for it.
          const report = await axe(page, { advice: name === 'wide' && Boolean(process.env.ADVICE) });
          found.push(...report.violations.map((text) => `light: ${text}`));
          report.advice.forEach((text) => t.diagnostic(`best practice: ${text}`));
          for (const other of [{ scheme: 'dark' }, { contrast: 'more' }]) {
            await prefer(session, other);
            const { violations } = await axe(page, { only: OF_COLOURS });
            found.push(...violations.map((text) => `${Object.values(other)}: ${text}`));
          }

          await prefer(session, { motion: 'reduce' });
          found.push(...(await page.evaluate(motions)));
          await prefer(session);
          found.push(...(await page.evaluate(smallTargets)));
          for (const width of name === 'narrow' ? [320, 360] : [768, 1440]) {
            await page.setViewport({ ...viewport, width });
            found.push(...(await beyondTheEdges(page)));
            await page.evaluate(spaceText);
            found.push(...(await beyondTheEdges(page)).map((text) => `spaced text: ${text}`));
            await page.evaluate(unspaceText);
          }
          await page.setViewport(viewport);
          found.push(...(await openEverything(page, session, name)));
          expectNothing([...found, ...faults]);
        } finally {
          await visit.close();
        }
      });
    }

    test('reads in full without script', async () => {
      const hidden = {};
      const found = [];
      for (const script of [true, false]) {
        const visit = await open(browser, { viewport: NARROW, script });
        try {
          await visit.page.goto(hosts[sample.on].site + sample.path);
          hidden[script] = new Set(await visit.page.evaluate(hiddenText));
          if (!script) found.push(...(await visit.page.evaluate(unusable)), ...visit.faults);
        } finally {
          await visit.close();
        }
      }
      const lost = [...hidden.false].filter((text) => !hidden.true.has(text));
      expectNothing([...lost.map((text) => `not to be seen without script: ${text}`), ...found]);
    });
  });
}

async function openEverything(page, session, width) {
  const found = [];
  const controls = await page.$$('summary, button[aria-haspopup], button[aria-expanded="false"], [popovertarget]');
  for (const control of controls) {
    const name = await control.evaluate((element) => {
      const text = element.getAttribute('aria-label') ?? element.textContent.trim();
      return element.checkVisibility() ? `${element.localName} ${text}` : '';
    });
    if (!name || openedControls.has(`${width} ${name}`)) continue;
    openedControls.add(`${width} ${name}`);
    await control.click();
    await settle(page);
    for (const scheme of ['light', 'dark']) {
      await prefer(session, { scheme });
      const { violations } = await axe(page, scheme === 'dark' ? { only: OF_COLOURS } : {});
      found.push(...violations.map((text) => `${scheme}, ‘${name}’ open: ${text}`));
    }
    found.push(...(await beyondTheEdges(page)).map((text) => `‘${name}’ open: ${text}`));
    found.push(...(await page.evaluate(smallTargets)).map((text) => `‘${name}’ open: ${text}`));
    await page.keyboard.press('Escape');
    if (await control.evaluate((element) => element.localName === 'summary' && element.parentElement.open)) {
      await control.click();
    }
  }
  await prefer(session);
  return found;
}

async function beyondTheEdges(page) {
  return [...(await page.evaluate(overflow)), ...(await page.evaluate(wordsBeforeTheStart))];
}

// The functions below run in the page.

function structure() {
  const found = [];
  const headings = document.querySelectorAll('h1');
  if (headings.length !== 1) found.push(`${headings.length} first-level headings`);
  if (!headings[0]?.innerText.trim()) found.push('the first-level heading is empty');
  if (!document.title.trim()) found.push('no title');
  if (!document.querySelector('meta[name=description]')?.content.trim()) found.push('no description');
  if (!document.documentElement.lang) found.push('no lang');
  if (!['ltr', 'rtl'].includes(document.documentElement.dir)) found.push('no dir');
  for (const part of ['::before', '::after']) {
    const words = getComputedStyle(document.body, part).content;
    if (words !== 'none') found.push(`the style writes ${words} into the page`);
  }
  return found;
}

function overflow() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return [];
  const culprits = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
    .slice(0, 3)
    .map((element) => `${element.localName}.${element.className}`);
  return [`${scrollWidth} px wide at ${clientWidth}: ${culprits.join(', ')}`];
}

// Nobody can scroll to them.
function wordsBeforeTheStart() {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const range = new Range(); texts.nextNode() && found.length < 3; ) {
    const { currentNode: text } = texts;
    if (!text.data.trim() || text.parentElement.closest('.hidden, .skip, svg, script')) continue;
    range.selectNodeContents(text);
    const { left, width } = range.getBoundingClientRect();
    if (width > 0 && left < 0) found.push(`lost beyond the left edge at ${innerWidth}: ‘${text.data.trim().slice(0, 20)}’`);
  }
  return found;
}

// The spacing that WCAG 1.4.12 lets a reader set.
function spaceText() {
  window.spacing = new CSSStyleSheet();
  window.spacing.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }' +
      'p { margin-block-end: 2em !important; }',
  );
  document.adoptedStyleSheets.push(window.spacing);
}

function unspaceText() {
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== window.spacing);
}

// A link in a line of text is as high as the line lets it be; axe-core sees to what is around it.
function smallTargets() {
  const found = [];
  const selector = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [role=button]';
  for (const element of document.querySelectorAll(selector)) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const { width, height, right, bottom } = element.getBoundingClientRect();
    if (width <= 1 || height <= 1 || right < 0 || bottom < 0) continue;
    if (getComputedStyle(element).display === 'inline') continue;
    // A mark on a map stands where its place is; the table beside the picture leads there too.
    if (element instanceof SVGElement) continue;
    const label = element.closest('label')?.getBoundingClientRect();
    if (Math.max(height, label?.height ?? 0) >= 23.9 && Math.max(width, label?.width ?? 0) >= 23.9) continue;
    const text = (element.textContent || element.getAttribute('aria-label') || '').trim().slice(0, 40);
    found.push(`target of ${width.toFixed(0)} × ${height.toFixed(0)} px: ${element.localName} ‘${text}’`);
  }
  return found.length > 5 ? [...found.slice(0, 5), `and ${found.length - 5} more targets below 24 px`] : found;
}

function motions() {
  const found = new Set();
  for (const element of document.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const lasting = [...style.transitionDuration.split(','), ...style.animationDuration.split(',')];
    if (lasting.some((time) => parseFloat(time) > 0.01)) found.add(`moves although motion is reduced: ${element.localName}`);
    if (style.scrollBehavior === 'smooth') found.add('scrolls smoothly although motion is reduced');
  }
  return [...found];
}

function hiddenText() {
  const shut = '[hidden], [popover], template, dialog, details:not([open])';
  return [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li, dt, dd, td, th, figcaption)')]
    .filter((element) => !element.closest(shut) && element.textContent.trim())
    .filter((element) => !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((element) => `${element.localName} ‘${element.textContent.trim().slice(0, 40)}’`);
}

function unusable() {
  const found = [];
  if (!document.querySelector('main h1')?.checkVisibility()) found.push('no heading in the main part');
  for (const button of document.querySelectorAll('button')) {
    const works = button.closest('form') || button.hasAttribute('popovertarget') || button.hasAttribute('commandfor');
    if (button.checkVisibility() && !works) found.push(`a dead button without script: ‘${button.textContent.trim()}’`);
  }
  if (document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth) found.push('overflows without script');
  return found;
}
