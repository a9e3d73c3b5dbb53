// The box that finds, used as a reader uses it: opened by an address or by a key, and read.

import { pathToFileURL } from 'node:url';
import { after, before } from 'node:test';
import { WIDE, launch, open } from '../web/browser.mjs';
import { serve } from '../web/server.mjs';
import { flagship } from '../web/site.mjs';

/** How long anything that a test waits for may take, in ms. */
export const PATIENCE = 10_000;

/**
 * The flagship on a host, for the tests of a file. Gives what runs `act` with the box open, and finds
 * what that gives and what went wrong in the page.
 */
export function hosted() {
  let browser;
  let host;
  before(async () => {
    [browser, host] = await Promise.all([launch(), serve(flagship(), { under: '/a/b/' })]);
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });
  return async (act) => {
    const here = await visit(browser, host.site);
    try {
      await opened(here);
      return [...((await act(here)) ?? []), ...here.faults];
    } finally {
      await here.close();
    }
  };
}

/**
 * Visits `home`, the address of a home page with its last slash, or the folder of a site on disk.
 * `opened` gives the address that opens the box with a query.
 */
export async function visit(browser, home, { language = '', viewport = WIDE } = {}) {
  const onDisk = !home.startsWith('http');
  const base = onDisk ? `${pathToFileURL(home).href}/` : home;
  const page = base + (language && `${language}/`) + (onDisk ? 'index.html' : '');
  return { ...(await open(browser, { viewport })), base, home: page };
}

/** Opens the box on a fresh page, with nothing asked. */
export async function opened(visit) {
  await visit.page.goto(visit.home, { waitUntil: 'load' });
  await visit.page.keyboard.press('/');
  await visit.page.waitForSelector('dialog.finder[open]', { timeout: PATIENCE });
}

/** What the box answers to a query that is in the address of a fresh page. */
export async function asked(visit, { query, typed }) {
  const address = query.startsWith('?') ? query : `?${new URLSearchParams({ find: query })}`;
  await visit.page.goto(visit.home + address, { waitUntil: 'load' });
  return answered(visit, typed);
}

/** What the box, which is open, answers to what is written into it in one go, and after how many `ms`. */
export async function written(visit, typed) {
  const ms = await visit.page.evaluate(write, typed, PATIENCE);
  return { ...(await answered(visit, typed)), ms };
}

/** The answers once the box has answered these words: paths below the home page, in their order. */
export async function answered(visit, typed) {
  await visit.page.waitForFunction(isAnswered, { timeout: PATIENCE, polling: 'mutation' }, typed.trim()).catch(() => {
    throw new Error(`‘${typed}’ is not answered within ${PATIENCE / 1000} s`);
  });
  const { hrefs, text } = await visit.page.evaluate(readBox);
  return { paths: hrefs.map((href) => path(href, visit.base)), text };
}

/** The path of a page below the home page, however it is linked. */
function path(href, base) {
  const url = new URL(href);
  const address = decodeURI(url.origin === 'null' ? `file://${url.pathname}` : url.origin + url.pathname);
  const own = decodeURI(base);
  return (address.startsWith(own) ? address.slice(own.length) : address).replace(/(^|\/)index\.html$/, '$1');
}

// The functions below run in the page.

function write(words, patience) {
  const input = document.querySelector('dialog.finder input[type=search]');
  const box = input.closest('dialog');
  return new Promise((done) => {
    const began = performance.now();
    const stop = () => {
      if (box.dataset.answered === words.trim()) done(performance.now() - began);
    };
    new MutationObserver(stop).observe(box, { attributes: true });
    setTimeout(done, patience);
    input.value = words;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    stop();
  });
}

function isAnswered(typed) {
  return document.querySelector('dialog.finder[open]')?.dataset.answered === typed;
}

function readBox() {
  const box = document.querySelector('dialog.finder');
  return {
    hrefs: [...box.querySelectorAll('.found a')].filter((link) => link.checkVisibility()).map(({ href }) => href),
    text: box.textContent,
  };
}
