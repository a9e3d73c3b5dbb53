// The Nu HTML checker reads every page and every picture: no error and no warning.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expectNothing } from './findings.mjs';
import { REPOSITORY, build, files, flagship } from './site.mjs';

const JAR = join(createRequire(import.meta.url).resolve('vnu-jar/package.json'), '../build/dist/vnu.jar');

test('every page and every picture is valid', () => check(flagship()));

test('every page of a report of which much has come since is valid', async () => {
  const site = build({ report: join(REPOSITORY, 'tests/reports/night-buses') });
  try {
    await check(site.folder);
  } finally {
    site.remove();
  }
});

async function check(site) {
  const checked = files(site).filter((file) => /\.(html|svg)$/.test(file)).map((file) => join(site, file));
  const options = ['-Xss4m', '-jar', JAR, '--format', 'json', '--exit-zero-always', '--also-check-svg', '--stdout'];
  const { stdout } = await promisify(execFile)('java', [...options, ...checked], { maxBuffer: 1 << 28 });
  expectNothing(
    JSON.parse(stdout).messages.map(({ url, type, subType, lastLine, message, extract }) => {
      const file = url ? fileURLToPath(url).slice(site.length).replace(/^\/+/, '') : 'checker.html';
      const excerpt = extract?.replace(/\s+/g, ' ').slice(0, 160) ?? '';
      return `${file}: ${subType ?? type}: ${message} (line ${lastLine}: ${excerpt})`;
    }),
  );
}
