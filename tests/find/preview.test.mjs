// The box in `rapporteur serve`: it finds what was just written, and nothing that was just removed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { launch } from '../web/browser.mjs';
import { expectNothing } from '../web/findings.mjs';
import { opened, visit, written } from './box.mjs';

const FILES = {
  'book.toml': '[book]\ntitle = "Harbour"\nsrc = "content"\n[kinds.advice]\npath = "advice"\n',
  'content/index.md': '# Harbour\n\nWelcome.\n',
  'content/theme.md': '# Theme\n\n## Lamps on the quay {#lamps .advice}\n\nA lamp for each berth.\n\n## Ropes {#ropes .advice}\n\nA rope for each ship.\n',
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test('what is edited is found as it is, without loading the page again', async (t) => {
  const report = mkdtempSync(join(tmpdir(), 'rapporteur-report-'));
  mkdirSync(join(report, 'content'));
  for (const [path, text] of Object.entries(FILES)) writeFileSync(join(report, path), text);
  const server = spawn(process.env.RAPPORTEUR, ['serve', '-p', '0', report], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'close');
  const found = [];
  try {
    const here = await visit(browser, await addressOf(server));
    const ask = async (words, wanted) => {
      const { paths } = await written(here, words);
      if (paths.join(' ') !== wanted) found.push(`‘${words}’ finds ${paths.join(' ') || 'nothing'}, not ${wanted || 'nothing'}`);
    };
    // Writes other words, and asks for one of them until it is found, or half a second has gone.
    const edit = async (words, others, word) => {
      const file = join(report, 'content/theme.md');
      writeFileSync(file, readFileSync(file, 'utf8').replace(words, others));
      const began = performance.now();
      while (performance.now() - began < 500 && !(await written(here, word)).paths.length) await written(here, 'a');
      t.diagnostic(`‘${word}’ is found ${(performance.now() - began).toFixed(0)} ms after it was written`);
    };
    await opened(here);
    await ask('berth', 'advice/lamps/');
    await ask('lantern', '');
    await edit('A rope for each ship.', 'A rope for each lantern.', 'lantern');
    await ask('lantern', 'advice/ropes/');
    await ask('ship', '');
    await edit('## Lamps on the quay', '## Lamps on the jetty', 'jetty');
    await ask('jetty', 'advice/lamps/');
    await ask('quay', '');
    expectNothing([...found, ...here.faults]);
    await here.close();
  } finally {
    server.kill();
    await ended;
    rmSync(report, { recursive: true });
  }
});

/** The address that the server prints once it answers, with its last slash. */
async function addressOf(server) {
  for await (const line of createInterface({ input: server.stderr })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? [];
    if (address) {
      server.stderr.resume();
      return address;
    }
  }
  throw new Error('the server says no address');
}
