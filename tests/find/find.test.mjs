// Whether readers find what they look for: judged queries, put to the box in Chromium.
//
// FIND_SHOW=1 prints every query whose best answer is not the first. FIND_ALL=1 asks each query on a
// fresh page, and not one in eight. UPDATE=1 writes what is measured as the floors.

import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch } from '../web/browser.mjs';
import { expectNothing } from '../web/findings.mjs';
import { pages } from '../web/site.mjs';
import { buildAll, fromDisk, overNetwork } from './gather.mjs';
import { judged, printed, rank, rows, score, table } from './judged.mjs';

const own = (path) => fileURLToPath(new URL(path, import.meta.url));
const KB = 1000;

const queries = judged(own('queries.tsv'));
let browser;
let sites;
let portable;
let answers;
let first;
let faults;
before(async () => {
  browser = await launch();
  sites = buildAll(queries, own('reports'));
  portable = buildAll(queries, own('reports'), '--portable');
  ({ answers, first, faults } = await overNetwork(browser, queries, sites.folders, process.env.FIND_ALL ? 1 : 8));
});
after(async () => {
  await browser?.close();
  sites?.remove();
  portable?.remove();
});

test('what should be found are pages of records', () => {
  const known = paths(sites.folders);
  expectNothing(
    queries.flatMap(({ report, query, wanted }) =>
      wanted.flat().filter((path) => !known[report].has(path)).map((path) => `${report}, ‘${query}’: there is no ${path}`),
    ),
  );
});

test('there are at least 200 queries, and no two are the same', () => {
  const keys = queries.map(({ report, language, query }) => `${report}/${language} ${query}`);
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at);
  expectNothing([...(keys.length < 200 ? [`${keys.length} queries`] : []), ...twice.map((key) => `twice: ${key}`)]);
});

test('every class is answered at least as well as its floor', (t) => {
  const scored = answers.map((answer) => ({ ...answer, ...score(answer, answer.paths) }));
  const measured = table(scored);
  t.diagnostic(`\n${printed(measured)}`);
  if (process.env.FIND_SHOW) t.diagnostic(`\n${scored.filter(({ reciprocal, recall }) => reciprocal * recall < 1).map(shown).join('\n')}`);
  if (process.env.UPDATE) writeFloors(measured);
  const floors = Object.fromEntries(rows(own('floors.tsv')).map(([name, ...numbers]) => [name, numbers.map(Number)]));
  expectNothing([
    ...measured.flatMap(({ class: name, recall, reciprocal }) => {
      if (!floors[name]) return [`${name}: no floor`];
      const below = (what, number, floor) => (hundredths(number) < floor ? [`${name}: ${what} ${number.toFixed(3)}, below ${floor}`] : []);
      return [...below('recall', recall, floors[name][0]), ...below('MRR', reciprocal, floors[name][1])];
    }),
    ...Object.keys(floors).filter((name) => !measured.some((line) => line.class === name)).map((name) => `${name}: a floor without queries`),
  ]);
});

test('an answer is a page of its own, and comes once', () => {
  const known = paths(sites.folders);
  expectNothing(
    answers.flatMap(({ report, query, paths: found }) => [
      ...found.filter((path, at) => found.indexOf(path) !== at).map((path) => `${report}, ‘${query}’: ${path} comes twice`),
      ...found.filter((path) => !known[report].has(path)).map((path) => `${report}, ‘${query}’: ${path} is no page`),
    ]),
  );
});

test('the box names the words that are nowhere, beside the best answers to the others', () => {
  const asking = answers.filter(({ missing }) => missing.length);
  expectNothing([
    ...(asking.length ? [] : ['no query asks for it']),
    ...asking.flatMap(({ report, query, missing, text }) => missing.filter((word) => !text.includes(word)).map((word) => `${report}, ‘${query}’: does not name ‘${word}’`)),
  ]);
});

test('a query loads at most 4 files of the index and 100 KB, and the box at most 15 KB before it', (t) => {
  const total = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0);
  const named = (files) => files.map(({ file, bytes }) => `${file} ${bytes}`).join(', ');
  // A script of the look comes once, and is kept for all pages; its bytes count all the same.
  const ofIndex = (files) => files.filter(({ file }) => !file.startsWith('assets/'));
  const most = (numbers) => Math.max(...numbers);
  t.diagnostic(`first: at most ${most(first.map(({ files }) => total(files)))} bytes; a query: at most ${most(answers.map(({ loaded }) => ofIndex(loaded).length))} files and ${most(answers.map(({ loaded }) => total(loaded)))} bytes`);
  expectNothing([
    ...first.filter(({ files }) => !files.length || total(files) > 15 * KB).map(({ name, files }) => `${name}: the box loads ${named(files) || 'nothing of an index'}`),
    ...answers
      .filter(({ loaded }) => ofIndex(loaded).length > 4 || total(loaded) > 100 * KB)
      .map(({ report, query, loaded }) => `${report}, ‘${query}’ loads ${named(loaded)}`),
  ]);
});

test('nothing goes wrong in the page', () => {
  expectNothing(faults);
});

test('from disk the answers are the same, when they are typed', async (t) => {
  const { answers: typed, faults: wrong } = await fromDisk(browser, queries, portable.folders);
  const times = typed.map(({ ms }) => ms).sort((a, b) => a - b);
  t.diagnostic(`answered after ${times[times.length >> 1].toFixed(0)} ms (median), ${times[Math.floor(times.length * 0.95)].toFixed(0)} ms (19 of 20)`);
  const before = new Map(answers.map((answer) => [key(answer), answer.paths.join(' ')]));
  expectNothing([
    ...wrong,
    ...typed.filter((answer) => before.get(key(answer)) !== answer.paths.join(' ')).map((answer) => `${key(answer)}: ${answer.paths.slice(0, 5).join(' ')}, not ${before.get(key(answer)).split(' ').slice(0, 5).join(' ')}`),
  ]);
});

const key = ({ report, language, query }) => `${report}/${language} ‘${query}’`;

/** The paths of the pages of each site that are no redirects. */
function paths(folders) {
  return Object.fromEntries(
    Object.entries(folders).map(([name, folder]) => [name, new Set(pages(folder).filter(({ redirect }) => !redirect).map(({ path }) => path))]),
  );
}

function shown(answer) {
  const at = rank(answer, answer.paths);
  return `${answer.class} ${key(answer)}: ${at ? `rank ${at}` : 'not found'}; ${answer.paths.slice(0, 5).join(' ') || 'nothing'}; not ${answer.wanted.map((same) => same.join('|')).join(' ') || 'nothing'}`;
}

function writeFloors(measured) {
  const lines = measured.map(({ class: name, recall, reciprocal }) => [name, hundredths(recall), hundredths(reciprocal)].join('\t'));
  writeFileSync(own('floors.tsv'), `# class\trecall of the first five\tmean reciprocal rank\n${lines.join('\n')}\n`);
}

/** Rounded down, so that what is measured reaches what was written. */
function hundredths(number) {
  return Math.floor(number * 100 + 1e-9) / 100;
}
