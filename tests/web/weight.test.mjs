// What the first view of a record's page takes from the network.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { NARROW, launch, open } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { files, flagship, pages, samples } from './site.mjs';

const KIB = 1024;

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship())]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

// What an old address loads to lead on is loaded by no page that is read. A long index loads a script
// in place of that of a short one. No page loads the table before a reader asks for it.
const isOwn = (file) => /^assets\/(find|moved|narrow|rows|slip|table)-/.test(file);
for (const [what, limit, isIt] of [
  ['scripts of a page', 5 * KIB, (file) => !isOwn(file)],
  ['script of the search', 6 * KIB, (file) => file.startsWith('assets/find-')],
  ['scripts of its filters and slips', 2 * KIB, (file) => /^assets\/(narrow|slip)-/.test(file)],
  ['script of a long index', 3 * KIB, (file) => file.startsWith('assets/rows-')],
  ['script of the table of an index', 2 * KIB, (file) => file.startsWith('assets/table-')],
  ['script of an old address', 256, (file) => file.startsWith('assets/moved-')],
]) {
  test(`the ${what} take at most ${limit} bytes compressed`, () => {
    const site = flagship();
    const scripts = files(site).filter((file) => /\.m?js$/.test(file) && !file.startsWith('find/') && isIt(file));
    const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(site, file)), { level: 9 }).length, 0);
    expectNothing(bytes > limit || !scripts.length ? [`${bytes} bytes in ${scripts.join(', ')}`] : []);
  });
}

test('no page that is read loads the script of an old address', () => {
  expectNothing(pages(flagship()).filter(({ redirect, html }) => !redirect && html.includes('assets/moved-')).map(({ path }) => path));
});

const packed = (text) => gzipSync(text).length;

describe('the first view of a record is at most 15 KiB in 4 requests, pictures apart', { concurrency: 4 }, () => {
  for (const sample of samples(flagship()).filter(({ family }) => family.endsWith('*'))) {
    test(`/${sample.path}`, async (t) => {
      const visit = await open(browser, { viewport: NARROW });
      const responses = [];
      const sizes = new Map();
      await visit.session.send('Network.enable');
      visit.session.on('Network.responseReceived', (event) => responses.push(event));
      visit.session.on('Network.loadingFinished', (event) => sizes.set(event.requestId, event.encodedDataLength));
      try {
        await visit.page.goto(host.site + sample.path, { waitUntil: 'networkidle0' });
        const counted = responses
          .filter(({ response }) => !response.mimeType.startsWith('image/'))
          .map(({ requestId, response }) => ({ url: response.url.slice(host.origin.length), bytes: sizes.get(requestId) ?? 0 }));
        // A picture within the page is a picture all the same.
        const { html } = sample;
        counted[0].bytes -= packed(html) - packed(html.replace(/<svg class="picture [^]*?<\/svg>/g, ''));
        const bytes = counted.reduce((sum, request) => sum + request.bytes, 0);
        const list = counted.map((request) => `${request.url} ${request.bytes}`).join(', ');
        t.diagnostic(`${(bytes / KIB).toFixed(1)} KiB in ${counted.length} requests`);
        expectNothing([
          ...(bytes > 15 * KIB ? [`${(bytes / KIB).toFixed(1)} KiB: ${list}`] : []),
          ...(counted.length > 4 ? [`${counted.length} requests: ${list}`] : []),
        ]);
      } finally {
        await visit.close();
      }
    });
  }
});
