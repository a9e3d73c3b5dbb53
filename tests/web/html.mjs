// Just enough of HTML to read pages whose syntax the Nu checker has found right: tags, their
// attributes, and the text between.

const TAG = /<!--[\s\S]*?-->|<([a-z][a-z0-9-]*)((?:\s+[^\s=>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The tags that open elements, in order: `name`, and `attributes` as an object. */
export function tags(html) {
  const found = [];
  for (const [, name, written = ''] of html.matchAll(TAG)) {
    if (!name) continue;
    const attributes = {};
    for (const [, key, ...values] of written.matchAll(ATTRIBUTE)) {
      attributes[key.toLowerCase()] = decode(values.find((value) => value !== undefined) ?? '');
    }
    found.push({ name: name.toLowerCase(), attributes });
  }
  return found;
}

/** The text of the first element called `name`. */
export function text(html, name) {
  const found = new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}>`, 'i').exec(html);
  return found ? decode(found[1].replace(/<[^>]*>/g, '')).trim() : undefined;
}

/** Every address that a page's tags name, each with the tag and the attribute. */
export function addresses(page) {
  const found = [];
  for (const { name, attributes } of page) {
    for (const key of ['href', 'src', 'xlink:href', 'action', 'data', 'poster', 'cite']) {
      if (key in attributes) {
        found.push({ tag: name, key, rel: attributes.rel, url: attributes[key] });
      }
    }
    for (const part of (attributes.srcset ?? '').split(',').filter(Boolean)) {
      found.push({ tag: name, key: 'srcset', url: part.trim().split(/\s+/)[0] });
    }
    if (name === 'meta' && /^refresh$/i.test(attributes['http-equiv'] ?? '')) {
      found.push({ tag: name, key: 'refresh', url: attributes.content.replace(/^[^=]*=\s*/, '') });
    }
    if (name === 'meta' && /^(og|twitter):(url|image)$/.test(attributes.property ?? attributes.name ?? '')) {
      found.push({ tag: name, key: attributes.property ?? attributes.name, url: attributes.content });
    }
  }
  return found;
}

export function decode(written) {
  return written.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (NAMED[name] ?? whole);
  });
}
