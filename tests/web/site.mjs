// The flagship as it was built: its files, its pages, and one or two pages of each kind. Which kinds
// there are is read from the built folder, so that a kind declared tomorrow is tested tomorrow.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the built flagship, which tests/run leaves in the environment. */
export function flagship() {
  return given('FLAGSHIP');
}

/**
 * Builds the flagship, or another report, with options of the command line into a folder of its own.
 * `remove` takes the folder away.
 */
export function build(...options) {
  const { report = REPOSITORY } = typeof options.at(-1) === 'object' ? options.pop() : {};
  const folder = mkdtempSync(join(tmpdir(), 'rapporteur-site-'));
  const site = join(folder, 'site');
  execFileSync(given('RAPPORTEUR'), ['--quiet', 'build', report, '--dest-dir', site, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { folder: site, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Builds a report of these files, by their paths below its folder. `remove` takes report and site away.
 */
export function buildOf(texts) {
  const report = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(report, path)), { recursive: true });
    writeFileSync(join(report, path), text);
  }
  const site = build({ report });
  return { ...site, remove: () => [report, dirname(site.folder)].forEach((folder) => rmSync(folder, { recursive: true, force: true })) };
}

/** Every file of a site, as paths with slashes below its folder, in order. */
export function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join((entry.parentPath ?? entry.path).slice(folder.length), entry.name))
    .map((path) => path.replace(/^\/+/, ''))
    .sort();
}

/** Every page of a site: its file, its address below the home page, its HTML, and whether it only leads on. */
export function pages(folder) {
  return files(folder)
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const html = readFileSync(join(folder, file), 'utf8');
      return { file, path: address(file), html, redirect: /<meta http-equiv="refresh"/i.test(html) };
    });
}

/** The address of a page's file, below the home page. */
export function address(file) {
  return file.replace(/(^|\/)index\.html$/, '$1');
}

/**
 * The pages that stand for all: each page that is alone of its kind, and of the many in one folder
 * the largest and the smallest.
 */
export function samples(folder) {
  const families = new Map();
  for (const page of pages(folder)) {
    if (page.redirect || page.file === '404.html') continue;
    const parent = page.path.replace(/[^/]+\/$/, '*');
    const family = parent === '*' || !parent.endsWith('*') ? page.path : parent;
    families.set(family, [...(families.get(family) ?? []), page]);
  }
  return [...families].flatMap(([family, members]) => {
    const bySize = members.toSorted((a, b) => b.html.length - a.html.length || (a.file < b.file ? -1 : 1));
    const chosen = bySize.length > 1 ? [bySize[0], bySize.at(-1)] : bySize;
    return chosen.map((page) => ({ ...page, family }));
  });
}

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the browser tests by \`tests/run web\``);
  return value;
}
