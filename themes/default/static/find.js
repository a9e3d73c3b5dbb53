// Finding a page by its number, title or text, and the list of shortcuts; loaded when first asked for.
// The words of both boxes, and all titles, stand on the page that lists them from A to Z; many titles
// are in a file that it names. The index of the text is Pagefind's.

// Without regard to accents, case, dashes and slashes.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, " ").trim();

const mostTitles = 6;
const mostTexts = 18;
const mostFilters = 6;
let boxes;

const index = async ({ search, root }) => {
  const pagefind = await import(new URL(search, document.baseURI));
  await pagefind.options({ baseUrl: new URL(root, document.baseURI).pathname, excerptLength: 24 });
  await pagefind.init();
  return pagefind;
};

// Searching the text: gives what searches for words, and offers filters as soon as they are there.
const texts = ({ all, one, make }, box, status, pagefind) => {
  const narrow = one(".narrow", box);
  const found = one(".found", box);
  let turn = 0;

  const search = async (written) => {
    const own = ++turn;
    const filters = {};
    for (const { name, value } of all("select", narrow)) if (value) filters[name] = value;
    // Dashes and slashes of every sort count as one, so that `A–70–95` finds `A/70/95`.
    const query = written.trim().normalize("NFC").replace(/[\p{Pd}\u2212\u2044\u2215/_]+/gu, "/");
    const filtered = one("ol", box).hidden = !!Object.keys(filters)[0];
    const nothing = !query && !filtered;
    const { results } = nothing ? { results: [] } : await pagefind.search(query || null, { filters });
    const data = await Promise.all(results.slice(0, mostTexts).map((result) => result.data()));
    // A slower answer to fewer letters must not replace a later one. Pagefind escapes what it quotes.
    if (own !== turn) return;
    found.replaceChildren(...Object.entries(Object.groupBy(data, ({ meta }) => meta.kind)).map(([kind, members]) => make("section", {}, make("h3", {}, kind),
      make("ol", {}, ...members.map(({ url, meta, excerpt: innerHTML }) => make("li", {},
        make("a", { href: url }, `${meta.number ?? ""} ${meta.title}`), make("p", { className: "excerpt", innerHTML })))))));
    if (!nothing) status.textContent = found.dataset.count.replace("{count}", results.length);
  };

  // What most records have comes first, and what few have not at all.
  const having = ([, values]) => Object.values(values).reduce((sum, count) => sum + count);
  pagefind.filters().then((given) => {
    const filters = Object.entries(given).filter(([, values]) => Object.keys(values)[1]).sort((a, b) => having(b) - having(a)).slice(0, mostFilters);
    one("div", narrow).append(...filters.map(([name, values]) => make("label", {}, name,
      make("select", { name }, make("option", { value: "" }, found.dataset.any),
        ...Object.keys(values).sort((a, b) => a.localeCompare(b, [], { numeric: true })).map((value) => make("option", { value }, value))))));
    narrow.hidden = !filters.length;
  });
  narrow.onchange = () => search(one("input", box).value);
  return search;
};

// Titles out of a file.
const listed = async ({ make }, file) => {
  const { kinds, titles } = await (await fetch(file)).json();
  return titles.map(([kind, path, title, number = "", spelled = ""]) => ({
    item: () => make("li", {}, make("a", { href: new URL(path, file) }, title), make("span", { className: "kind" }, `${kinds[kind]} ${number}`)),
    number: number.toLowerCase(),
    key: fold(title + " " + spelled),
  }));
};

const build = async (tools, address) => {
  const { page, all, one, make, recall, remember, words } = tools;
  // Nothing waits for the index, and a site may have none.
  const indexed = words.search && index(words);
  const other = await page(address);
  const { content, dataset } = one("template", other);
  document.body.append(document.importNode(content, true));
  const box = one("dialog.finder");
  const input = one("input", box);
  const status = one("[role=status]", box);
  const entries = dataset.titles ? await listed(tools, new URL(dataset.titles, address)) : all(".titles li", other).map((item) => ({
    item: () => item,
    number: one(".number", item)?.textContent.toLowerCase() ?? "",
    key: fold(one("a", item).textContent),
  }));

  const rank = ({ number, key }, written, parts) => {
    if (!parts[0]) return 0;
    if (number === written) return 4;
    if (number.startsWith(written)) return 3;
    return parts.every((part) => key.includes(part)) && (key.startsWith(parts[0]) ? 2 : 1);
  };
  let search = () => {};
  const list = () => {
    const written = input.value.trim().toLowerCase();
    const parts = fold(written).split(" ");
    const found = entries.map((entry) => [rank(entry, written, parts), entry]).filter(([at]) => at);
    found.sort(([a], [b]) => b - a);
    one("ol", box).replaceChildren(...found.slice(0, mostTitles).map(([, { item }]) => item()));
    status.textContent = written && found.length;
    search(input.value);
  };
  indexed?.then((pagefind) => {
    search = texts(tools, box, status, pagefind);
    search(input.value);
  }, () => {});

  input.oninput = list;
  box.onkeydown = (event) => {
    const { key, target, isComposing } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const stops = [input, ...all("ol:not([hidden]) a", box)];
    if (step && stops.includes(target)) stops.at((stops.indexOf(target) + step) % stops.length).focus();
    else if (key === "Enter" && target === input && !isComposing) stops[1]?.click();
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
      box.showModal();
      input.focus();
    },
    keys: () => one("dialog.keys").showModal(),
  };
};

// Opens the box of this name: `finder`, with something to find, or `keys`.
export const open = async (tools, address, name, query) => {
  boxes ??= build(tools, address);
  const box = (await boxes)[name];
  if (!tools.one("dialog[open]")) box(query());
};
