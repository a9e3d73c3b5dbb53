// Shows the rows of an index as a table; loaded when a reader first asks for it. The list is hidden
// meanwhile, and stays what is filtered and sorted: the table has a line for each row that the list
// shows, in its order. Its heads sort by way of the control that sorts the list, which they give an
// order for each column and direction.

{
const { all, one, make } = tools;
const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
const DOWN = ".down";

// What the rows of a short index hold, from the page, as the file of a long one has it: keys by which
// they sort, and facets with their values and which of these a row has.
const read = (form, items) => {
  const attribute = (name) => items.map((item) => item.getAttribute(`data-${name}`) ?? "");
  const sorts = all("select option[value]:not([value=''], .own)", form).map(({ value }) => [value, attribute(`s-${value}`)]);
  const facets = all(".facet", form).map((fold) => {
    const name = one("input", fold).name.split(".")[0];
    const values = all("[type=checkbox]", fold).map((box) => [box.value, one("span", box.parentElement).innerHTML]);
    const place = (value) => {
      const at = values.findIndex(([own]) => own === value);
      return at < 0 ? values.push([value]) - 1 : at;
    };
    return { name, values, rows: attribute(`f-${name}`).map((cell) => cell ? cell.split("|").map(place) : []) };
  });
  return { sorts: Object.fromEntries(sorts), facets };
};

// The columns, each with its keys in the order of the rows, and with what it shows of a row.
const columnsOf = (form, items, { dataset }) => {
  const { title, number, sorts, facets } = form.data ?? read(form, items);
  const numbers = number ?? items.map((item) => one(".number", item)?.textContent ?? "");
  const link = (item) => {
    const own = one(".title", item).cloneNode(true);
    own.replaceChildren(one(".words", own));
    return [own];
  };
  const text = (keys) => (item, at) => [keys[at] ?? ""];
  const plain = (keys) => ({ keys, cell: text(keys), figures: !keys.some(isNaN) });
  const labels = (values, rows) => (item, at) => rows[at].map((place) => values[place])
    .flatMap(([value, label = value], place) => [place ? " · " : "", make("span", { innerHTML: label })]);
  const facet = ({ name, values, rows: given }, at) => {
    // The lack of a value is one for filters alone.
    const rows = given.map((cell) => cell.filter((place) => values[place][0] !== "-"));
    const label = one("summary", all(".facet", form)[at]).firstChild.data.trim();
    // A field that sorts shows its whole value: of a date a facet has the year alone.
    const isMany = rows.some((cell) => cell[1] !== undefined);
    const keys = sorts[name] ?? rows.map(([first]) => first === undefined ? "" : first + 1);
    if (!sorts[name] || isMany) return { name, label, keys, cell: labels(values, rows) };
    return { name, label, ...plain(keys) };
  };
  const rest = Object.keys(sorts).filter((name) => name !== "title" && !facets.some((own) => own.name === name));
  return [
    ...(numbers.some(Boolean) ? [{ name: "number", label: dataset.number, keys: numbers, cell: text(numbers) }] : []),
    { name: "title", label: dataset.title, keys: title ?? sorts.title, cell: link },
    ...facets.map(facet),
    ...rest.map((name) => ({ name, label: one(`option[value="${name}"]`, form).text, ...plain(sorts[name]) })),
  ];
};

// Places in the order of the keys, from 1 on. Rows with the same key share one; those without have none.
const placesOf = (keys) => {
  const places = [];
  const order = keys.flatMap((key, at) => key ? [at] : []).toSorted((a, b) => compare(keys[a], keys[b]));
  order.forEach((at, place) => {
    const before = order[place - 1];
    places[at] = place && !compare(keys[before], keys[at]) ? places[before] : place + 1;
  });
  return places;
};

// Adds an order to those of the control: readers choose it by a head, and addresses name it.
const addOrder = (form, items, name, label, keys) => {
  const sort = one("select", form);
  if (one(`option[value="${name}"]`, sort)) return;
  sort.append(make("option", { value: name, text: label, className: "own", hidden: true }));
  if (form.data) form.data.sorts[name] = keys;
  else keys.forEach((key, at) => items[at].setAttribute(`data-s-${name}`, key));
};

const addOrders = (form, items, { name, label, keys }) => {
  const places = placesOf(keys);
  addOrder(form, items, name, label, places);
  addOrder(form, items, name + DOWN, `${label} ↓`, places.map((place) => keys.length + 1 - place));
};

// The titles stay in sight while the other columns move.
const classOf = ({ name, figures }) => name === "title" ? "stays" : figures ? "figures" : "";

const headOf = (sort, column) => {
  const { name, label } = column;
  const button = make("button", { type: "button", textContent: label });
  button.onclick = () => {
    sort.value = sort.value === name ? name + DOWN : name;
    sort.dispatchEvent(new Event("change", { bubbles: true }));
  };
  return make("th", { scope: "col", className: classOf(column) }, button);
};

const lineOf = (columns, item) => make("tr", {}, ...columns.map((column) => {
  const className = classOf(column);
  return make(...column.name === "title" ? ["th", { scope: "row", className }] : ["td", { className }], ...column.cell(item, item.at));
}));

let draw;
const start = () => {
  const form = one("form.filters");
  const view = one(".view input", form);
  const sort = one("select", form);
  const items = form.data ? [] : all(".records > li");
  items.forEach((item, at) => { item.at = at; });
  const columns = columnsOf(form, items, view);
  for (const column of columns) addOrders(form, items, column);
  const heads = columns.map((column) => headOf(sort, column));
  const body = make("tbody");
  const box = make("div", { className: "lines table-box", tabIndex: 0 },
    make("table", { ariaLabel: one("h1").textContent }, make("thead", {}, make("tr", {}, ...heads)), body));
  const lines = new WeakMap();
  const line = (item) => {
    if (!lines.has(item)) lines.set(item, lineOf(columns, item));
    return lines.get(item);
  };
  draw = () => {
    document.body.classList.toggle("tabled", view.checked);
    if (!view.checked) return box.remove();
    columns.forEach(({ name }, at) => {
      heads[at].ariaSort = { [name]: "ascending", [name + DOWN]: "descending" }[sort.value] ?? null;
    });
    body.replaceChildren(...all(form.data ? ".drawn li" : ".records > li:not([hidden])").map(line));
    if (!box.isConnected) form.after(box);
  };
  // An order that heads alone give is one of the table.
  view.addEventListener("change", () => {
    if (!view.checked && sort.selectedOptions[0].className) sort.value = "";
  });
  // The address may name an order that was not there until now.
  onpopstate();
};

addEventListener("shown", () => draw());
start();
// The preview changes the page in place.
addEventListener("morphed", () => {
  for (const old of all(".lines, .filters .own")) old.remove();
  start();
});
}
