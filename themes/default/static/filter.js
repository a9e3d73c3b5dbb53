// Filters and sorts the list of an index. The state stands in the address, so that it can be
// shared, and that back and forward work. Without this file the list is whole and in order.

{
const { all, one } = tools;
const start = () => {
const form = one("form.filters");
const fields = all("input", form);
const facets = all(".facet", form);
const items = all(".records > li");
const homes = items.map((item) => item.parentElement);
const { sort } = form.elements;
const facetOf = ({ name }) => name.split(".")[0];
const names = [...new Set(fields.map(facetOf))];
const isSet = ({ type, checked, value }) => type === "checkbox" ? checked : value;
for (const item of items) item.facets = Object.fromEntries(names.map((name) => [name, (item.getAttribute(`data-f-${name}`) || "").split("|")]));

// What each facet that is in use asks of a value: to be one of those checked, or within the range.
const asked = () => names.flatMap((name) => {
  const own = fields.filter((field) => facetOf(field) === name && isSet(field));
  const asks = (value) => own.some((box) => box.value === value);
  const bounds = (number) => number && own.every(({ name: bound, value }) => bound.endsWith(".to") ? +number <= value : +number >= value);
  return own[0] ? [[name, own[0].type === "number" ? bounds : asks]] : [];
});
const fits = (item, tests, but) => tests.every(([name, test]) => name === but || item.facets[name].some(test));

const restore = () => items.forEach((item, at) => homes[at].append(item));
const order = () => {
  const by = sort.value;
  restore();
  document.body.classList.toggle("sorted", by);
  if (!by) return;
  const key = (item) => (by === "title" ? one(".words", item).textContent : item.getAttribute(`data-s-${by}`)) ?? "";
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  homes[0].append(...[...items].sort((a, b) => !key(a) - !key(b) || compare(key(a), key(b))));
};

const show = () => {
  const tests = asked();
  for (const item of items) item.hidden = !fits(item, tests);
  for (const group of all(".records")) group.closest(".band").hidden = !all("li:not([hidden])", group).length;
  for (const { name, value, labels } of fields) {
    for (const count of all(".count", labels[0])) count.textContent = items.filter((item) => fits(item, tests, name) && item.facets[name].includes(value)).length;
  }
  for (const facet of facets) {
    const set = all("input", facet).filter(isSet).length;
    facet.classList.toggle("set", set);
    one(".chosen", facet).textContent = set ? ` ${set}` : "";
  }
  one("[type=reset]", form).hidden = !fields.some(isSet) && !sort.value;
  const status = one("[role=status]", form);
  status.textContent = status.dataset.words.replace("{shown}", items.filter(({ hidden }) => !hidden).length).replace("{all}", items.length);
};

const fromAddress = () => {
  const query = new URLSearchParams(location.search);
  for (const field of fields) {
    if (field.type === "checkbox") field.checked = query.getAll(field.name).includes(field.value);
    else field.value = query.get(field.name);
  }
  sort.value = query.get("sort");
  sort.value ||= "";
  order();
  show();
};

const toAddress = () => {
  const address = new URL(location);
  address.search = new URLSearchParams([...fields, sort].filter(isSet).map(({ name, value }) => [name, value]));
  if (address.href !== location.href) history.pushState(null, "", address);
};

form.onkeydown = ({ key }) => {
  const shown = key === "Escape" && facets.find(({ open }) => open);
  if (!shown) return;
  shown.open = false;
  shown.firstElementChild.focus();
};
form.oninput = show;
form.onchange = ({ target }) => {
  if (target === sort) order();
  show();
  toAddress();
};
form.onreset = () => setTimeout(() => {
  order();
  show();
  toAddress();
});
onpopstate = fromAddress;
return {
  fromAddress,
  // The preview changes the page in place.
  morphing: () => sort.value && restore(),
  morphed: () => {
    if (sort.value) order();
    show();
  },
};
};

let list = start();
list.fromAddress();
document.addEventListener("rapporteur:morphing", () => list.morphing());
document.addEventListener("rapporteur:morphed", () => (list = start()).morphed());
}
