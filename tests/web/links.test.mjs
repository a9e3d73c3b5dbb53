// Every link of every page, at the root of a host, below a path, and read from disk. No browser: the
// pages are read as text.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { expectNothing } from './findings.mjs';
import { addresses, tags } from './html.mjs';
import { build, files, pages } from './site.mjs';

const PLACES = [
  { siteUrl: '/', home: 'https://host.example/' },
  { siteUrl: '/sub/', home: 'https://host.example/sub/' },
  { siteUrl: 'https://host.example/a/b/', home: 'https://host.example/a/b/' },
];

for (const { siteUrl, home } of PLACES) {
  describe(`published at ${siteUrl}`, () => {
    let site;
    before(() => {
      const built = build('--site-url', siteUrl);
      site = { ...built, files: new Set(files(built.folder)), pages: read(built.folder) };
    });
    after(() => site?.remove());

    test('every link leads somewhere', () => {
      const found = [];
      for (const page of site.pages) {
        // A missing page is answered at whatever address was asked for.
        const stood = page.file === '404.html' ? ['no/such/page/', 'nothing'] : [page.path];
        for (const address of addresses(page.tags)) {
          for (const path of stood) {
            const fault = follow(site, home, page, new URL(path, home), address.url);
            if (fault) found.push(`${page.file}: ${address.tag} ${address.key} ${address.url}: ${fault}`);
          }
        }
      }
      expectNothing(found);
    });

    test('every address in a stylesheet leads somewhere', () => {
      const found = [];
      for (const file of [...site.files].filter((file) => file.endsWith('.css'))) {
        const css = readFileSync(join(site.folder, file), 'utf8');
        for (const [, url] of css.matchAll(/url\(\s*["']?([^"')]+)/g)) {
          const fault = follow(site, home, undefined, new URL(file, home), url);
          if (fault) found.push(`${file}: ${url}: ${fault}`);
        }
      }
      expectNothing(found);
    });

    test('every page can be reached from the home page', () => {
      const byPath = new Map(site.pages.map((page) => [page.path, page]));
      const reached = new Set(['']);
      for (const path of reached) {
        for (const { tag, url } of addresses(byPath.get(path).tags)) {
          const target = new URL(url, new URL(path, home));
          const below = target.href.startsWith(home) ? target.pathname.slice(new URL(home).pathname.length) : undefined;
          if (tag === 'a' && byPath.has(below)) reached.add(below);
        }
      }
      expectNothing(
        site.pages
          .filter(({ file, path, redirect }) => file !== '404.html' && !redirect && !reached.has(path))
          .map(({ file }) => `${file}: no way leads here`),
      );
    });

    // Without a host there is no absolute address, and so no sitemap.
    if (siteUrl !== home) return;

    test('the sitemap names every page that is to be found, and no other', () => {
      const sitemap = readFileSync(join(site.folder, 'sitemap.xml'), 'utf8');
      const named = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url);
      const expected = site.pages
        .filter((page) => !page.redirect && !page.tags.some(isNoIndex))
        .map((page) => home + page.path);
      expectNothing([
        ...named.filter((url) => !expected.includes(url)).map((url) => `${url}: named, but not to be found`),
        ...expected.filter((url) => !named.includes(url)).map((url) => `${url}: not named`),
        ...(new Set(named).size === named.length ? [] : ['an address is named twice']),
        ...(readFileSync(join(site.folder, 'robots.txt'), 'utf8').includes(`${home}sitemap.xml`)
          ? []
          : ['robots.txt does not name the sitemap']),
      ]);
    });
  });
}

describe('read from disk', () => {
  let site;
  before(() => {
    site = build('--portable');
  });
  after(() => site?.remove());

  test('every link names a file', () => {
    const found = [];
    for (const page of read(site.folder)) {
      if (page.file === '404.html') continue;
      for (const { tag, key, rel, url } of addresses(page.tags)) {
        if (rel === 'canonical' || key.startsWith('og:') || /^[a-z][a-z0-9+.-]*:/i.test(url)) continue;
        const target = new URL(url, new URL(page.file, 'file:///site/'));
        const file = join(site.folder, decodeURIComponent(target.pathname).replace(/^\/site\//, ''));
        if (!target.pathname.startsWith('/site/')) found.push(`${page.file}: ${tag} ${url}: leaves the site`);
        else if (!existsSync(file) || !statSync(file).isFile()) found.push(`${page.file}: ${tag} ${url}: no such file`);
      }
    }
    expectNothing(found);
  });
});

function read(folder) {
  return pages(folder).map((page) => {
    const list = tags(page.html);
    const anchors = new Set(list.flatMap(({ attributes: { id } }) => (id ? [id] : [])));
    return { ...page, tags: list, anchors };
  });
}

function isNoIndex({ name, attributes }) {
  return name === 'meta' && attributes.name === 'robots' && /noindex/.test(attributes.content);
}

/** Why an address leads nowhere; nothing when it leads to a file of the site, or to another host. */
function follow(site, home, page, from, written) {
  if (written.trim() === '') return 'empty';
  if (written.startsWith('#')) return place(page, written);
  let target;
  try {
    target = new URL(written, from);
  } catch {
    return 'not an address';
  }
  // A citation that the page holds, to be saved.
  if (/^data:application\/(x-research-info-systems|x-bibtex|vnd\.citationstyles\.csl\+json);charset=utf-8,./.test(written)) return;
  if (target.origin !== from.origin) {
    return ['https:', 'http:', 'mailto:'].includes(target.protocol) ? undefined : `the scheme ${target.protocol}`;
  }
  const root = new URL(home).pathname;
  if (!target.pathname.startsWith(root)) return 'leaves the site';
  let file = decodeURIComponent(target.pathname.slice(root.length));
  if (file === '' || file.endsWith('/')) file += 'index.html';
  if (!site.files.has(file)) return 'no such file';
  return file.endsWith('.html') ? place(site.pages.find((page) => page.file === file), target.hash) : undefined;
}

function place(page, hash) {
  const anchor = decodeURIComponent(hash.slice(1));
  const isHere = anchor === '' || anchor.startsWith(':~:') || page.anchors.has(anchor);
  return isHere ? undefined : 'no such place on the page';
}
