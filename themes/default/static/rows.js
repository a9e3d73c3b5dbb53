// Filters and sorts an index of several parts, over all of its rows. They are in one file in columns,
// which is fetched when a reader first filters or sorts. The state is in the address, as that of a
// short index is. Without this file the parts are read one after the other. The table is another
// script's, which is loaded when it is asked for and told whenever the list changes.

{
const { all, one, make } = tools;
const STEP = 100;
const start = () => {
const form = one("form.filters");
const { rows: file, more, failed } = form.dataset;
// A field of the report may be called "sort", too.
const sort = one("select", form);
const status = one("[role=status]", form);
const words = status.dataset.words;
const folds = all(".facet", form);
// What is typed to find a value chooses nothing.
const set = (within) => all("input:checked, [type=number], select", within).filter(({ value }) => value);
const plain = (text = "") => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const list = make("ul", { className: "records compact" });
const button = make("button", { type: "button", textContent: more });
const band = make("div", { className: "band drawn", hidden: true }, list, button);
for (const old of all(".drawn")) old.remove();
one(".parts").before(band);
let found = [];
let loading;

const load = () => loading ??= (async () => {
  const data = await (await fetch(file)).json();
  // Facets in the order of the page; a row has several values, one, or none.
  data.facets = folds.map((fold) => {
    const name = one("input", fold).name.split(".")[0];
    const facet = data.facets.find((facet) => facet.name === name);
    const rows = facet.rows.map((own) => own === null ? [] : [own].flat());
    const items = [];
    for (const item of all("li", fold)) items[facet.values.findIndex(([value]) => value === one("input", item).value)] = item;
    return { ...facet, fold, rows, items, places: new Map(facet.values.map(([value], at) => [value, at])) };
  });
  return form.data = data;
})().catch(() => {
  loading = null;
  status.textContent = failed;
});

// The item of a value; those that the page does not have are made.
const item = ({ fold, name, values, items }, at) => {
  if (items[at]) return items[at];
  const [value, label = value] = values[at];
  const words = make("span", { innerHTML: label });
  items[at] = make("li", {}, make("label", {}, make("input", { type: "checkbox", name, value }), " ", words, " ", make("span", { className: "count" })));
  one("ul", fold).insertBefore(items[at], items.find((other, place) => other && place > at) ?? null);
  return items[at];
};

// What a facet in use asks of the values of a row: one of those checked, or one within the range.
const test = ({ fold, values, places }) => {
  const own = set(fold);
  if (!own[0]) return null;
  if (own[0].type !== "number") {
    const asked = new Set(own.map(({ value }) => places.get(value)));
    return (at) => asked.has(at);
  }
  return (at) => values[at][0] && own.every(({ name, value }) => name.endsWith(".to") ? +values[at][0] <= value : +values[at][0] >= value);
};

// The values that would find something, those that most rows have first, and all that are chosen.
const offer = (facet, counts) => {
  const search = one("[type=search]", facet.fold);
  const typed = plain(search?.value);
  const fits = counts.flatMap((count, at) => count && plain(facet.values[at][1] ?? facet.values[at][0]).includes(typed) ? [at] : []);
  const shown = new Set(fits.toSorted((a, b) => counts[b] - counts[a]).slice(0, 50));
  for (const at of shown) item(facet, at);
  facet.items.forEach((own, at) => {
    one(".count", own).textContent = counts[at];
    own.hidden = !shown.has(at) && !one("input", own).checked;
  });
  const most = one(".most", facet.fold);
  if (most) most.hidden = fits.length <= 50;
};

const row = ({ path, title, html, number, headline, facets }, at) => {
  const link = make("a", { className: "title", rel: "item", href: new URL(path[at], new URL(file, location)) });
  if (headline?.[at]) link.append(make("span", { className: "headline", textContent: headline[at] }), " ");
  const own = number?.[at];
  if (own) link.append(make("span", { className: own.length > 5 ? "number long" : "number", textContent: own }), " ");
  link.append(make("span", html[at] ? { className: "words", innerHTML: html[at] } : { className: "words", textContent: title[at] }));
  const tags = facets.filter(({ tag }) => tag).flatMap(({ tag, values, rows }) => rows[at].map((place) => values[place]).filter(([value]) => value !== "-")
    .flatMap(([value, label = value]) => [make("span", { className: tag, innerHTML: label }), " "]));
  return make("li", { at }, link, make("p", { className: "tags" }, ...tags));
};

const draw = (data) => {
  const next = found.slice(list.children.length, list.children.length + STEP);
  list.append(...next.map((at) => row(data, at)));
  button.hidden = list.children.length >= found.length;
  dispatchEvent(new Event("shown"));
};

const order = ({ title, sorts }) => {
  const keys = sort.value === "title" ? title : sorts[sort.value];
  if (!keys) return;
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  found.sort((a, b) => !keys[a] - !keys[b] || compare(keys[a], keys[b]));
};

const show = (data) => {
  const { title, facets } = data;
  const tests = facets.map(test);
  const counts = facets.map(({ values }) => Array(values.length).fill(0));
  found = [];
  title.forEach((_, at) => {
    // A value of a facet counts the rows that all others admit.
    const failed = facets.filter(({ rows }, facet) => tests[facet] && !rows[at].some(tests[facet]));
    if (!failed[0]) found.push(at);
    if (!failed[1]) facets.forEach((facet, place) => {
      if (!failed[0] || failed[0] === facet) for (const own of facet.rows[at]) counts[place][own] += 1;
    });
  });
  facets.forEach((facet, at) => {
    if (one("ul", facet.fold)) offer(facet, counts[at]);
    one(".chosen", facet.fold).textContent = set(facet.fold).length || "";
  });
  order(data);
  list.replaceChildren();
  // What the template holds goes into the page once; from then on it is empty.
  if (one(".view :checked", form)) form.append(one("template", form).content);
  draw(data);
  const isWhole = !set(form)[0];
  band.hidden = isWhole;
  document.body.classList.toggle("filtering", !isWhole);
  status.textContent = words.replace("{shown}", found.length);
};

const update = async () => {
  const data = await load();
  if (data) show(data);
  return data;
};

const fromAddress = async () => {
  const query = new URLSearchParams(location.search);
  const data = (loading || [...query.keys()][0]) && await load();
  if (!data) return;
  for (const facet of data.facets) {
    for (const value of query.getAll(facet.name)) {
      if (one("ul", facet.fold) && facet.places.has(value)) item(facet, facet.places.get(value));
    }
  }
  for (const field of all("input, select", form)) {
    if (field.type === "checkbox") field.checked = query.getAll(field.name).includes(field.value);
    else field.value = query.get(field.name);
  }
  sort.value ||= "";
  show(data);
};

const toAddress = () => {
  const address = new URL(location);
  address.search = new URLSearchParams(set(form).map(({ name, value }) => [name, value]));
  if (address.href !== location.href) history.pushState(null, "", address);
};

form.onkeydown = ({ key }) => {
  const facet = key === "Escape" && one(".facet[open]", form);
  if (!facet) return;
  facet.open = false;
  facet.firstElementChild.focus();
};
form.oninput = update;
form.onsubmit = () => false;
form.onchange = async () => {
  if (await update()) toAddress();
};
form.onreset = () => setTimeout(form.onchange);
button.onclick = async () => {
  const { length } = list.children;
  draw(await load());
  // Of the list and the table one alone is seen.
  all(".title").filter((link) => link.checkVisibility())[length].focus();
};
// The link gives the rows that are found, in their order. CR LF ends a row and stands in none. On disk
// no script may read a file, and the link gives all.
const table = one("[download]");
if (table) table.onclick = async (event) => {
  if (!location.host) return;
  event.preventDefault();
  const data = await update();
  const rows = (await (await fetch(table)).text()).split(/(?<=\r\n)/);
  const href = URL.createObjectURL(new Blob([rows[0], ...found.map((at) => rows[data.row[at]])]));
  make("a", { href, download: table.download }).click();
};
onpopstate = fromAddress;
fromAddress();
};

start();
// The preview changes the page in place.
addEventListener("morphed", start);
}
