// Lighthouse as it comes, on a phone it imagines. What counts faults is held to 100. What measures time
// depends on the machine and is printed: the aim is 100 there too, and the largest part of the page
// drawn within 1.2 seconds.

import { after, before, test } from 'node:test';
import lighthouse from 'lighthouse';
import { launch } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { build, samples } from './site.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
// What of the performance is no time: nothing moves, nothing is sent that need not be.
const STEADY = ['cumulative-layout-shift', 'total-byte-weight', 'uses-text-compression', 'unminified-javascript', 'duplicated-javascript', 'legacy-javascript'];
const LARGEST_PAINT = 1200;
// A busy machine makes a page look slow and never fast, so the best of a few runs is printed.
const ATTEMPTS = 4;

let browser;
let site;
let host;
before(async () => {
  site = build('--site-url', '/');
  [browser, host] = await Promise.all([launch(), serve(site.folder)]);
});
after(async () => {
  await browser?.close();
  await host?.close();
  site?.remove();
});

const PAGES = {
  'the home page': '',
  'a theme': 'themes/*',
  'a recommendation': 'recommendations/*',
  'an index': 'recommendations/',
  'a place': 'venues/*',
};

for (const [name, family] of Object.entries(PAGES)) {
  test(name, async (t) => {
    const page = samples(site.folder).find((sample) => sample.family === family);
    let best;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { lhr } = await lighthouse(host.site + page.path, {
        port: Number(new URL(browser.wsEndpoint()).port),
        logLevel: 'silent',
        onlyCategories: CATEGORIES,
      });
      const { performance, ...others } = lhr.categories;
      expectNothing([...faults(lhr, others), ...unsteady(lhr)]);
      const paint = Math.round(lhr.audits['largest-contentful-paint'].numericValue);
      if (!best || paint < best.paint) best = { paint, performance: Math.round(performance.score * 100) };
      if (best.performance === 100 && best.paint <= LARGEST_PAINT) break;
    }
    const aim = best.performance === 100 && best.paint <= LARGEST_PAINT ? '' : ' (the aim is missed on this machine)';
    t.diagnostic(`/${page.path}: performance ${best.performance}, accessibility, best practices and SEO 100; largest paint after ${best.paint} ms${aim}`);
  });
}

function unsteady({ audits }) {
  return STEADY.filter((id) => audits[id] && (audits[id].score ?? 1) < 1).map((id) => `${audits[id].title} ${audits[id].displayValue ?? ''}`);
}

function faults({ audits }, categories) {
  return Object.values(categories).filter(({ score }) => score !== 1).map(({ id, score, auditRefs }) => {
    const lost = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1);
    const reasons = lost.map(({ id }) => {
      const { title, displayValue = '', details } = audits[id];
      return `${title} ${displayValue} ${JSON.stringify(details?.items?.[0] ?? '').slice(0, 200)}`;
    });
    return `${id} ${Math.round(score * 100)}: ${reasons.join(' | ')}`;
  });
}
