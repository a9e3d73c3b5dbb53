// Keeps an open page as its source is, and shows the problems over it. Only the preview's server
// adds this script to pages; what is published knows nothing of it.
//
// The server says that something changed, never what: the page asks for itself and takes on the
// difference in place. What is sent as it was sent before is left as people and scripts made it, so
// that scroll position, open details, typed text and focus stay. Scripts of the page look at it again
// on the event `morphed` of the window; what they need not care about is what was moved or typed.

import { Idiomorph } from "/-/idiomorph.js";

const OWN = 'script[src="/-/preview.js"]';
const STYLES = 'link[rel~="stylesheet"][href]';

// The server says with the page which one it is. A page that stands in for another (the report is
// loading, say) has no tag.
const own = document.querySelector(OWN);
let tag = own?.dataset.tag ?? "";
let revision = own?.dataset.revision;
const standsIn = tag === "";
// The file that cannot be read, and of which the page has the last good version.
let kept = own?.dataset.kept;
own?.remove();

const scripts = scriptsOf(document);
let shown = null;

// ---- What is to be done, one after the other -----------------------------------------------

const wanted = { reload: false, page: false, missed: false, problems: false, styles: new Set() };
let working = false;

async function work() {
  if (working) return;
  working = true;
  try {
    for (;;) {
      if (wanted.reload) {
        location.reload();
        return;
      } else if (wanted.problems) {
        wanted.problems = false;
        await askForProblems();
      } else if (wanted.page) {
        const missed = wanted.missed;
        wanted.page = wanted.missed = false;
        const changed = await askForPage();
        // What changed may have been a stylesheet, alone or by way of another one.
        if (missed && !changed) await swapStyles(() => true);
      } else if (wanted.styles.size > 0) {
        const paths = new Set([...wanted.styles].map((path) => `/${path}`));
        wanted.styles.clear();
        const swapped = await swapStyles((url) => paths.has(decodeURIComponent(url.pathname)));
        if (!swapped) wanted.page = wanted.missed = true;
      } else {
        return;
      }
    }
  } catch (error) {
    // The server is away, mostly; the stream of events tells when it is back.
    console.debug("preview:", error);
  } finally {
    working = false;
  }
}

// ---- The stream of events ------------------------------------------------------------------

let stream = null;

function listen() {
  if (stream || document.visibilityState === "hidden") return;
  stream = new EventSource("/-/events");
  const on = (name, want) =>
    stream.addEventListener(name, (event) => {
      want(event);
      revision = event.lastEventId;
      work();
    });
  // Sent first on each connection: what happened before it is seen by the revision.
  on("state", (event) => {
    wanted.problems = true;
    if (event.lastEventId !== revision) wanted.page = wanted.missed = true;
  });
  on("pages", () => (wanted.page = true));
  on("styles", (event) => wanted.styles.add(event.data));
  on("scripts", () => (wanted.reload = true));
  on("problems", () => (wanted.problems = true));
  stream.addEventListener("error", () => {
    // While it is connecting again there is nothing to do; some browsers give up.
    if (stream?.readyState === EventSource.CLOSED) {
      stream = null;
      setTimeout(listen, 1000);
    }
  });
}

// Browsers hold only a few connections to one host: a page that nobody sees gives its own back.
function leave() {
  stream?.close();
  stream = null;
}

addEventListener("pagehide", leave);
addEventListener("pageshow", listen);
document.addEventListener("visibilitychange", () =>
  document.visibilityState === "hidden" ? leave() : listen(),
);

// ---- The page ------------------------------------------------------------------------------

// Asks for this page; says whether it changed.
async function askForPage() {
  const headers = tag ? { "If-None-Match": `W/"${tag}"` } : {};
  const address = location.href.split("#")[0];
  const response = await fetch(address, { headers, cache: "no-store" });
  if (response.redirected) {
    location.replace(response.url + location.hash);
    return true;
  }
  if (response.status === 304) {
    panel.say(ofKept());
    return false;
  }
  const text = await response.text();
  if (standsIn) {
    if (response.ok) location.reload();
    else if (text !== shown) await show(parse(text));
    shown = text;
    return true;
  }
  if (response.status === 404) {
    panel.say("This page no longer exists.");
  } else if (!response.ok) {
    // The last good page stays.
    const why = parse(text).querySelector("pre")?.textContent;
    if (response.status !== 503) panel.say("This page cannot be rendered.", why);
    return false;
  }
  const next = text === shown ? null : parse(text);
  if (response.ok) {
    if (next) kept = next.kept;
    panel.say(ofKept());
  }
  if (!next) return false;
  shown = text;
  tag = response.ok ? (response.headers.get("ETag")?.match(/"(.*)"/)?.[1] ?? "") : "";
  // A script runs once: others than those that ran need the page to begin anew.
  if (response.ok && scriptsOf(next) !== scripts) location.reload();
  else await show(next);
  return true;
}

// What is said of a page that shows the last good version of a file.
function ofKept() {
  return kept ? `${kept} has an error. This page uses its last good version.` : null;
}

function parse(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const script = page.querySelector(OWN);
  page.kept = script?.dataset.kept;
  script?.remove();
  return page;
}

// Each node of the page → the same node as it was sent. Those that scripts made have none.
const sent = new WeakMap();
pair(sent, document.documentElement, inertCopy(document.documentElement));

// A copy that loads nothing.
function inertCopy(node) {
  return document.implementation.createHTMLDocument().importNode(node, true);
}

// Notes for each node of a tree the one at the same place of a tree of the same shape.
function pair(map, node, other) {
  map.set(node, other);
  for (
    let a = node.firstChild, b = other.firstChild;
    a && b;
    a = a.nextSibling, b = b.nextSibling
  ) {
    pair(map, a, b);
  }
}

async function show(next) {
  await loadStylesOf(next);
  const active = document.activeElement;
  const typed = [...document.querySelectorAll("input, select, textarea")].map((field) => [
    field,
    { value: field.value, checked: field.checked },
  ]);
  note(moves.takeRecords());
  if (isMoved) putBack();
  const [html, to] = [document.documentElement, next.documentElement];
  // Scripts of the head may have said more of the whole page.
  const isSaid = ({ name, value }) => html.getAttribute(name) === value;
  const isInBody = sent.get(document.head)?.isEqualNode(next.head) && [...to.attributes].every(isSaid);
  isInBody ? narrow(document.body, next.body) : morph(html, to);
  // What this script did is no move; what others do now may be one.
  moves.takeRecords();
  isMoved = false;
  dispatchEvent(new Event("morphed"));
  for (const [field, was] of typed) {
    if (field.value === was.value && field.checked === was.checked) continue;
    Object.assign(field, was);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (active?.isConnected && active !== document.activeElement) {
    active.focus({ preventScroll: true });
  }
}

// Scripts may have moved nodes, to sort a list, say. What is to be compared with what was sent must
// stand as it was sent.
let isMoved = false;
const note = (records) => {
  isMoved ||= records.some(({ removedNodes }) => [...removedNodes].some((node) => sent.has(node)));
};
const moves = new MutationObserver(note);
moves.observe(document, { childList: true, subtree: true });

function putBack() {
  const live = new Map();
  const find = (node) => {
    if (sent.has(node)) live.set(sent.get(node), node);
    node.childNodes.forEach(find);
  };
  find(document.documentElement);
  for (const [before, node] of live) {
    const children = [...before.childNodes].map((child) => live.get(child)).filter(Boolean);
    const own = new Set(children);
    const stand = [...node.childNodes].filter((child) => own.has(child));
    if (children.some((child, at) => child !== stand[at])) node.append(...children);
  }
}

// Whether two elements are alike but for what is in them.
function isSameTag(one, other) {
  return one?.cloneNode(false).isEqualNode(other.cloneNode(false));
}

// Changes what is sent differently as far inside a node as can be: most edits change one paragraph or
// add one, and to compare all of a long page is slow.
function narrow(node, next) {
  const before = sent.get(node);
  if (before?.isEqualNode(next)) return;
  if (!isSameTag(before, next)) return morph(node, next);
  // What was in it, what is in it now, and the nodes of the page by the former.
  const own = [...node.childNodes].filter((child) => sent.has(child));
  const live = new Map(own.map((child) => [sent.get(child), child]));
  const sides = { node, before, olds: [...before.childNodes], news: [...next.childNodes], live };
  if (!changeWithin(sides) && !changeBetween(sides)) morph(node, next);
}

// What tells a node from others: the first id in it.
function nameOf(node) {
  return node.id || node.querySelector?.("[id]")?.id;
}

// Changes children that have changed themselves; says whether that is all.
function changeWithin({ before, olds, news, live }) {
  if (olds.length !== news.length) return false;
  const changed = news.flatMap((child, at) => (olds[at].isEqualNode(child) ? [] : [at]));
  // One that takes the place of another of the page has not changed itself.
  const [oldNames, newNames] = [olds, news].map((nodes) => nodes.map(nameOf));
  const isItself = (at) => {
    const [one, other] = [oldNames[at], newNames[at]];
    return one === other || !((one && newNames.includes(one)) || (other && oldNames.includes(other)));
  };
  const isInside = (at) =>
    live.has(olds[at]) &&
    news[at].nodeType === Node.ELEMENT_NODE &&
    olds[at].nodeName === news[at].nodeName &&
    isItself(at);
  if (!changed.every(isInside)) return false;
  for (const at of changed) {
    const child = live.get(olds[at]);
    narrow(child, news[at]);
    // What was sent is kept up to date from the inside out.
    const again = sent.get(child);
    if (again !== olds[at]) before.replaceChild(again, olds[at]);
  }
  return true;
}

// Adds, removes or moves children between those that stay; says whether that is all.
function changeBetween({ node, before, olds, news, live }) {
  const shorter = Math.min(olds.length, news.length);
  let [first, last] = [0, 0];
  while (first < shorter && olds[first].isEqualNode(news[first])) first++;
  while (last < shorter - first && olds.at(-1 - last).isEqualNode(news.at(-1 - last))) last++;
  const gone = new Set(olds.slice(first, olds.length - last));
  const written = (child) => child.outerHTML ?? child.nodeValue;
  const stock = new Map([...gone].map((child) => [written(child), []]));
  for (const child of gone) stock.get(written(child)).push(child);
  const run = news.slice(first, news.length - last).map((child) => {
    const old = stock.get(written(child))?.shift();
    gone.delete(old);
    return { child, old };
  });
  const after = olds[olds.length - last];
  const isKnown = olds.slice(first).every((child) => live.has(child));
  if ((gone.size > 0 && run.some(({ old }) => !old)) || !isKnown) return false;
  // What scripts have added at the end stays there.
  const place = after ? live.get(after) : (live.get(olds.at(-1))?.nextSibling ?? null);
  for (const child of gone) {
    live.get(child).remove();
    child.remove();
  }
  for (const { child, old } of run) {
    const own = live.get(old) ?? document.importNode(child, true);
    node.insertBefore(own, place);
    before.insertBefore(old ?? child, after ?? null);
    if (!old) pair(sent, own, child);
  }
  return true;
}

function morph(root, to) {
  // Each node as it was sent → as it is sent this time.
  const resent = new Map();
  let adding = null;
  const callbacks = {
    beforeNodeMorphed: (node, next) => {
      const before = sent.get(node);
      if (before?.isEqualNode(next)) {
        pair(resent, before, next);
        return false;
      }
      before ? resent.set(before, next) : sent.set(node, next);
    },
    beforeNodeAdded: (next) => {
      adding = next;
    },
    // One that was put together out of others has been noted already.
    afterNodeAdded: (node) => sent.has(node) || pair(sent, node, adding),
    beforeNodeRemoved: (node) => sent.has(node),
    beforeAttributeUpdated: (name, node, change) => {
      // What scripts of the head said of the whole page, before this one looked.
      if (change === "remove" && node === document.documentElement) return false;
      const before = sent.get(node);
      return before?.getAttribute(name) !== resent.get(before)?.getAttribute(name);
    },
  };
  // Two links are alike, and one that a script made could become one that is sent. An element with a
  // name of its own is like no other.
  const made = [...root.querySelectorAll("*")].filter((node) => !sent.has(node) && !node.id);
  made.forEach((node, at) => (node.id = `rapporteur-made-${at}`));
  Idiomorph.morph(root, to, {
    head: { style: "merge" },
    callbacks,
  });
  made.forEach((node) => node.removeAttribute("id"));
  // Nothing of an older page is kept.
  const renew = (node) => {
    const again = resent.get(sent.get(node));
    if (again) sent.set(node, again);
    node.childNodes.forEach(renew);
  };
  renew(root);
}

// The scripts of a page that run, in one string.
function scriptsOf(page) {
  const runs = (script) => /^(|module|(text|application)\/javascript)$/i.test(script.type);
  return [...page.scripts]
    .filter((script) => runs(script) && !script.matches(OWN))
    .map((script) => script.getAttribute("src") ?? script.text)
    .join("\n");
}

// ---- Stylesheets ---------------------------------------------------------------------------

// The address of a stylesheet without what this script added to it.
function plain(href) {
  const url = new URL(href, location.href);
  url.searchParams.delete("preview");
  return url;
}

// Loads the stylesheets of a page that is about to be shown, so that it never stands without.
async function loadStylesOf(next) {
  const present = [...document.querySelectorAll(STYLES)];
  const loads = [];
  for (const link of next.querySelectorAll(STYLES)) {
    const same = present.find((one) => plain(one.href).href === plain(link.href).href);
    if (same) {
      link.setAttribute("href", same.getAttribute("href"));
    } else {
      const early = document.importNode(link);
      sent.set(early, link);
      loads.push(loaded(early));
      const last = present.findLast((one) => document.head.contains(one));
      last ? last.after(early) : document.head.append(early);
    }
  }
  await Promise.all(loads);
}

// Loads the stylesheets of this origin that are chosen anew, each in place of the old one; says
// whether there were any.
async function swapStyles(chosen) {
  const links = [...document.querySelectorAll(STYLES)].filter((link) => {
    const url = plain(link.href);
    return url.origin === location.origin && chosen(url);
  });
  const swaps = links.map(async (link) => {
    const fresh = link.cloneNode();
    const url = plain(link.href);
    url.searchParams.set("preview", Date.now().toString(36));
    fresh.href = url.href;
    const load = loaded(fresh);
    sent.set(fresh, sent.get(link) ?? link);
    link.after(fresh);
    await load;
    link.remove();
  });
  await Promise.all(swaps);
  return links.length > 0;
}

// Waits for a stylesheet, but not for ever.
function loaded(link) {
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    setTimeout(resolve, 3000);
  });
}

// ---- The panel -----------------------------------------------------------------------------

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  // Strings become text, whatever is in them.
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

class Panel {
  host = element("div", { "data-rapporteur": "panel" });
  #problems = [];
  #note = null;
  #noteSeen = false;
  // What people want of the details, once they said so.
  #unfolded = null;
  #dismissed = new Set(JSON.parse(sessionStorage.getItem("rapporteur:dismissed") ?? "[]"));

  constructor() {
    this.summary = element("p", { role: "status" });
    this.fold = element("button", { type: "button", "aria-controls": "list" });
    this.fold.addEventListener("click", () => {
      this.#unfolded = this.list.hidden;
      this.#unfold(this.#unfolded);
    });
    const dismiss = element("button", { type: "button" }, "Dismiss");
    dismiss.addEventListener("click", () => this.#dismiss());
    this.list = element("div", { id: "list", tabindex: "0", role: "group", "aria-label": "Problems" });
    this.region = element(
      "section",
      { "aria-label": "Preview" },
      element("header", {}, this.summary, this.fold, dismiss),
      this.list,
    );
    this.region.hidden = true;
    this.region.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#dismiss();
    });
    const style = element("link", { rel: "stylesheet", href: "/-/preview.css" });
    this.host.attachShadow({ mode: "open" }).append(style, this.region);
    document.documentElement.append(this.host);
  }

  // Says something of the page itself, or nothing.
  say(words, why) {
    const note = words ? { words, why } : null;
    if (JSON.stringify(note) === JSON.stringify(this.#note)) return;
    this.#note = note;
    this.#noteSeen = false;
    this.#draw();
  }

  // Shows these problems; those that were dismissed do not open the panel, until they are mended
  // and come again.
  show(problems) {
    if (JSON.stringify(problems) === JSON.stringify(this.#problems)) return;
    this.#problems = problems;
    const keys = new Set(problems.map(keyOf));
    this.#keep([...this.#dismissed].filter((key) => keys.has(key)));
    this.#draw();
  }

  #draw() {
    const count = (severity) => {
      const number = this.#problems.filter((problem) => problem.severity === severity).length;
      return number > 0 ? [`${number} ${severity}${number > 1 ? "s" : ""}`] : [];
    };
    const counts = ["error", "warning"].flatMap(count).join(", ");
    const note = this.#note;
    const why = note?.why ? [element("pre", {}, note.why)] : [];
    this.list.replaceChildren(...why, ...drawProblems(this.#problems));
    const isUnseen = (problem) => !this.#dismissed.has(keyOf(problem));
    this.region.hidden = !(note && !this.#noteSeen) && !this.#problems.some(isUnseen);
    this.summary.textContent = [note?.words, counts && `${counts}.`].filter(Boolean).join(" ");
    this.fold.hidden = this.list.childElementCount === 0;
    const isGrave = why.length > 0 || this.#problems.some(({ severity }) => severity === "error");
    this.#unfold(this.#unfolded ?? isGrave);
  }

  #unfold(open) {
    this.list.hidden = !open;
    this.fold.setAttribute("aria-expanded", open);
    this.fold.textContent = open ? "Hide details" : "Show details";
  }

  #dismiss() {
    this.#keep(this.#problems.map(keyOf));
    this.#noteSeen = true;
    this.#draw();
  }

  #keep(keys) {
    this.#dismissed = new Set(keys);
    sessionStorage.setItem("rapporteur:dismissed", JSON.stringify([...keys]));
  }
}

// A problem stays the same when lines above it come and go.
function keyOf({ code, path, message }) {
  return JSON.stringify([code, path, message]);
}

// So many of one warning are shown one by one; more are one line that opens.
const MOST_ALIKE = 3;

function drawProblems(problems) {
  const groups = new Map();
  for (const problem of problems) {
    const key = problem.severity === "error" ? problem : problem.code;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(problem);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ severity, code, name }] = group;
    const drawn = group.map(drawProblem);
    if (group.length <= MOST_ALIKE) return drawn;
    const of = element("code", {}, code);
    const title = element("summary", { class: severity }, severity, " ", of, ` ${name} (${group.length} times)`);
    return [element("details", {}, title, ...drawn)];
  });
}

function drawProblem({ severity, code, name, message, label, help, excerpt, related, ...place }) {
  const of = element("code", { title: name ?? "" }, code);
  const title = element("h2", { class: severity }, severity, " ", of, " ", element("bdi", {}, message));
  const drawn = element("article", {}, title);
  if (place.path) drawn.append(element("p", {}, drawPlace(place)));
  if (excerpt) {
    const marked = element("mark", { class: excerpt.marked ? "" : "point" }, excerpt.marked);
    drawn.append(element("pre", {}, excerpt.before, marked, excerpt.after));
  }
  if (label) drawn.append(element("p", {}, element("bdi", {}, label)));
  for (const other of related ?? []) {
    drawn.append(element("p", {}, drawPlace(other), ": ", element("bdi", {}, other.message)));
  }
  if (help) drawn.append(element("p", {}, "Help: ", element("bdi", {}, help)));
  return drawn;
}

function drawPlace({ path, line, column, editor }) {
  const words = [path, line, column].filter((part) => part !== undefined && part !== null).join(":");
  const runs = editor && /^\s*(javascript|data|vbscript):/i.test(editor);
  return editor && !runs ? element("a", { href: editor }, words) : element("code", {}, words);
}

async function askForProblems() {
  const response = await fetch("/-/problems", { cache: "no-store" });
  if (response.ok) panel.show(await response.json());
}

const panel = new Panel();
panel.say(ofKept());
listen();
