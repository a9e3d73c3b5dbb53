// Chromium, and pages in it that note whatever goes wrong.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** The rules of axe-core that go by colours, which alone may differ where a reader prefers others. */
export const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1440, height: 900 };

/** Starts the system's Chromium, which knows no host but this machine. */
export function launch(...args) {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // As with a mouse, which a machine without a screen may lack.
      '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...args,
    ],
  });
}

/**
 * Opens a page in a context of its own, with nothing cached or stored. `faults` fills with every
 * console message, uncaught error, failed request, request to another host, and issue that the
 * browser's inspector would show (a broken content security policy among them).
 */
export async function open(browser, { viewport = WIDE, script = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  await page.setViewport(viewport);
  await page.setJavaScriptEnabled(script);
  const session = await page.createCDPSession();
  await session.send('Audits.enable');
  session.on('Audits.issueAdded', ({ issue }) => {
    // Which node it is has a number that differs from load to load.
    const details = JSON.stringify(issue.details, (key, value) => (/nodeid/i.test(key) ? undefined : value));
    faults.push(`issue: ${issue.code} ${details}`);
  });
  page.on('console', (message) => faults.push(`console: ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('requestfailed', (request) =>
    faults.push(`failed: ${request.url()}: ${request.failure()?.errorText}`),
  );
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    requests.push(request.url());
    const { hostname, protocol } = new URL(request.url());
    if (protocol !== 'file:' && hostname !== '127.0.0.1') faults.push(`another host: ${request.url()}`);
  });
  await page.evaluateOnNewDocument(() => {
    window.layoutShifts = [];
    new PerformanceObserver((list) => {
      for (const { startTime, value, sources } of list.getEntries()) {
        const names = sources.map(({ node }) => node?.nodeName.toLowerCase() ?? '?');
        window.layoutShifts.push({ time: startTime, value, text: `layout shift of ${value.toFixed(4)}: ${names.join(' ')}` });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return { page, session, faults, requests, close: () => context.close() };
}

/** Sets what a reader prefers: `scheme`, and `contrast`, `motion`, `forced` where they are given. */
export async function prefer(session, { scheme = 'light', contrast, motion, forced, media } = {}) {
  await session.send('Emulation.setEmulatedMedia', {
    media: media ?? '',
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-contrast', value: contrast ?? '' },
      { name: 'prefers-reduced-motion', value: motion ?? '' },
      { name: 'forced-colors', value: forced ?? '' },
    ],
  });
}

/**
 * What axe-core finds wrong: `violations` of WCAG 2.2 AA, and of its own best practices as `advice`
 * where it is asked for. `only` names the rules to go by, for a page that was looked at already and
 * now differs in what these rules are about.
 */
export async function axe(page, { advice = false, only } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(
    (runOnly) =>
      window.axe
        .run(document, {
          runOnly,
          ...(runOnly.type === 'tag' && { rules: { 'target-size': { enabled: true } } }),
          resultTypes: ['violations'],
          elementRef: false,
        })
        .then(({ violations }) =>
          violations.map(({ id, tags, help, nodes }) => ({
            tags,
            text: `axe ${id}: ${help} (${nodes.length}×): ${nodes
              .slice(0, 3)
              .map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`)
              .join(' | ')}`,
          })),
        ),
    only ? { type: 'rule', values: only } : { type: 'tag', values: advice ? [...WCAG, 'best-practice'] : WCAG },
  );
  const isWcag = ({ tags }) => tags.some((tag) => WCAG.includes(tag));
  return {
    violations: found.filter(isWcag).map(({ text }) => text),
    advice: found.filter((finding) => !isWcag(finding)).map(({ text }) => text),
  };
}

/** What moved after a time of the page's own clock, in ms. */
export function shifts(page, time) {
  return page.evaluate((after) => window.layoutShifts.filter(({ time }) => time > after).map(({ text }) => text), time);
}

/** Waits until two frames were drawn, so that styles and observers have caught up. */
export function settle(page) {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}
