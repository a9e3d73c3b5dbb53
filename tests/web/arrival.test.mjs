// Every kind of page as it arrives over a slow line: a part of it is shown, then more of it. What
// came first may grow by what comes later, but little may move; and nothing moves once all is there,
// when scripts begin.

import { after, before, describe, test } from 'node:test';
import { NARROW, WIDE, launch, open, prefer, settle, shifts } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { flagship, samples } from './site.mjs';

const PIECES = 10;
const FRAMES = 40; // ms, in which more than one frame is drawn
// What web.dev calls good for a whole visit: https://web.dev/articles/cls
const GOOD = 0.1;

let browser;
let host;
// Ends the page that is being sent.
let finish;

before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/', sendPage: inPieces })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

for (const sample of samples(flagship())) {
  describe(`/${sample.path}`, () => {
    for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
      test(`arrives without moving: ${name}`, async () => {
        const visit = await open(browser, { viewport });
        const { page, session, faults } = visit;
        try {
          await prefer(session);
          await page.exposeFunction('shown', () => finish());
          await page.evaluateOnNewDocument(tellWhenShown);
          await page.goto(host.site + sample.path);
          await settle(page);
          const parsed = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domInteractive);
          const found = await shifts(page, parsed);
          const moved = await page.evaluate(() => window.layoutShifts.reduce((sum, { value }) => sum + value, 0));
          if (moved > GOOD) found.push(`all shifts together: ${moved.toFixed(3)}`, ...(await shifts(page, 0)));
          expectNothing([...found, ...faults]);
        } finally {
          await visit.close();
        }
      });
    }
  });
}

// All but the last tags of a page, a piece after the other; the tags when the page has been shown.
async function inPieces(response, body) {
  const tail = body.lastIndexOf('</footer>');
  const ended = new Promise((end) => (finish = end));
  for (let piece = 0; piece < PIECES; piece++) {
    response.write(body.subarray((tail * piece) / PIECES, (tail * (piece + 1)) / PIECES));
    await new Promise((wake) => setTimeout(wake, FRAMES));
  }
  await ended;
  response.end(body.subarray(tail));
}

// In the page: what stands before its last tags is there when the footer is, and is drawn after some frames.
function tellWhenShown() {
  let frames = 0;
  const look = () => {
    frames = document.querySelector('footer.site li') ? frames + 1 : 0;
    if (frames < 5) requestAnimationFrame(look);
    else window.shown();
  };
  requestAnimationFrame(look);
}
