// Makes the pictures of the README anew, from the flagship as it is:
//
//   node tests/web/screenshots.mjs

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { launch, prefer } from './browser.mjs';
import { STRICT, serve } from './server.mjs';
import { REPOSITORY } from './site.mjs';

const FOLDER = join(REPOSITORY, '.github/pictures');
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 1050 };

const site = mkdtempSync(join(tmpdir(), 'rapporteur-site-'));
execFileSync('cargo', ['run', '--quiet', '--locked', '--', '--quiet', 'build', '--dest-dir', join(site, 'flagship')], {
  cwd: REPOSITORY,
  stdio: 'inherit',
});
const host = await serve(join(site, 'flagship'), { policy: STRICT });
const browser = await launch();
const page = await browser.newPage();
const session = await page.createCDPSession();
const home = await shot('', WIDE, 'light');
const record = await shot('recommendations/assessed-contributions-for-au-operations/', WIDE, 'dark');
const theme = await shot('themes/rapid-deployment/', PHONE, 'light');

// A page without the site's policy, to put pictures together on.
const table = await browser.newPage();
await table.setViewport(WIDE);
mkdirSync(FOLDER, { recursive: true });
await save('home', home);
await save('record-and-theme', await side(record, theme));

await browser.close();
await host.close();
rmSync(site, { recursive: true });

async function shot(path, viewport, scheme) {
  await page.setViewport(viewport);
  await prefer(session, { scheme, motion: 'reduce' });
  await page.goto(host.site + path, { waitUntil: 'networkidle0' });
  return page.screenshot({ encoding: 'base64', type: 'png' });
}

/** A wide picture with a phone before it. */
async function side(wide, phone) {
  await table.setContent(
    `<style>
      body { margin: 0; overflow: hidden; background: #15191b }
      img { position: absolute; display: block }
      .wide { inset: 0 auto auto -120px }
      .phone { right: 24px; bottom: 0; width: 270px; border: solid #46525a; border-width: 10px 8px 0; border-radius: 28px 28px 0 0 }
    </style>
    <img class="wide" src="data:image/png;base64,${wide}"><img class="phone" src="data:image/png;base64,${phone}">`,
    { waitUntil: 'load' },
  );
  return table.screenshot({ encoding: 'base64', type: 'png' });
}

/** Writes a picture as small as it can be without its letters fraying. */
async function save(name, picture) {
  await table.setContent(`<style>body { margin: 0 } img { display: block }</style><img src="data:image/png;base64,${picture}">`, { waitUntil: 'load' });
  const path = join(FOLDER, `${name}.webp`);
  await table.screenshot({ path, type: 'webp', quality: 82 });
  console.log(`${relative(REPOSITORY, path)}: ${Math.round(statSync(path).size / 1024)} KiB`);
}
