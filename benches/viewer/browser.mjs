// Opens pages in Chromium, one after the other, and says when words come into them.
//
// Each line that it hears is an address. It says:
//
//   ready NAME        once there is a browser; else why there is none, and nothing more
//   opened            when the page that was asked for has loaded
//   seen WORD TIME    when a word like `edited17` is in the document, by a clock of the page, in
//                     milliseconds since 1970
//
// A page may be changed in place or be loaded again: what looks for the words is in every document
// from its beginning.

import { createInterface } from 'node:readline';

const say = (words) => console.log(words);

const browser = await import('../../tests/web/browser.mjs')
  .then(({ launch }) => launch())
  .catch((error) => {
    say(String(error.message).split('\n')[0]);
    process.exit();
  });
const page = await browser.newPage();
await page.setViewport({ width: 1440, height: 900 });
await page.exposeFunction('said', say);
await page.evaluateOnNewDocument(() => {
  const seen = new Set();
  const look = (text) => {
    for (const [word] of text.matchAll(/\bedited\d+\b/g)) {
      if (!seen.has(word)) window.said(`seen ${word} ${Date.now()}`);
      seen.add(word);
    }
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      for (const node of type === 'childList' ? addedNodes : [target]) look(node.textContent);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
});
say(`ready ${await browser.version()}`);

for await (const address of createInterface({ input: process.stdin })) {
  await page.goto(address, { waitUntil: 'load' });
  say('opened');
}
await browser.close();
