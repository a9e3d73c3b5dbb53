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

  // Another page of the site as a document, fetched once; its links are made whole.
  const fetched = new Map();
  const page = (url) => {
    if (!fetched.has(url)) {
      fetched.set(url, fetch(url).then(async (response) => {
        if (!response.ok) throw new Error(response.statusText);
        const other = new DOMParser().parseFromString(await response.text(), "text/html");
        for (const link of all("a[href]", other)) link.href = new URL(link.getAttribute("href"), url);
        return other;
      }));
    }
    return fetched.get(url);
  };

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
    const links = new Map(all(".toc a").map((link) => [link.hash.slice(1), link]));
    const headings = all("[id]", one("main")).filter((heading) => links.has(heading.id));
    if (!headings.length) return;
    const update = () => {
      const read = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.35);
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(read.at(-1)?.id)?.setAttribute("aria-current", "location");
    };
    const observer = new IntersectionObserver(update, { rootMargin: "0px 0px -65% 0px" });
    headings.forEach((heading) => observer.observe(heading));
  };

  // Headings can be linked, and a link that is followed is copied as well.
  const permalinks = () => {
    for (const heading of all(".text :is(h2, h3, h4)[id]")) {
      if (heading.closest("header")) continue;
      const label = `${words.link}: ${heading.textContent}`;
      heading.append(" ", make("a", { className: "permalink", href: `#${heading.id}`, ariaLabel: label }, "#"));
    }
    document.addEventListener("click", async (event) => {
      const link = event.target.closest?.(".permalink");
      if (!link) return;
      await navigator.clipboard?.writeText(link.href);
      link.dataset.done = words.copied;
      setTimeout(() => delete link.dataset.done, 2000);
    });
  };

  // What a reader may ask for is loaded when it is asked for.
  const tools = { page, all, one, make, recall, remember, words };
  const load = (name) => import(new URL(words[name], document.baseURI));

  // Pointing at a reference, reaching it by keyboard or holding it down shows what it leads to.
  const previews = () => {
    const ask = async (event) => {
      if (!event.target.closest?.("main a.ref")) return;
      for (const type of ["pointerover", "focusin"]) removeEventListener(type, ask);
      (await load("preview")).watch(tools, event);
    };
    for (const type of ["pointerover", "focusin"]) addEventListener(type, ask);
  };

  // The button leads to all titles; with script it opens a box that finds one. Single keys work
  // outside of fields alone, and can be switched off in the list of shortcuts.
  const finder = (button) => {
    const open = async (name, query = "") => {
      try {
        await (await load("find")).open(tools, button.href, name, query);
      } catch {
        location.assign(button.href);
      }
    };
    button.onclick = (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open("finder");
    };
    addEventListener("keydown", (event) => {
      const { key, target } = event;
      const modified = event.ctrlKey || event.metaKey;
      const command = modified && key.toLowerCase() === "k";
      const busy = modified || event.altKey || recall("keys") === "off" ||
        target.closest?.("input, select, textarea, dialog, [contenteditable]");
      if (busy && !command) return;
      const neighbour = { n: "next", p: "prev" }[key];
      if (command || key === "/") open("finder");
      else if (/^\d$/.test(key)) open("finder", key);
      else if (key === "?") open("keys");
      else if (neighbour) return one(`.neighbours [rel=${neighbour}]`)?.click();
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
  });
}
