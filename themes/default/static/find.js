// Finding a record by its number, title or text, and the list of shortcuts; loaded when first asked
// for. The index stands in scripts, which load from disk as well. What each of them holds, and how
// words are folded and taken apart, is told in src/search.rs and src/search/.
{
  const { all, one, make, script, recall, remember, words } = tools;
  const most = { shown: 10, more: 20, files: 4, near: 300, groups: 60 };

  // What the scripts of the index bring, by their names.
  const brought = {};
  const wait = {};
  tools.part = (name, ...data) => wait[name]?.(data);
  const bring = (name) => brought[name] ??= new Promise((done, fail) => {
    wait[name] = done;
    script(`${words.search}${name}.js`).then(() => {}, () => fail(delete brought[name]));
  });

  const unspaced = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}";
  const wordly = new RegExp(`[${unspaced}][${unspaced}\\p{M}]*|(?:(?<=\\d)\\.(?=\\d)|(?![${unspaced}])[\\p{Alphabetic}\\p{N}\\p{M}\\xad\\u200b-\\u200f\\u2060\\ufeff])+`, "gu");
  const isUnspaced = new RegExp(`^[${unspaced}]`, "u");
  const marks = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\xad\u200b-\u200f\u2060\ufeff]/g;
  const plain = { ł: "l", ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t", ı: "i", ς: "σ", ى: "ي", ة: "ه" };
  const fold = (text) => text.normalize("NFKD").replace(marks, "").toLowerCase().replace(/[łøæœßđðþħŧıςىة]/g, (letter) => plain[letter]).normalize("NFC");

  // The words of a text, each with its place.
  const segmenter = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  const split = (text) => [...text.matchAll(wordly)].flatMap(({ 0: run, index }) => isUnspaced.test(run)
    ? [...segmenter.segment(run)].map(({ segment, index: at }) => [segment, index + at])
    : [[run, index]]).map(([word, at]) => ({ word: fold(word), at, end: at + word.length })).filter(({ word }) => word);
  const key = (text) => (fold(text).match(/\p{N}+|(?:(?!\p{N})[\p{Alphabetic}\p{M}])+/gu) ?? []).join("-");
  const slug = (title) => title.replace(/'/g, "").toLowerCase().match(/[a-z0-9]+/g)?.join("-") ?? "";

  // Reads digits and numbers, see src/search/numbers.rs.
  const read = (text) => {
    let at = 0;
    const digit = () => {
      const code = text.charCodeAt(at++);
      return code - 33 - (code > 34) - (code > 92);
    };
    const number = () => {
      let high = 0;
      let next;
      while ((next = digit()) > 63) high = high * 28 + next - 64;
      return high * 64 + next;
    };
    return { digit, number, more: () => at < text.length };
  };

  // So many letters are written otherwise: put in, left out, changed or exchanged; at most `limit`.
  const slips = (a, b, limit) => {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let [before, last] = [[], [...b, 0].map((_, at) => at)];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  const index = async () => {
    const [[kinds, heads, end, size]] = await bring("index");
    const starts = heads.split(" ");
    // Records are numbered kind by kind.
    let count = 0;
    for (const kind of kinds) {
      kind.start = count;
      count += kind[4];
    }
    const kindOf = (number) => kinds.find(({ start, 4: own }) => number < start + own);
    const told = new Map();
    const tell = (lines) => {
      let number = 0;
      for (const line of lines.split("\n")) {
        if (!line) continue;
        const [step, title, own = "", path = slug(title)] = line.split("\t");
        number += +step;
        const [, label, , address] = kindOf(number);
        told.set(number, { number: own, title, label, href: words.root + (path[0] === "/" ? path.slice(1) : `${address}${path || slug(title)}/`) + end });
      }
    };

    const parts = {};
    const part = (at) => parts[at] ??= bring(at).then(([groups, lines]) => {
      tell(lines);
      const members = new Map();
      for (const [own, coded, sentences] of groups) {
        const [list, stem] = own.split("/");
        const group = { list: list.split(" "), stem, coded, sentences };
        for (const member of group.list) members.set(member, [...members.get(member) ?? [], typeof coded === "number" ? coded : group]);
      }
      return members;
    }, (problem) => {
      delete parts[at];
      throw problem;
    });
    const place = (word) => Math.max(0, starts.findLastIndex((head) => head <= word));

    // What a group says of records: their levels, fields and positions.
    const said = (group) => group.said ??= (() => {
      const { digit, number, more } = read(group.coded);
      const length = number();
      group.stem ??= group.list[0].slice(0, length);
      const placed = number();
      const records = [];
      let last = 0;
      while (more()) {
        last += number();
        const level = digit();
        const places = [];
        if (placed) for (let left = number() + 1, at = 0; left--;) places.push(at += number());
        records.push({ at: last, level: level >> 2, fields: level & 3, places });
      }
      const best = [...records].sort((a, b) => b.level - a.level || a.at - b.at);
      group.best = new Map(group.sentences.map((sentence, at) => [best[at].at, sentence]));
      group.placed = placed;
      return records;
    })();
    return { kinds, count, kindOf, told, tell, part, place, said, size };
  };

  // Which groups a word finds, each with what it is worth, and with the words that are meant.
  const sought = async (book, word, open) => {
    const { part, place, said } = book;
    let members = await part(place(word));
    const groups = new Map();
    const add = async (member, worth) => {
      for (let group of members.get(member) ?? []) {
        if (group >= 0) group = (await part(group)).get(member).find(({ coded }) => coded);
        if ((groups.get(group)?.worth ?? 0) < worth) groups.set(group, { worth, meant: worth === 1 ? group.list : [member] });
      }
    };
    await add(word, 1);
    const own = [...members.keys()].filter((member) => !member.endsWith("="));
    if (open) for (const member of own.filter((member) => member.startsWith(word)).slice(0, most.groups)) await add(member, groups.size && groups.values().next().value.worth === 1 ? 0.3 : 0.8);
    if (groups.size) return { groups };
    // An inflection that no text has.
    const stems = [...members.values()].flat().filter((group) => group.coded && !group.list[0].endsWith("=") && said(group));
    const fits = stems.filter(({ stem }) => stem.length > 2 && word.startsWith(stem) && word.length - stem.length < 5).sort((a, b) => b.stem.length - a.stem.length);
    if (fits[0]) return { groups: new Map([[fits[0], { worth: 0.9, meant: fits[0].list }]]) };
    const limit = word.length > 9 ? 2 : word.length > 4 ? 1 : 0;
    const near = own.map((member) => [slips(word, member, limit), member]).filter(([far]) => limit && far <= limit).sort(([a], [b]) => a - b);
    for (const [far, member] of near.filter(([far]) => far === near[0][0]).slice(0, 3)) await add(member, 0.7 / far);
    return { groups, instead: near[0]?.[1] };
  };

  // The kind that a query begins or ends with, and the words without it.
  const kindIn = ({ kinds }, list) => {
    for (const kind of kinds) {
      if (!kind[4]) continue;
      for (const label of [kind[1], kind[2], kind[0]].map(split)) {
        for (const name of [label, label.slice(-1)]) {
          if (!name[0] || list.length <= name.length) continue;
          const is = (from) => name.every(({ word }, at) => word === list[from + at].word || (list[from + at].word.length > 2 && word.startsWith(list[from + at].word)));
          if (is(0)) return { kind, rest: list.slice(name.length) };
          if (is(list.length - name.length)) return { kind, rest: list.slice(0, -name.length) };
        }
      }
    }
  };

  // The answers to a query, best first.
  const answer = async (book, query) => {
    const { count, kinds, kindOf, told, part, place, said } = book;
    const list = split(query);
    const named = kindIn(book, list);
    const isOpen = !/[\s"”»]$/.test(query);

    // Names: of the whole query, without the kind, and of each piece that has a digit.
    const names = new Map();
    const name = async (text, worth, of, within) => {
      const own = key(text);
      if (!own) return;
      const members = await part(place(`${own}=`));
      for (const [member, [group]] of members) {
        const is = member === `${own}=`;
        if (!is && !(isOpen && worth > 100 && member.endsWith("=") && member.startsWith(own) && /\d/.test(own))) continue;
        if (group.coded) for (const { at } of said(group)) {
          if (within && kindOf(at) !== within) continue;
          const before = names.get(at) ?? { worth: 0, of: new Set() };
          for (const word of of) before.of.add(word);
          before.worth = Math.max(before.worth, is ? worth : 60);
          names.set(at, before);
        }
      }
    };
    const asked = [name(query, 1000, list)];
    if (named) asked.push(name(query.slice(named.rest[0].at, named.rest.at(-1).end) + (query[named.rest.at(-1).end] === ")" ? ")" : ""), 900, list, named.kind));
    for (const { 0: piece, index: at } of query.matchAll(/\S*\d\S*(?: \(\S*\d\S*)?/g)) {
      if (piece.length < query.length) asked.push(name(piece, 50, list.filter((own) => own.at >= at && own.end <= at + piece.length)));
    }
    const found = list.map(({ word }, at) => sought(book, word, isOpen && at === list.length - 1));
    const terms = await Promise.all(found);
    await Promise.all(asked);

    // For each word, what each record says of it.
    const hits = terms.map(({ groups }, at) => {
      const own = new Map();
      for (const [group, { worth }] of groups) {
        const records = said(group);
        const rare = Math.log(1 + count / records.length);
        for (const { at, level, fields, places } of records) {
          const score = rare * worth * level / 22;
          const before = own.get(at);
          if (!before) own.set(at, { score, fields, places, worth });
          else {
            before.score = Math.max(before.score, score);
            before.fields |= fields;
            before.places = [...before.places, ...places].sort((a, b) => a - b);
          }
        }
      }
      for (const [record, { of }] of names) if (of.has(list[at]) && !own.has(record)) own.set(record, { score: 0, fields: 0, places: [] });
      // A kind that is named is said of all its records.
      if (named && !named.rest.includes(list[at])) for (let record = named.kind.start; record < named.kind.start + named.kind[4]; record++) {
        if (!own.has(record)) own.set(record, { score: 0.5, fields: 1, places: [] });
      }
      return own;
    });

    // Words in quotation marks stand one behind the other; what is in every sentence has no places.
    const phrases = [...query.matchAll(/["“«„]([^"”»“]+)["”»“]/g)].map(({ 1: text, index: at }) => list.map((own, place) => place).filter((place) => list[place].at > at && list[place].end <= at + text.length + 1)).filter(({ length }) => length > 1);
    const isPlaced = terms.map(({ groups }) => [...groups.keys()].every(({ placed }) => placed));
    const stands = (record) => phrases.every((phrase) => {
      const placed = phrase.filter((place) => isPlaced[place]);
      if (!placed[0] && placed[0] !== 0) return true;
      const from = placed[0];
      return hits[from].get(record).places.some((at) => placed.every((place) => hits[place].get(record).places.includes(at + place - from)));
    });

    const scores = new Map();
    for (const own of hits) for (const [record, { score }] of own) {
      const before = scores.get(record) ?? { record, has: 0, score: 0 };
      before.has++;
      before.score += score;
      scores.set(record, before);
    }
    let full = [...scores.values()].filter(({ record, has }) => has === list.length && (!phrases[0] || stands(record)));
    let missing;
    if (!full[0] && list[0] && !phrases[0]) {
      // What has the most, and the rarest, of the words.
      full = [...scores.values()];
      const top = full.reduce((best, own) => (own.has > best.has || (own.has === best.has && own.score > best.score) ? own : best), { has: 0 });
      full = full.filter(({ has }) => has === top.has);
      missing = list.filter((_, at) => !hits[at].has(top.record)).map(({ at, end }) => query.slice(at, end));
    }
    const titled = list.map(({ word }) => word).join(" ");
    for (const own of full) {
      const { record } = own;
      if (hits.every((hit) => hit.get(record)?.fields & 1)) own.score += 100;
      const line = told.get(record);
      if (line && split(line.title).map(({ word }) => word).join(" ") === titled) own.score += 200;
      own.score += names.get(record)?.worth ?? 0;
    }
    const order = (a, b) => b.score - a.score || a.record - b.record;
    full.sort(order);
    // The nearer the words are, the better.
    for (const own of full.slice(0, most.near)) {
      for (let at = 1; at < hits.length; at++) {
        const [before, behind] = [hits[at - 1].get(own.record)?.places ?? [], hits[at].get(own.record)?.places ?? []];
        let near = Infinity;
        for (let i = 0, j = 0; i < before.length && j < behind.length;) {
          const far = behind[j] - before[i];
          near = Math.min(near, far > 0 ? far : 1 - far);
          if (far > 0) i++;
          else j++;
        }
        own.score += 2 / near;
      }
    }
    full.sort(order);
    const instead = terms.map(({ instead }, at) => instead && [query.slice(list[at].at, list[at].end), instead]).filter(Boolean);
    const meant = terms.flatMap(({ groups }) => [...groups]);
    return { full, missing, instead, meant };
  };

  // A sentence that says the most of what is meant, its words marked.
  const excerpt = (meant, record) => {
    const members = new Set(meant.flatMap(([, { meant }]) => meant));
    const sentences = new Set(meant.map(([group]) => group.best?.get(record)).filter(Boolean));
    let best;
    for (const sentence of sentences) {
      const marked = split(sentence).filter(({ word }) => members.has(word));
      const many = new Set(marked.map(({ word }) => word)).size;
      if (!best || many > best.many) best = { sentence, marked, many };
    }
    if (!best) return [];
    let from = 0;
    const pieces = best.marked.flatMap(({ at, end }) => {
      const before = best.sentence.slice(from, at);
      from = end;
      return [before, make("mark", {}, best.sentence.slice(at, end))];
    });
    return [make("p", { className: "excerpt" }, ...pieces, best.sentence.slice(from))];
  };

  // What narrows the answers: for each facet its name, its label, its values, and those of a record.
  const facets = async ({ kinds, count, kindOf }, kindLabel) => {
    const [columns] = await bring("facets");
    const own = kinds.filter(({ 4: many }) => many);
    const byKind = { name: "kind", label: kindLabel, values: own.map(([name, , plural]) => [name, plural]), of: (record) => [own.indexOf(kindOf(record))] };
    return [byKind, ...columns.map(([name, label, values, at, isMany, coded]) => {
      const { number } = read(coded);
      const of = Array.from({ length: count }, () => []);
      for (const { start, 4: many } of at.map((kind) => kinds[kind])) for (let record = start; record < start + many; record++) {
        const length = isMany ? number() : 1;
        for (let left = length; left--;) {
          const value = number() - !isMany;
          if (value >= 0) of[record].push(value);
        }
      }
      return { name, label, values, of: (record) => of[record] };
    })];
  };

  const finder = (box) => {
    const input = one("input", box);
    const status = one("[role=status]", box);
    const narrow = one(".narrow", box);
    const found = one(".found", box);
    const home = location.href;
    const book = index();
    const chosen = new Map(new URLSearchParams(location.search));
    chosen.delete("find");
    let columns;
    let turn = 0;
    let current;

    const narrows = () => columns?.filter(({ name }) => chosen.has(name)) ?? [];
    const has = (facet, record) => facet.of(record).some((value) => facet.values[value][0] === chosen.get(facet.name));
    const offer = (records) => {
      const selects = columns.map((facet) => {
        const others = narrows().filter((other) => other !== facet);
        const counts = facet.values.map(() => 0);
        for (const record of records) if (others.every((other) => has(other, record))) for (const value of facet.of(record)) counts[value]++;
        const options = facet.values.map(([value, label], at) => [value, label, counts[at]]).filter(([value, , many]) => many || chosen.get(facet.name) === value);
        if (!options[1] && !chosen.has(facet.name)) return "";
        const select = make("select", { name: facet.name }, make("option", { value: "" }, found.dataset.any), ...options.map(([value, label, many]) => make("option", { value }, `${label} (${many})`)));
        select.value = chosen.get(facet.name) ?? "";
        return make("label", {}, facet.label, select);
      });
      one("div", narrow).replaceChildren(...selects);
    };
    const keep = (query) => {
      const own = new URLSearchParams({ find: query, ...Object.fromEntries(narrows().map(({ name }) => [name, chosen.get(name)])) });
      try { history.replaceState(history.state, "", query || narrows()[0] ? `?${own}` : home); } catch { /* from disk */ }
    };

    const draw = async (own, { full, missing, instead, meant }, shown) => {
      const { told, tell, size } = await book;
      // Titles that no part tells are loaded, for as many answers as a few files hold.
      const wanted = full.slice(0, shown).map(({ record }) => record);
      const files = new Set(wanted.filter((record) => !told.has(record)).map((record) => `r${Math.floor(record / size)}`));
      const few = [...files].slice(0, shown > most.shown ? undefined : Math.max(1, most.files - current.files));
      for (const [, lines] of await Promise.all(few.map(bring))) tell(lines);
      if (own !== turn) return;
      const lines = wanted.slice(0, [...wanted, -1].findIndex((record) => !told.has(record)));
      const { dataset } = found;
      const say = (text, values) => make("p", { className: "note" }, text.replace(/\{(\w+)\}/g, (_, name) => values[name]));
      const notes = instead.map(([written, meant]) => say(dataset.instead, { written, meant }));
      if (missing?.[0] && full[0]) notes.push(say(dataset.missing, { words: missing.join(", ") }));
      const items = lines.map((record) => {
        const { href, number, title, label } = told.get(record);
        return make("li", {}, make("a", { href }, `${number} ${title}`.trim()), make("span", { className: "kind" }, label), ...excerpt(meant, record));
      });
      const focused = all("a", found).indexOf(document.activeElement);
      found.replaceChildren(...notes, make("ol", {}, ...items));
      if (lines.length < full.length) found.append(make("button", { type: "button", onclick: () => draw(own, { full, missing, instead, meant }, lines.length + most.more) }, dataset.more));
      if (focused >= 0) all("a", found)[focused]?.focus();
    };

    const search = async (written) => {
      const own = ++turn;
      const query = written.trim();
      box.ariaBusy = true;
      let result;
      try {
        const before = Object.keys(brought).length;
        const at = await book;
        result = query ? await answer(at, written.trimStart()) : { full: [], instead: [], meant: [] };
        if (own !== turn) return;
        if ([...chosen.keys()].length || narrow.open) columns ??= await facets(at, narrow.dataset.kind);
        if (own !== turn) return;
        if (!query && narrows()[0]) result.full = Array.from({ length: at.count }, (_, record) => ({ record }));
        const records = result.full.map(({ record }) => record);
        if (columns) offer(query ? records : Array.from({ length: at.count }, (_, record) => record));
        result.full = result.full.filter(({ record }) => narrows().every((facet) => has(facet, record)));
        current = { files: Object.keys(brought).length - before };
        await draw(own, result, most.shown);
        if (own !== turn) return;
        status.textContent = query || narrows()[0] ? found.dataset.count.replace("{count}", result.full.length) : "";
        keep(query);
        box.dataset.answered = query;
      } catch {
        if (own === turn) status.textContent = found.dataset.failed;
      }
      if (own === turn) box.ariaBusy = false;
    };

    let running;
    const run = () => running = search(input.value);
    input.oninput = run;
    narrow.ontoggle = run;
    narrow.onchange = ({ target: { name, value } }) => {
      if (value) chosen.set(name, value);
      else chosen.delete(name);
      run();
    };
    box.onkeydown = async (event) => {
      const { key, target, isComposing } = event;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      const stops = [input, ...all("a", found)];
      if (step && stops.includes(target)) stops.at((stops.indexOf(target) + step) % stops.length).focus();
      else if (key === "Enter" && target === input && !isComposing) running.then(() => one("a", found)?.click());
      else if (key === "Escape") box.close();
      else return;
      event.preventDefault();
    };
    box.onclose = () => { try { history.replaceState(history.state, "", home); } catch { /* from disk */ } };
    return (query) => {
      input.value = query;
      if ([...chosen.keys()].length) narrow.open = true;
      run();
      box.showModal();
      input.focus();
    };
  };

  const build = async () => {
    const [html] = await bring("box");
    document.body.append(...new DOMParser().parseFromString(html, "text/html").body.children);
    const single = one("dialog.keys input");
    single.checked = recall("keys") !== "off";
    single.onchange = () => remember("keys", single.checked ? "" : "off");
    const box = one("dialog.finder");
    return { finder: box && finder(box), keys: () => one("dialog.keys").showModal() };
  };
  let boxes;

  // Opens the box of this name: `finder`, with something to find, or `keys`.
  tools.open = async (name, query) => {
    boxes ??= build();
    const box = (await boxes)[name];
    if (!one("dialog[open]")) box(query());
  };
}
