// Nothing here is needed for reading. This file is loaded before the page is shown, so that a
// chosen colour scheme never flashes; everything else waits for the page.
{
  const words = document.currentScript.dataset;
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  // What is remembered from page to page; a browser that refuses remembers nothing.
  const recall = (key) => { try { return localStorage.getItem(key) ?? ""; } catch { return ""; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* refused */ } };

  root.dataset.scheme = recall("scheme");

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // A script that is run once, wherever the page is read.
  const script = (src) => new Promise((done, failed) => document.head.append(make("script", { src, onload: done, onerror: failed })));

  // Another page of the site as a document, fetched once; its links are made whole.
  const pages = {};
  const page = (url) => pages[url] ??= fetch(url).then(async (response) => {
    const other = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const link of all("a[href]", other)) link.href = new URL(link.getAttribute("href"), url);
    return other;
  });

  const colours = () => {
    const select = one(".scheme select");
    select.value = recall("scheme");
    select.onchange = () => {
      root.dataset.scheme = select.value;
      remember("scheme", select.value);
    };
  };

  // The table of contents says where the reader is.
  const position = () => {
    const links = all(".toc a");
    const heading = ({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)));
    const update = () => {
      const here = links.findLast((link) => heading(link).getBoundingClientRect().top < innerHeight * 0.35);
      for (const link of links) link.ariaCurrent = link === here ? "location" : null;
    };
    const observer = new IntersectionObserver(update, { rootMargin: "0px 0px -65% 0px" });
    for (const link of links) observer.observe(heading(link));
  };

  // Headings and paragraphs can be linked, and a link that is followed is copied as well. Paragraphs
  // are many: Tab passes over their links, to which keys of their own lead, where those are in use.
  const mark = () => {
    for (const place of all(".text :is(h2, h3, h4, p)[id]:not(header *, :has(.permalink))")) {
      const isText = place.localName === "p";
      const name = isText ? `¶ ${place.id.split(":").pop()}` : place.textContent;
      place.append(make("a", { className: "permalink", href: `#${place.id}`, ariaLabel: `${words.link}: ${name}`, tabIndex: isText && recall("keys") !== "off" ? -1 : 0 }, isText ? "¶" : "#"));
    }
  };
  const permalinks = () => {
    const status = make("p", { className: "hidden", role: "status" });
    one("main").append(status);
    mark();
    document.addEventListener("click", ({ target }) => {
      const link = target.closest?.(".permalink");
      status.textContent = "";
      if (link) navigator.clipboard?.writeText(link.href).then(() => {
        status.textContent = link.dataset.done = words.copied;
        setTimeout(() => delete link.dataset.done, 2000);
      }, () => {});
    });
  };
  const step = (by) => {
    const links = all(".permalink");
    const here = links.indexOf(document.activeElement);
    const from = here < 0 ? links.findIndex((link) => link.getBoundingClientRect().top > 0) - (by > 0) : here;
    links[from + by]?.focus();
  };

  // What a reader may ask for is loaded when it is asked for, and has these at hand.
  const tools = window.tools = { page, all, one, make, script, recall, remember, words };

  // Pointing at a reference, reaching it by keyboard or holding it down shows what it leads to.
  const previews = () => {
    let watched;
    const ask = async (event) => {
      if (watched || !event.target.closest?.("main a.ref")) return;
      watched = true;
      (await import(new URL(words.preview, document.baseURI))).watch(tools, event);
    };
    for (const type of ["pointerover", "focusin"]) addEventListener(type, ask);
  };

  // The button leads to all titles; with script it opens a box that finds a record. Single keys work
  // outside of fields alone, and can be switched off in the list of shortcuts.
  const finder = (button) => {
    // What is typed while the box is being loaded.
    let typed = null;
    let loaded;
    const open = async (name, query = "") => {
      typed = query;
      await (loaded ??= script(words.find)).then(() => tools.open(name, () => typed)).catch(() => location.assign(button.href));
      typed = null;
    };
    const query = new URLSearchParams(location.search).get("find");
    if (query !== null) open("finder", query);
    button.onclick = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open("finder");
    };
    const actions = {
      "/": () => open("finder"),
      "?": () => open("keys"),
      j: () => step(1),
      k: () => step(-1),
      n: () => one("body [rel=next]")?.click(),
      p: () => one("body [rel=prev]")?.click(),
    };
    addEventListener("keydown", (event) => {
      const { key, target } = event;
      const modified = event.ctrlKey || event.metaKey;
      const command = modified && key.toLowerCase() === "k";
      if (!command && (modified || event.altKey || recall("keys") === "off" ||
        target.closest?.("input, select, textarea, dialog[open], [contenteditable]"))) return;
      const act = actions[command ? "/" : key];
      if (typed !== null && key.length === 1) typed += key;
      else if (/^\d$/.test(key)) open("finder", key);
      else if (act) act();
      else return;
      event.preventDefault();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    const find = one(".find");
    if (!find) return;
    colours();
    position();
    permalinks();
    previews();
    finder(find);
    // The preview changes the page in place.
    addEventListener("morphed", () => position(mark()));
  });
}
