// Every kind of page by the keyboard alone.

import { after, before, describe, test } from 'node:test';
import { NARROW, WIDE, launch, open, prefer } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { flagship, samples } from './site.mjs';

// The longest lists repeat themselves: so many stops show every style there is.
const STOPS = 120;

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship())]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

// The last sample of a family is its smallest page.
const oneOfEach = [...new Map(samples(flagship()).map((page) => [page.family, page])).values()];

for (const sample of oneOfEach) {
  describe(`/${sample.path}`, () => {
    test('the first Tab reaches the skip link, which leads past the menu', async () => {
      const visit = await open(browser, { viewport: NARROW });
      try {
        await visit.page.goto(host.site + sample.path);
        await visit.page.keyboard.press('Tab');
        const found = await visit.page.evaluate(skipLink);
        await visit.page.keyboard.press('Enter');
        await visit.page.keyboard.press('Tab');
        found.push(...(await visit.page.evaluate(behindTheMenu)));
        expectNothing([...found, ...visit.faults]);
      } finally {
        await visit.close();
      }
    });

    test('Tab visits everything in order, and the focus is always seen', async () => {
      const visit = await open(browser, { viewport: WIDE });
      try {
        await prefer(visit.session, { motion: 'reduce' });
        await visit.page.goto(host.site + sample.path);
        const found = [];
        let stops = 0;
        for (; stops < STOPS; stops += 1) {
          await visit.page.keyboard.press('Tab');
          const { faults, ended } = await visit.page.evaluate(stop);
          found.push(...faults);
          if (ended) break;
        }
        if (stops < 3) found.push(`only ${stops} stops`);
        expectNothing([...found, ...visit.faults]);
      } finally {
        await visit.close();
      }
    });
  });
}

// The functions below run in the page.

function skipLink() {
  const link = document.activeElement;
  if (!link.matches('a[href^="#"]')) return [`the first stop is ${link.localName} ‘${link.textContent.trim().slice(0, 40)}’`];
  const { left, top, right, bottom } = link.getBoundingClientRect();
  const isSeen = right - left > 1 && bottom - top > 1 && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  return isSeen ? [] : ['the skip link has the focus and is not seen'];
}

function behindTheMenu() {
  const element = document.activeElement;
  const main = document.querySelector('main');
  const isBehind = main.contains(element) || main.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;
  return isBehind ? [] : [`the skip link leads to ${element.localName} ‘${element.textContent.trim().slice(0, 40)}’`];
}

// Looks at the element that has the focus, and whether the one before it has changed by losing it.
function stop() {
  const looks = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderColor, textDecorationLine } =
      getComputedStyle(element);
    const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
    return [outline, boxShadow, backgroundColor, borderColor, textDecorationLine].join('; ');
  };
  const called = (element) => `${element.localName} ‘${(element.textContent || element.ariaLabel || '').trim().slice(0, 40)}’`;
  const faults = [];
  const element = document.activeElement;
  const { previous, seen } = (window.walk ??= { seen: new Set() });
  if (previous && previous.element !== element && looks(previous.element) === previous.looks) {
    faults.push(`looks the same with and without the focus: ${called(previous.element)}`);
  }
  if (element === document.body || seen.has(element)) return { faults, ended: true };
  seen.add(element);
  if (previous && !(previous.element.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) {
    faults.push(`comes too early in the order: ${called(element)}`);
  }
  // The parts of a link in a picture may lie far from each other: one to be seen is enough.
  const parts = element instanceof SVGElement ? [...element.querySelectorAll('*')] : [element];
  const boxes = parts.flatMap((part) => [...part.getClientRects()]).filter(({ width, height }) => width > 1 && height > 1);
  const there = boxes.map(({ left, top, width, height }) => document.elementFromPoint(left + width / 2, top + height / 2));
  if (!there.some(Boolean)) faults.push(`has the focus and is out of sight: ${called(element)}`);
  else if (!there.some((other) => other && (element.contains(other) || other.contains(element)))) {
    faults.push(`has the focus and is covered by ${there.find(Boolean).localName}: ${called(element)}`);
  }
  window.walk.previous = { element, looks: looks(element) };
  return { faults, ended: false };
}
