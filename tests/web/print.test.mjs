// What comes out of a printer: any page, and the whole report as one.

import { after, before, test } from 'node:test';
import { WIDE, launch, open, prefer } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { flagship, pages, samples } from './site.mjs';

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

test('no page prints its navigation, and links to elsewhere are written out', async () => {
  const visit = await open(browser, { viewport: WIDE });
  const found = [];
  try {
    await prefer(visit.session, { scheme: 'dark', media: 'print' });
    for (const { path } of samples(flagship())) {
      await visit.page.goto(host.site + path);
      found.push(...(await visit.page.evaluate(printed)).map((fault) => `/${path}: ${fault}`));
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('the whole report holds every text once, in reading order, with page breaks', async () => {
  const visit = await open(browser, { viewport: WIDE });
  try {
    await prefer(visit.session, { media: 'print' });
    await visit.page.goto(`${host.site}print/`);
    const found = [];
    const ids = await visit.page.$$eval('main [id]', (all) => all.map(({ id }) => id));
    if (new Set(ids).size !== ids.length) found.push('an id comes twice');
    const records = pages(flagship()).filter(({ html }) => /class="page (record|document)-page/.test(html));
    const numbers = await visit.page.$$eval('.whole > h2 .number', (all) => all.map(({ textContent }) => Number(textContent)));
    if (numbers.join() !== numbers.toSorted((a, b) => a - b).join()) found.push(`the themes stand as ${numbers}`);
    const links = new Set(await visit.page.$$eval('main .own a', (all) => all.map(({ href }) => href)));
    const sections = records.filter(({ html }) => /record-page/.test(html));
    found.push(...sections.filter(({ path }) => !links.has(host.site + path)).map(({ path }) => `${path} is left out`));
    const toc = await visit.page.$$eval('.toc a', (all) => all.map(({ hash }) => hash.slice(1)));
    const parts = await visit.page.$$eval('.whole > h2', (all) => all.map(({ id }) => id));
    if (toc.join() !== parts.join()) found.push('the contents are in another order');
    const whole = plain(pages(flagship()).find(({ path }) => path === 'print/').html);
    for (const { path, html } of records) {
      const first = /<p id="p:1">([^]*?)<\/p>/.exec(html)?.[1];
      const times = first === undefined ? 1 : whole.split(plain(first)).length - 1;
      // Short sentences may well stand in two places.
      if (times < 1 || (times > 1 && first.length > 100)) found.push(`the text of ${path} comes ${times} times`);
    }
    const breaks = await visit.page.$$eval('.part', (all) => all.filter((part) => getComputedStyle(part).breakBefore === 'page').length);
    if (breaks < 5) found.push(`${breaks} page breaks`);
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('the whole report fits the paper, and no heading ends a page', { timeout: 120_000 }, async (t) => {
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(`${host.site}print/`);
    // As wide as what an A4 page leaves between its margins.
    await visit.page.setViewport({ width: 672, height: 1000 });
    await prefer(visit.session, { media: 'print' });
    const found = await visit.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.scrollingElement;
      const kept = [...document.querySelectorAll('main :is(h2, h3, h4)')].filter((heading) => {
        const { breakAfter } = getComputedStyle(heading);
        return breakAfter !== 'avoid' && getComputedStyle(heading.closest('header') ?? heading).breakAfter !== 'avoid';
      });
      return [
        ...(scrollWidth > clientWidth ? [`${scrollWidth} px wide at ${clientWidth}`] : []),
        ...kept.map((heading) => `may end a page: ${heading.textContent}`),
      ];
    });
    await prefer(visit.session, {});
    const pdf = Buffer.from(await visit.page.pdf({ preferCSSPageSize: true, format: 'A4' })).toString('latin1');
    const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    t.diagnostic(`${sheets} sheets of A4`);
    if (sheets < 20) found.push(`${sheets} sheets`);
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

/** Text without markup and without the numbers of footnotes, which differ from page to page. */
function plain(html) {
  return html.replaceAll(/<sup class="note">.*?<\/sup>|<[^>]*>/g, '').replaceAll(/\s+/g, ' ').trim();
}

// In the page: what must not be on paper, and what must.
function printed() {
  const found = [];
  const isSeen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
  for (const element of document.querySelectorAll('nav, button, select, input, form, .skip, .permalink, summary, dialog')) {
    if (element.matches('.whole-page .toc')) continue;
    if (isSeen(element)) found.push(`prints ${element.localName} ‘${element.textContent.trim().slice(0, 30)}’`);
  }
  for (const link of document.querySelectorAll('main a[href^="http"]')) {
    const written = getComputedStyle(link, '::after').content;
    if (isSeen(link) && !written.includes(link.getAttribute('href'))) found.push(`does not write out ${link.href}`);
  }
  const cite = document.querySelector('.cite p');
  if (cite && !isSeen(cite)) found.push('does not say how to cite the page');
  const [red, green, blue] = getComputedStyle(document.body).color.match(/\d+/g).map(Number);
  if (red + green + blue > 200) found.push(`prints in ${[red, green, blue]}`);
  return found;
}
