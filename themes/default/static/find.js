// Finding a page by its number, title or text, and the list of shortcuts; loaded when first asked for.
// The words of both boxes, and all titles, stand on the page that lists them from A to Z.

// Without regard to accents, case, dashes and slashes.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, " ").trim();

const longest = 12;
let boxes = null;

const build = async (tools, address) => {
  const { page, all, one, make, recall, remember, words } = tools;
  const other = await page(address);
  document.body.append(document.importNode(one("#find-box", other).content, true));
  const box = one("dialog.finder");
  const input = one("input", box);
  const entries = all(".titles li", other).map((item) => {
    const link = one("a", item);
    const number = one(".number", item)?.textContent ?? "";
    return { href: link.href, title: link.textContent, kind: one(".kind", item).textContent, number, key: fold(link.textContent) };
  });

  const rank = ({ number, key }, written, parts) => {
    if (!parts[0]) return 0;
    if (number.toLowerCase() === written) return 5;
    if (number.toLowerCase().startsWith(written)) return 4;
    if (!parts.every((part) => key.includes(part))) return 0;
    return key.startsWith(parts[0]) ? 3 : 2;
  };
  const list = () => {
    const written = input.value.trim().toLowerCase();
    const parts = fold(written).split(" ");
    const found = entries.map((entry) => [rank(entry, written, parts), entry]).filter(([at]) => at);
    found.sort(([a], [b]) => b - a);
    one("ol.found-titles", box).replaceChildren(...found.slice(0, longest).map(([, { href, title, kind }]) =>
      make("li", {}, make("a", { href }, make("span", { className: "kind" }, kind), ` ${title}`))));
    one("[role=status]", box).textContent = written ? found.length : "";
  };

  // The text of every page, where the site has an index of it.
  let search = () => {};
  if (words.search) {
    const root = new URL(words.root, document.baseURI).pathname;
    const begun = import(new URL(words.fulltext, document.baseURI)).then(({ start }) => start(tools, new URL(words.search, document.baseURI).href, root, box));
    begun.then((begin) => {
      search = begin;
      if (input.value) search(input.value);
    }).catch(() => {});
  }

  input.oninput = () => {
    list();
    search(input.value);
  };
  box.onkeydown = (event) => {
    const { key, target } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const stops = [input, ...all("li a", box)];
    if (step) stops.at((stops.indexOf(target) + step) % stops.length).focus();
    else if (key === "Enter" && target === input) stops[1]?.click();
    else if (key === "Escape") box.close();
    else return;
    event.preventDefault();
  };
  const single = one("dialog.keys input");
  single.checked = recall("keys") !== "off";
  single.onchange = () => remember("keys", single.checked ? "" : "off");
  return {
    finder: (query) => {
      input.value = query;
      list();
      search(query);
      box.showModal();
      input.focus();
    },
    keys: () => one("dialog.keys").showModal(),
  };
};

// Opens the box of this name: `finder`, with something to find, or `keys`.
export const open = async (tools, address, name, query) => {
  boxes ??= await build(tools, address);
  if (!tools.one("dialog[open]")) boxes[name](query);
};
