// The home page of the flagship with a short text: on a wide screen it answers without scrolling.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { WIDE, launch, open } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { REPOSITORY, build } from './site.mjs';

let browser;
let folder;
let host;
let site;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  for (const part of ['book.toml', 'content']) cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  const index = join(folder, 'content/index.md');
  writeFileSync(index, shortened(readFileSync(index, 'utf8')));
  site = build({ report: folder });
  [browser, host] = await Promise.all([launch(), serve(site.folder)]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  site?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('a wide screen shows the text, the shifts, the themes, the figures and the map at once', async () => {
  const visit = await open(browser, { viewport: WIDE });
  try {
    await visit.page.goto(host.site);
    const below = await visit.page.evaluate(() => {
      const parts = [...document.querySelectorAll('.overview :is(h2, h3, li, p, svg):not(figcaption *, svg *)')];
      const shown = parts.filter((part) => part.checkVisibility());
      const found = shown.length > 40 ? [] : [`only ${shown.length} parts`];
      const low = shown.filter((part) => part.getBoundingClientRect().bottom > innerHeight);
      return [...found, ...low.map((part) => `below the first screen: ${part.localName} ‘${part.textContent.trim().slice(0, 40)}’`)];
    });
    expectNothing([...below, ...visit.faults]);
  } finally {
    await visit.close();
  }
});

test('on narrower screens the parts come in the order of the report', async () => {
  for (const width of [360, 768]) {
    const visit = await open(browser, { viewport: { width, height: 1024 } });
    try {
      await visit.page.goto(host.site);
      const out = await visit.page.evaluate(() => {
        const places = [...document.querySelectorAll('.overview > *')].map((part) => part.getClientRects()[0]);
        const before = (a, b) => a.left < b.left || (a.left === b.left && a.top < b.top);
        return places.filter((place, at) => at > 0 && !before(places[at - 1], place)).length;
      });
      expectNothing(out ? [`${width} px: ${out} parts out of order`] : []);
    } finally {
      await visit.close();
    }
  }
});

/** The front matter, and as many paragraphs as hold at most 110 words together. */
function shortened(text) {
  const [, front, body] = /^(\+\+\+\n[^]*?\n\+\+\+\n)([^]*)$/.exec(text);
  const paragraphs = body.trim().split(/\n\n+/);
  let left = 110;
  const kept = paragraphs.filter((paragraph) => !paragraph.startsWith('[^') && (left -= paragraph.split(/\s+/).length) >= 0);
  return `${front}\n${kept.join('\n\n').replace(/\[\^[^\]]+\]/g, '')}\n`;
}
