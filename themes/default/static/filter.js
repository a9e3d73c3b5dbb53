// Filters and sorts the list of an index. The state stands in the address, so that it can be
// shared, and that back and forward work. Without this file the list is whole and in order.

{
const form = document.querySelector("form.filters");
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
const sort = form.elements.sort;
const status = form.querySelector("[role=status]");
const names = [...new Set(boxes.map((box) => box.name))];
const items = [...document.querySelectorAll("ul.records > li")];
const groups = [...document.querySelectorAll(".index-page .band")];
const homes = items.map((item) => item.parentElement);
const values = new Map(items.map((item) => [item, new Map(names.map((name) => [name, (item.getAttribute(`data-f-${name}`) ?? "").split("|")]))]));

// What is chosen: facet → values.
const chosen = () => new Map(names.map((name) => [name, boxes.filter((box) => box.name === name && box.checked).map((box) => box.value)]));
// Any of the values of a facet, and all of the facets.
const fits = (item, state, but) => [...state].every(([name, wanted]) =>
  name === but || !wanted.length || wanted.some((value) => values.get(item).get(name).includes(value)));

const order = () => {
  const by = sort.value;
  items.forEach((item, at) => homes[at].append(item));
  document.body.classList.toggle("sorted", by !== "");
  if (!by) return;
  const key = (item) => (by === "title" ? item.querySelector(".title").dataset.sort : item.getAttribute(`data-s-${by}`)) ?? "";
  const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
  homes[0].append(...[...items].sort((a, b) => !key(a) - !key(b) || compare(key(a), key(b))));
};

const show = () => {
  const state = chosen();
  const shown = items.filter((item) => {
    item.hidden = !fits(item, state);
    return !item.hidden;
  });
  for (const group of groups) group.hidden = !group.querySelector("ul.records > li:not([hidden])");
  for (const box of boxes) {
    const count = items.filter((item) => fits(item, state, box.name) && values.get(item).get(box.name).includes(box.value)).length;
    box.closest("label").querySelector(".count").textContent = count;
  }
  for (const details of form.querySelectorAll("details")) {
    const count = details.querySelectorAll("input:checked").length;
    details.querySelector(".chosen").textContent = count ? ` ${count}` : "";
  }
  form.querySelector("[type=reset]").hidden = ![...state.values()].flat().length && !sort.value;
  status.textContent = status.dataset.words.replace("{shown}", shown.length).replace("{all}", items.length);
};

const fromAddress = () => {
  const query = new URLSearchParams(location.search);
  for (const box of boxes) box.checked = query.getAll(box.name).includes(box.value);
  sort.value = query.get("sort") ?? "";
  if (!sort.value) sort.value = "";
  for (const details of form.querySelectorAll("details")) details.open ||= !!details.querySelector("input:checked");
  order();
  show();
};

const toAddress = () => {
  const query = new URLSearchParams();
  for (const [name, wanted] of chosen()) wanted.forEach((value) => query.append(name, value));
  if (sort.value) query.set("sort", sort.value);
  const address = new URL(location.href);
  address.search = query;
  if (address.href !== location.href) history.pushState(null, "", address);
};

form.addEventListener("change", (event) => {
  if (event.target === sort) order();
  show();
  toAddress();
});
form.addEventListener("reset", () => setTimeout(() => {
  for (const box of boxes) box.checked = false;
  sort.value = "";
  order();
  show();
  toAddress();
}));
addEventListener("popstate", fromAddress);
fromAddress();
}
