// The box in `rapporteur serve`: it finds what was just written, and nothing that was just removed.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from '../web/browser.mjs';
import { expectNothing } from '../web/findings.mjs';
import { loaded, served } from '../web/served.mjs';
import { PATIENCE, opened, visit, written } from './box.mjs';

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
  const { report, address, stop } = await served(FILES);
  const found = [];
  try {
    const here = await visit(browser, address);
    const ask = async (words, wanted) => {
      const { paths } = await written(here, words);
      if (paths.join(' ') !== wanted) found.push(`‘${words}’ finds ${paths.join(' ') || 'nothing'}, not ${wanted || 'nothing'}`);
    };
    // Writes other words, and asks for one of them until it is found.
    const edit = async (words, others, word) => {
      const file = join(report, 'content/theme.md');
      writeFileSync(file, readFileSync(file, 'utf8').replace(words, others));
      const began = performance.now();
      while (performance.now() - began < PATIENCE && !(await written(here, word)).paths.length) await written(here, 'a');
      t.diagnostic(`‘${word}’ is found ${(performance.now() - began).toFixed(0)} ms after it was written`);
    };
    await loaded(address);
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
    await stop();
  }
});
