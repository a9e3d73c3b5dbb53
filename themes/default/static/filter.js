// Filters and sorts the list of an index. The state stands in the address, so that it can be
// shared, and that back and forward work. Without this file the list is whole and in order. The table
// is another script's, which is loaded when it is asked for and told whenever the list changes.

{
const { all, one, make } = tools;
const start = () => {
const form = one("form.filters");
const facets = all(".facet", form);
const items = all(".records > li");
const shown = () => all(".records > li:not([hidden])");
const homes = items.map((item) => item.parentElement);
// A field of the report may be called "sort", too.
const sort = one("select", form);
const names = facets.map((facet) => one("input", facet).name.split(".")[0]);
// What is typed to find a value chooses nothing.
const set = (within) => all("input:checked, [type=number], select", within).filter(({ value }) => value);
const plain = (text = "") => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
for (const item of items) item.facets = Object.fromEntries(names.map((name) => [name, (item.getAttribute(`data-f-${name}`) ?? "").split("|")]));

// What each facet that is in use asks of a value: to be one of those checked, or within the range.
const asked = () => facets.flatMap((facet, at) => {
  const own = set(facet);
  const asks = (value) => own.some((box) => box.value === value);
  const bounds = (number) => number && own.every(({ name, value }) => name.endsWith(".to") ? +number <= value : +number >= value);
  return own[0] ? [[names[at], own[0].type === "number" ? bounds : asks]] : [];
});
const fits = (item, tests, but) => tests.every(([name, test]) => name === but || item.facets[name].some(test));

const order = () => {
  const by = sort.value;
  items.forEach((item, at) => homes[at].append(item));
  document.body.classList.toggle("sorted", by);
  if (!by) return;
  const key = (item) => item.getAttribute(`data-s-${by}`) ?? "";
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  homes[0].append(...items.toSorted((a, b) => !key(a) - !key(b) || compare(key(a), key(b))));
};

const show = () => {
  const tests = asked();
  for (const item of items) item.hidden = !fits(item, tests);
  // A value that would find nothing is hidden, and so is one that is not what was typed.
  for (const own of all("li", form)) {
    const { name, value, checked } = one("input", own);
    const count = items.filter((item) => fits(item, tests, name) && item.facets[name].includes(value)).length;
    one(".count", own).textContent = count;
    own.hidden = !checked && !(count && plain(own.textContent).includes(plain(own.closest("div").firstElementChild.value)));
  }
  for (const facet of facets) one(".chosen", facet).textContent = set(facet).length || "";
  const status = one("[role=status]", form);
  status.textContent = status.dataset.words.replace("{shown}", shown().length);
  // What the template holds goes into the page once; from then on it is empty.
  if (one(".view :checked", form)) form.append(one("template", form).content);
  dispatchEvent(new Event("shown"));
};

const fromAddress = () => {
  const query = new URLSearchParams(location.search);
  for (const field of all("input, select", form)) {
    if (field.type === "checkbox") field.checked = query.getAll(field.name).includes(field.value);
    else field.value = query.get(field.name);
  }
  sort.value ||= "";
  order();
  show();
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
form.oninput = show;
form.onsubmit = () => false;
form.onchange = () => {
  order();
  show();
  toAddress();
};
form.onreset = () => setTimeout(form.onchange);
// The link gives the rows that are shown, in their order. CR LF ends a row and stands in none. On disk
// no script may read a file, and the link gives all.
const table = one("[download]");
if (table) table.onclick = async (event) => {
  if (!location.host) return;
  event.preventDefault();
  const rows = (await (await fetch(table)).text()).split(/(?<=\r\n)/);
  const href = URL.createObjectURL(new Blob([rows[0], ...shown().map(({ dataset }) => rows[dataset.row])]));
  make("a", { href, download: table.download }).click();
};
onpopstate = fromAddress;
fromAddress();
};

start();
// The preview changes the page in place.
addEventListener("morphed", start);
}
