// The Nu HTML checker, which reads the pages and pictures of a site.

import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expectNothing } from './findings.mjs';
import { files } from './site.mjs';

const JAR = join(createRequire(import.meta.url).resolve('vnu-jar/package.json'), '../build/dist/vnu.jar');

/** Fails unless the Nu HTML checker finds every page and every picture of a site right. */
export async function checkHtml(site) {
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
