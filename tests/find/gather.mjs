// Every query put to the box of its report.

import { gzipSync } from 'node:zlib';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../web/server.mjs';
import { REPOSITORY, build } from '../web/site.mjs';
import { asked, opened, visit, written } from './box.mjs';

const UNDER = '/a/b/';
const ELSEWHERE = { flagship: '.', guide: 'guide', 'well-audit': 'tests/reports/well-audit' };

/**
 * Builds the reports that the queries name, which are in folders of their names below `reports` unless
 * they are elsewhere in the repository; `options` are those of the command line. Gives the folder of
 * each site by the report's name, and `remove`.
 */
export function buildAll(queries, reports, ...options) {
  const names = [...new Set(queries.map(({ report }) => report))];
  const built = names.map((name) => [name, buildOne(name, reports, options)]);
  return {
    folders: Object.fromEntries(built.map(([name, { folder }]) => [name, folder])),
    remove: () => built.forEach(([, { remove }]) => remove()),
  };
}

function buildOne(name, reports, options) {
  if (!ELSEWHERE[name]) return build(...options, { report: join(reports, name) });
  const scratch = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  try {
    const source = join(REPOSITORY, ELSEWHERE[name]);
    for (const part of ['book.toml', 'content', 'ids.lock']) {
      if (existsSync(join(source, part))) cpSync(join(source, part), join(scratch, part), { recursive: true });
    }
    // In the built-in look, which has the box.
    const book = join(scratch, 'book.toml');
    writeFileSync(book, readFileSync(book, 'utf8').replace(/^look = .*$/m, ''));
    return build(...options, { report: scratch });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The queries by report and language, each with all that share its home page. */
function homes(queries) {
  const groups = new Map();
  for (const query of queries) {
    const key = `${query.report}/${query.language}`;
    groups.set(key, [...(groups.get(key) ?? []), query]);
  }
  return [...groups.values()];
}

/**
 * Puts every query to the box on a plain host, with nothing cached: those that need an address and one
 * in `step` of the others in the address of a fresh page, the rest typed one after the other. Gives
 * each query with its `paths`, the `text` of the box, and what a fresh page `loaded` more than a box
 * with nothing asked: files with their compressed bytes. `first` is what such a box loads of the index,
 * by home page, and `faults` is what went wrong.
 */
export async function overNetwork(browser, queries, folders, step) {
  const answers = [];
  const first = [];
  const faults = [];
  for (const own of homes(queries)) {
    const [{ report, language }] = own;
    const folder = folders[report];
    const host = await serve(folder, { under: UNDER });
    const here = await visit(browser, host.site, { language });
    try {
      await here.page.setCacheEnabled(false);
      await opened(here);
      await here.page.waitForNetworkIdle({ idleTime: 200 });
      const known = new Set(here.requests);
      first.push({ name: `${report} ${language}`, files: sizes([...known].filter(isOfIndex), host.site, folder) });
      const isFresh = ({ query }, at) => query.startsWith('?') || at % step === 0;
      const rest = own.filter((query, at) => !isFresh(query, at));
      for (const query of own.filter(isFresh)) {
        const before = here.requests.length;
        const answer = await asked(here, query);
        const loaded = [...new Set(here.requests.slice(before))].filter((url) => !known.has(url) && !url.startsWith(`${here.home}?`));
        answers.push({ ...query, ...answer, loaded: sizes(loaded, host.site, folder) });
      }
      if (rest.length) await opened(here);
      for (const query of rest) answers.push({ ...query, ...(await written(here, query.typed)), loaded: [] });
      faults.push(...here.faults.map((fault) => `${report} ${language}: ${fault}`));
    } finally {
      await here.close();
      await host.close();
    }
  }
  return { answers, first, faults };
}

/** Writes every query that needs no address into the box of a site on disk, one after the other. */
export async function fromDisk(browser, queries, folders) {
  const answers = [];
  const faults = [];
  for (const own of homes(queries.filter(({ query }) => !query.startsWith('?')))) {
    const [{ report, language }] = own;
    const here = await visit(browser, folders[report], { language });
    try {
      await opened(here);
      for (const query of own) answers.push({ ...query, ...(await written(here, query.typed)) });
      faults.push(...here.faults.map((fault) => `${report} ${language}: ${fault}`));
    } finally {
      await here.close();
    }
  }
  return { answers, faults };
}

/** Scripts and styles of the look, pages and pictures are no part of the index. */
function isOfIndex(url) {
  return !/\/assets\/|\/([^/.]*|[^/]*\.(html|svg|png))$/.test(new URL(url).pathname);
}

/** Each file, and the bytes that a server sends of it, compressed. */
function sizes(urls, site, folder) {
  return urls.map((url) => {
    const file = decodeURIComponent(new URL(url).href.slice(site.length).replace(/[?#].*$/, ''));
    const whole = join(folder, file.replace(/(^|\/)$/, '$1index.html'));
    return { file, bytes: gzipSync(readFileSync(whole)).length };
  });
}
