// A plain static host on a free port of this machine: what is published has to work on one like it,
// below any path, under the strictest policy.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

export const STRICT = "default-src 'self'";

const MEDIA_TYPES = {
  '.avif': 'image/avif',
  '.bib': 'application/x-bibtex; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};
const COMPRESSED = /^text\/|json|xml|javascript|wasm/;

/**
 * Serves `folder` below the path `under` until `close` is called. `site` is the address of its home
 * page, and `requests` lists what was asked for, each with the status it got. `sendPage` takes
 * over from where a page's body is to be sent.
 */
export async function serve(folder, { under = '/', policy = STRICT, sendPage } = {}) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://host');
    // A test that has ended may have removed the folder while a last file was being read.
    const answer = await find(folder, under, pathname).catch(() => plain(500));
    requests.push({ path: pathname, status: answer.status });
    const headers = {
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': pathname.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (answer.location) {
      response.writeHead(answer.status, { ...headers, location: answer.location }).end();
      return;
    }
    let { body } = answer;
    headers['content-type'] = answer.type;
    if (sendPage && answer.type === MEDIA_TYPES['.html']) {
      response.writeHead(answer.status, headers);
      return sendPage(response, body);
    }
    if (COMPRESSED.test(answer.type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
      body = gzipSync(body, { level: 9 });
      headers['content-encoding'] = 'gzip';
      headers.vary = 'accept-encoding';
    }
    headers['content-length'] = body.length;
    response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise((ready, failed) => server.on('error', failed).listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    site: origin + under,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function find(folder, under, pathname) {
  let path;
  try {
    path = normalize(decodeURIComponent(pathname));
  } catch {
    return plain(400);
  }
  if (!path.startsWith(under)) return plain(404);
  let file = join(folder, path.slice(under.length));
  if ((await kind(file)) === 'folder') {
    if (!path.endsWith('/')) return { status: 301, location: `${pathname}/` };
    file = join(file, 'index.html');
  }
  if ((await kind(file)) === 'file') {
    return { status: 200, type: mediaType(file), body: await readFile(file) };
  }
  const missing = join(folder, '404.html');
  return (await kind(missing)) === 'file'
    ? { status: 404, type: MEDIA_TYPES['.html'], body: await readFile(missing) }
    : plain(404);
}

async function kind(path) {
  try {
    const found = await stat(path);
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

function mediaType(file) {
  return MEDIA_TYPES[extname(file)] ?? 'application/octet-stream';
}

function plain(status) {
  return { status, type: MEDIA_TYPES['.txt'], body: Buffer.from(`${status}\n`) };
}
