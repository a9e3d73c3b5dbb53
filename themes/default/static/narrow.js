// What narrows the answers of the search: selects with the number of answers for each value. Loaded
// when a reader asks for filters, or comes by an address that has some.
tools.narrow = ({ kinds, count, kindOf }, columns, read, chosen, box) => {
  const { make, one } = tools;
  const own = kinds.filter(({ 4: many }) => many);
  const facets = [{ name: "kind", label: box.dataset.kind, values: own.map(([name, , plural]) => [name, plural]), of: (record) => [own.indexOf(kindOf(record))] }];
  for (const [name, label, values, at, isMany, coded] of columns) {
    const { number } = read(coded);
    const of = Array.from({ length: count }, () => []);
    for (const { start, 4: many } of at.map((kind) => kinds[kind])) for (let record = start; record < start + many; record++) {
      for (let left = isMany ? number() : 1; left--;) of[record].push(number() - !isMany);
    }
    facets.push({ name, label, values, of: (record) => of[record].filter((value) => value >= 0) });
  }
  // Kinds may call different things alike: a record has what one of its facets says.
  const asked = () => [...new Set(facets.map(({ name }) => name))].filter((name) => chosen.has(name));
  const has = (asked, record) => facets.some(({ name, of, values }) => name === asked && of(record).some((value) => values[value][0] === chosen.get(name)));
  const select = (facet, records) => {
    const { name, label, values, of } = facet;
    const others = asked().filter((other) => other !== name);
    const counts = values.map(() => 0);
    for (const { record } of records) if (others.every((other) => has(other, record))) for (const value of of(record)) counts[value]++;
    const options = values.map(([value, label], at) => make("option", { value }, `${label} (${counts[at]})`)).filter(({ value }, at) => counts[at] || chosen.get(name) === value);
    const select = make("select", { name, autocomplete: "off" }, make("option", { value: "" }, box.dataset.any), ...options);
    select.value = chosen.get(name) ?? "";
    return options[1] || chosen.has(name) ? [make("label", {}, label, select)] : [];
  };
  box.open ||= !!asked()[0];
  return {
    chosen: () => asked().map((name) => [name, chosen.get(name)]),
    // Offers the values that records have, and keeps those of the answers that have what is chosen.
    narrow: (records, answers) => {
      const focused = document.activeElement?.name;
      one("div", box).replaceChildren(...facets.flatMap((facet) => select(facet, records)));
      if (focused) one(`select[name="${CSS.escape(focused)}"]`, box)?.focus();
      return answers.filter(({ record }) => asked().every((name) => has(name, record)));
    },
  };
};
