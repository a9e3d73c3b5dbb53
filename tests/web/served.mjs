// A report in a temporary folder under `rapporteur serve`.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Serves a report of these files, by their paths. Gives its folder, `write` for further files, the
 * address of the preview with its last slash, and `stop`, which removes the report.
 */
export async function served(files) {
  const report = mkdtempSync(join(tmpdir(), 'rapporteur-preview-'));
  const write = (name, text) => {
    mkdirSync(dirname(join(report, name)), { recursive: true });
    writeFileSync(join(report, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const server = spawn(process.env.RAPPORTEUR, ['serve', '-p', '0', report], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'close');
  const stop = async () => {
    server.kill();
    await ended;
    rmSync(report, { recursive: true });
  };
  try {
    return { report, write, stop, address: await addressOf(server) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address that the server prints once it answers. */
async function addressOf(server) {
  for await (const line of createInterface({ input: server.stderr })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? [];
    if (address) {
      server.stderr.resume();
      return address;
    }
  }
  throw new Error('the server has no address');
}

/** Waits until the report is loaded: until then the server answers each request with a page that says so. */
export async function loaded(address) {
  const response = await fetch(address);
  await response.arrayBuffer();
  if (response.status !== 503) return;
  await new Promise((done) => setTimeout(done, 20));
  await loaded(address);
}
