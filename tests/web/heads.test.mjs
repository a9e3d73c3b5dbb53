// What every page says of itself, and what no page may hold: read from the files, without a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expectNothing } from './findings.mjs';
import { tags, text } from './html.mjs';
import { build, files, pages } from './site.mjs';

const HOME = 'https://host.example/a/b/';

let site;
before(() => {
  const built = build('--site-url', HOME);
  const all = pages(built.folder).map((page) => ({ ...page, tags: tags(page.html) }));
  site = { ...built, all, content: all.filter(({ redirect }) => !redirect) };
});
after(() => site?.remove());

test('every page has a title of its own, a description, a language and a direction', () => {
  const titles = new Map();
  expectNothing(
    site.content.flatMap(({ file, html, tags: list }) => {
      const title = text(html, 'title');
      const root = list.find(({ name }) => name === 'html').attributes;
      const found = [];
      if (!title) found.push('no title');
      if (titles.has(title)) found.push(`the title of ${titles.get(title)} too: ${title}`);
      titles.set(title, file);
      if (!meta(list, 'name', 'description')) found.push('no description');
      if (!root.lang) found.push('no lang');
      if (!['ltr', 'rtl'].includes(root.dir)) found.push('no dir');
      if (list.filter(({ name }) => name === 'h1').length !== 1) found.push('not one first-level heading');
      if (!text(html, 'h1')) found.push('an empty first-level heading');
      return found.map((fault) => `${file}: ${fault}`);
    }),
  );
});

// Pages that search engines leave out have no address to be found at.
const indexed = () => site.content.filter(({ tags: list }) => meta(list, 'name', 'robots') !== 'noindex');

test('the page for printing and the one for nothing are left out by search engines, and no others', () => {
  const kept = new Set(indexed().map(({ file }) => file));
  const left = site.content.map(({ file }) => file).filter((file) => !kept.has(file));
  assert.deepEqual(left.sort(), ['404.html', 'print/index.html']);
});

test('every page says where it stands', () => {
  expectNothing(
    indexed()
      .flatMap(({ file, path, tags: list }) => {
        const canonical = list.filter(({ name, attributes }) => name === 'link' && attributes.rel === 'canonical');
        const urls = canonical.map(({ attributes }) => attributes.href);
        return urls.length === 1 && urls[0] === HOME + path
          ? []
          : [`${file}: canonical ${urls.join(', ') || 'missing'}`];
      }),
  );
});

test('every page can be shown elsewhere by OpenGraph', () => {
  expectNothing(
    indexed()
      .flatMap(({ file, path, html, tags: list }) => {
        const found = [];
        if (!text(html, 'title')?.includes(meta(list, 'property', 'og:title') || '\0')) {
          found.push('og:title missing, or not of the title');
        }
        if (meta(list, 'property', 'og:url') !== HOME + path) found.push('og:url missing, or not its address');
        for (const name of ['og:type', 'og:site_name', 'og:description', 'og:locale']) {
          if (!meta(list, 'property', name)) found.push(`no ${name}`);
        }
        return found.map((fault) => `${file}: ${fault}`);
      }),
  );
});

test('nothing stands inline, and nothing comes from another host', () => {
  const found = [];
  for (const { file, tags: list } of site.all) {
    for (const { name, attributes } of list) {
      const isData = name === 'script' && /json|speculationrules/.test(attributes.type ?? '');
      if (name === 'style') found.push(`${file}: a style element`);
      if (name === 'script' && !attributes.src && !isData) found.push(`${file}: an inline script`);
      for (const [key, value] of Object.entries(attributes)) {
        if (key === 'style') found.push(`${file}: ${name} style="${value}"`);
        if (/^on/.test(key)) found.push(`${file}: ${name} ${key}`);
        if (/^javascript:/i.test(value)) found.push(`${file}: ${name} ${key}="${value}"`);
        const loads = ['src', 'srcset', 'poster', 'data'].includes(key) || (name === 'link' && key === 'href');
        if (loads && !isOwn(value) && !SAYING.has(attributes.rel)) found.push(`${file}: ${name} ${key}="${value}"`);
      }
    }
  }
  expectNothing(found);
});

test('nothing loaded names another host or asks for inline styles', () => {
  const found = [];
  for (const file of files(site.folder).filter((file) => /\.(css|js|mjs|svg)$/.test(file))) {
    const source = readFileSync(join(site.folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, url] of source.matchAll(/(?:url\(|@import\s+|\bimport\s*\(?\s*|\bfrom\s+)["']?((?:https?:)?\/\/[^"')\s]+|data:[^"')\s]+)/g)) {
      found.push(`${file}: ${url}`);
    }
    if (/setAttribute\(\s*["']style["']|\beval\(|new Function\(/.test(source)) found.push(`${file}: what the policy forbids`);
  }
  expectNothing(found);
});

// Links that say something about the page, and load nothing.
const SAYING = new Set(['canonical', 'alternate', 'license', 'author', 'prev', 'next', 'me']);

function isOwn(url) {
  const target = new URL(url, HOME);
  return target.origin === new URL(HOME).origin;
}

function meta(list, key, value) {
  return list.find(({ name, attributes }) => name === 'meta' && attributes[key] === value)?.attributes.content?.trim();
}
