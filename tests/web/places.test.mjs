// The site where it may stand: at the root of a host, below a path, and on disk; and the addresses
// that lead nowhere, or elsewhere.

import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { NARROW, WIDE, axe, launch, open, prefer } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { REPOSITORY, build, flagship, samples } from './site.mjs';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// One record's page of each kind, and the pages that are alone of theirs.
const oneOfEach = [...new Map(samples(flagship()).map((page) => [page.family, page])).values()];

for (const under of ['/', '/a/b/']) {
  test(`an unknown address below ${under} is answered by a page that works`, async () => {
    const site = build('--site-url', under);
    const host = await serve(site.folder, { under });
    const visit = await open(browser, { viewport: NARROW });
    try {
      const response = await visit.page.goto(`${host.site}no/such/place/`);
      const found = response.status() === 404 ? [] : [`status ${response.status()}`];
      found.push(...(await visit.page.evaluate(styled)));
      for (const viewport of [NARROW, WIDE]) {
        await visit.page.setViewport(viewport);
        for (const scheme of ['light', 'dark']) {
          await prefer(visit.session, { scheme });
          const { violations } = await axe(visit.page);
          found.push(...violations.map((text) => `${scheme}, ${viewport.width} px: ${text}`));
        }
      }
      const links = await visit.page.$$eval('a[href]', (all) => all.map(({ href }) => href));
      for (const url of new Set(links.filter((href) => href.startsWith(host.origin)))) {
        const skip = new URL(url).pathname.endsWith('/no/such/place/');
        const { status } = skip ? { status: 200 } : await fetch(url);
        if (status !== 200) found.push(`${url}: status ${status}`);
      }
      // The browser says in its console that the page itself is missing.
      const itself = /no\/such\/place|Failed to load resource: .* 404/;
      expectNothing([...found, ...visit.faults.filter((fault) => !itself.test(fault))]);
    } finally {
      await visit.close();
      await host.close();
      site.remove();
    }
  });
}

test('the site works at the root of a host', async () => {
  const host = await serve(flagship());
  const visit = await open(browser);
  try {
    const found = [];
    for (const { path } of oneOfEach) {
      const response = await visit.page.goto(host.site + path);
      if (response.status() !== 200) found.push(`/${path}: status ${response.status()}`);
      found.push(...(await visit.page.evaluate(styled)).map((fault) => `/${path}: ${fault}`));
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
    await host.close();
  }
});

test('the site reads from disk', async () => {
  const site = build('--portable');
  const visit = await open(browser);
  try {
    const found = [];
    for (const { file } of oneOfEach) {
      await visit.page.goto(pathToFileURL(join(site.folder, file)).href);
      found.push(...(await visit.page.evaluate(styled)).map((fault) => `${file}: ${fault}`));
      const next = await visit.page.$eval('header a[href]:not([href^="#"])', ({ href }) => href);
      await visit.page.goto(next);
      found.push(...(await visit.page.evaluate(styled)).map((fault) => `from ${file}: ${fault}`));
    }
    expectNothing([...found, ...visit.faults]);
  } finally {
    await visit.close();
    site.remove();
  }
});

// Without script an old address leads to the page; with it, also with its query and its fragment.
for (const [script, asked] of [[false, ''], [true, '?x=1#p:1'], [true, '']]) test(`an old address ${asked} leads to where the page is, below a path too, with script: ${script}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  for (const part of ['book.toml', 'content', 'themes']) {
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  }
  const target = oneOfEach.find(({ family }) => family.endsWith('*')).path;
  appendFileSync(join(folder, 'book.toml'), `\n[output.html.redirect]\n"/old/place.html" = "/${target}"\n`);
  const site = build('--site-url', 'https://host.example/a/b/', { report: folder });
  const host = await serve(site.folder, { under: '/a/b/' });
  const visit = await open(browser, { script });
  try {
    await visit.page.goto(`${host.site}old/place.html${asked}`);
    const arrived = async () => visit.page.url() === host.site + target + asked;
    for (const end = Date.now() + 5000; Date.now() < end && !(await arrived()); ) {
      await new Promise((wake) => setTimeout(wake, 50));
    }
    // What the old page had begun to load is given up when it leads on.
    const faults = visit.faults.filter((fault) => !fault.endsWith('net::ERR_ABORTED'));
    expectNothing([...((await arrived()) ? [] : [`led to ${visit.page.url()}, not to ${target}`]), ...faults]);
  } finally {
    await visit.close();
    await host.close();
    site.remove();
    rmSync(folder, { recursive: true });
  }
});

// In the page: whether it came with its style.
function styled() {
  const rules = [...document.styleSheets].reduce((sum, sheet) => {
    try {
      return sum + sheet.cssRules.length;
    } catch {
      // A page on disk may not look into its own stylesheet, only be drawn by it.
      return sum + 1;
    }
  }, 0);
  const faults = rules > 0 ? [] : ['no style'];
  if (!document.querySelector('h1')?.checkVisibility()) faults.push('no heading to be seen');
  return faults;
}
