// The pictures as the browser draws them: their names, their links, their tables.

import { after, before, describe, test } from 'node:test';
import { NARROW, WIDE, launch, open, prefer } from './browser.mjs';
import { expectNothing } from './findings.mjs';
import { serve } from './server.mjs';
import { flagship, pages } from './site.mjs';

let browser;
let host;
before(async () => {
  [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/' })]);
});
after(async () => {
  await browser?.close();
  await host?.close();
});

// Every page with pictures, but of the neighbourhoods, which most records have, the two largest alone.
const drawn = pages(flagship()).filter(({ html }) => html.includes('class="picture '));
const others = drawn.filter(({ html }) => /class="picture picture-(map|timeline|matrix)/.test(html));
const neighbourhoods = drawn.filter((page) => !others.includes(page)).toSorted((a, b) => b.html.length - a.html.length);

test('there are maps, timelines, matrices and neighbourhoods, and of matrices two', () => {
  const all = drawn.map(({ html }) => html).join('');
  const kinds = ['map', 'timeline', 'matrix', 'graph'].filter((kind) => !all.includes(`picture picture-${kind}`));
  const titles = new Set([...all.matchAll(/picture-matrix[^>]*><title[^>]*>([^<]*)/g)].map(([, title]) => title));
  expectNothing([...kinds.map((kind) => `no ${kind}`), ...(titles.size < 2 ? [`only the matrix ${[...titles]}`] : [])]);
});

for (const { path } of [...others.filter(({ path }) => path !== 'print/'), ...neighbourhoods.slice(0, 2)]) {
  describe(`/${path}`, () => {
    for (const [name, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
      test(`names keep apart and inside, every mark is a link, and the table says the same: ${name}`, async () => {
        const visit = await open(browser, { viewport });
        try {
          await prefer(visit.session, { motion: 'reduce' });
          await visit.page.goto(host.site + path);
          expectNothing([...(await visit.page.evaluate(look)), ...visit.faults]);
        } finally {
          await visit.close();
        }
      });
    }
  });
}

// In the page: looks at each picture and its table.
function look() {
  const found = [];
  for (const details of document.querySelectorAll('.neighbourhood')) details.open = true;
  const figures = [...document.querySelectorAll('.picture-figure')];
  if (!figures.length) found.push('no picture');
  for (const figure of figures) {
    const shown = [...figure.querySelectorAll('svg.picture')].filter((svg) => svg.getClientRects().length);
    const title = shown[0]?.querySelector('title')?.textContent ?? '?';
    const fault = (text) => found.push(`${title}: ${text}`);
    if (shown.length !== 1) fault(`${shown.length} editions at once`);
    const [svg] = shown;
    const called = (svg.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent);
    const described = document.getElementById(svg.getAttribute('aria-describedby'))?.textContent;
    if (!called[0] || !described) fault('no name, or no words instead');

    const frame = svg.getBoundingClientRect();
    // A line of a name is a text, or a part of one with a place of its own.
    const lines = [...svg.querySelectorAll('text')].flatMap((text) => {
      const parts = [...text.querySelectorAll('tspan[x]')];
      return parts.length ? parts : [text];
    });
    const scale = frame.width / svg.viewBox.baseVal.width;
    const boxes = lines
      .map((line) => ({ text: line.textContent, size: parseFloat(getComputedStyle(line).fontSize) * scale, ...line.getBoundingClientRect().toJSON() }))
      .filter(({ width }) => width > 0);
    for (const [at, a] of boxes.entries()) {
      if (a.left < frame.left - 2 || a.right > frame.right + 2 || a.top < frame.top - 2 || a.bottom > frame.bottom + 2) fault(`‘${a.text}’ leaves the picture`);
      if (a.size < 9) fault(`‘${a.text}’ is ${a.size.toFixed(1)} px high`);
      for (const b of boxes.slice(at + 1)) {
        const [across, down] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
        // The box of a line is higher than its letters.
        if (across > 1 && down > 0.35 * Math.min(a.height, b.height)) fault(`‘${a.text}’ and ‘${b.text}’ collide`);
      }
    }

    const links = [...svg.querySelectorAll('a')];
    if (!links.length) fault('no links');
    for (const link of links) {
      if (!link.getAttribute('href') || !(link.ariaLabel || link.textContent.trim())) fault('a link without address or name');
    }
    // Marks of the legend and the record in the middle stand in no link.
    const href = (link) => link.href?.baseVal ?? link.href;
    const absolute = (link) => new URL(href(link), document.baseURI).href;
    const inPicture = new Set(links.map(absolute));
    const inTable = new Set([...figure.querySelectorAll('table a')].map(absolute));
    for (const address of inPicture) if (!inTable.has(address)) fault(`${address} is not in the table`);
    for (const address of inTable) if (!inPicture.has(address)) fault(`${address} is not in the picture`);
    const rows = figure.querySelectorAll('tbody tr').length;
    if (rows < 1 || !figure.querySelector('th[scope=col]')) fault('no table');

    if (svg.matches('.picture-map')) {
      if (!/boundary/.test(figure.querySelector('figcaption').textContent)) fault('nothing is said of boundaries');
      // An outline that is not cut at the antimeridian runs across the whole map in one step.
      for (const path of svg.querySelectorAll('path.picture-land')) {
        const { width } = path.getBBox();
        for (const steps of path.getAttribute('d').match(/l[^a-z]*/gi)) {
          const across = (steps.match(/-?[\d.]+/g) ?? []).filter((_, at) => at % 2 === 0);
          if (across.some((step) => Math.abs(step) > width / 4)) fault('an outline runs across the map');
        }
      }
    }
  }
  return found;
}
