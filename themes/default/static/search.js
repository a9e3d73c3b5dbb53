// Full-text search in the box that finds titles; loaded with the box. The index is Pagefind's.

// Dashes and slashes of every sort count as one, so that `A–70–95` finds `A/70/95`.
const plain = (words) => words.normalize("NFC").replace(/[\u2010-\u2015\u2212\u2044\u2215/_-]+/g, "/");
const most = 24;

export const start = async ({ all, one, make }, address, root, box) => {
  const pagefind = await import(address);
  await pagefind.options({ baseUrl: root, excerptLength: 24 });
  await pagefind.init();
  const narrow = one(".narrow", box);
  const found = one(".found", box);
  const words = found.dataset;
  let turn = 0;

  // Marks in an excerpt are the only markup that is taken over.
  const excerpt = (html) => {
    const body = new DOMParser().parseFromString(html, "text/html").body;
    return make("p", { className: "excerpt" }, ...[...body.childNodes].map((node) =>
      node.nodeName === "MARK" ? make("mark", {}, node.textContent) : node.textContent));
  };

  const chosen = () => Object.fromEntries(all("select", narrow).filter(({ value }) => value).map(({ name, value }) => [name, value]));

  const offer = async () => {
    const filters = Object.entries(await pagefind.filters()).filter(([, values]) => Object.keys(values).length > 1);
    one("div", narrow).replaceChildren(...filters.map(([name, values]) => make("label", {}, `${name} `,
      make("select", { name }, make("option", { value: "" }, words.any),
        ...Object.keys(values).sort().map((value) => make("option", { value }, value))))));
    narrow.hidden = !filters.length;
  };

  const show = (results, total) => {
    const groups = new Map();
    for (const result of results) groups.set(result.meta.kind, [...(groups.get(result.meta.kind) ?? []), result]);
    found.replaceChildren(...[...groups].map(([kind, members]) => make("section", {},
      make("h3", {}, kind),
      make("ol", {}, ...members.map(({ url, meta, excerpt: text }) => make("li", {},
        make("a", { href: url }, [meta.number, meta.title].filter(Boolean).join(" ")), excerpt(text)))))));
    one("[role=status]", box).textContent = words.count.replace("{count}", total);
  };

  const search = async (written) => {
    const own = ++turn;
    const filters = chosen();
    const query = plain(written.trim());
    if (!query && !Object.keys(filters).length) {
      found.replaceChildren();
      return;
    }
    const { results } = await pagefind.search(query || null, { filters });
    const data = await Promise.all(results.slice(0, most).map((result) => result.data()));
    // A slower answer to fewer letters must not replace a later one.
    if (own === turn) show(data, results.length);
  };
  await offer();
  narrow.onchange = () => search(one("input", box).value);
  return search;
};
