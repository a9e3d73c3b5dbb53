// Finding a record by its number, title or text, and the list of shortcuts; loaded when first asked
// for. What the files of the index hold, and how words are folded and told apart, stands in src/search/.
{
  const { all, one, make, script, recall, remember, words } = tools;

  // What the scripts of the index bring, by their names.
  const root = words.find.replace(/assets\/find-.*/, "");
  const brought = {};
  const waiting = {};
  tools.part = (name, ...data) => waiting[name](data);
  const bring = (name) => brought[name] ??= new Promise((done, failed) => {
    waiting[name] = done;
    script(`${root}find/${document.documentElement.lang}/${name}.js`).catch(() => failed(delete brought[name]));
  });

  const unspaced = "\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Mymr}\\p{sc=Khmr}\\p{sc=Hani}\\p{sc=Hira}\\p{sc=Kana}ー";
  const run = new RegExp(`([${unspaced}][${unspaced}\\p{M}]*)|(?:(?<=\\d)\\.(?=\\d)|(?![${unspaced}])[\\p{Alphabetic}\\p{N}\\p{M}\\xad\\u200b-\\u200f\\u2060\\ufeff])+`, "gu");
  const plain = { ł: "l", ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ð: "d", þ: "th", ħ: "h", ŧ: "t", ı: "i", ς: "σ", ى: "ي", ة: "ه" };
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\xad\u200b-\u200f\u2060\ufeff]/g, "").toLowerCase().replace(/[łøæœßđðþħŧıςىة]/g, (letter) => plain[letter]).normalize("NFC");
  const segmenter = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
  const split = (text) => [...text.matchAll(run)].flatMap(({ 0: word, 1: isLong, index }) => (isLong ? [...segmenter.segment(word)] : [{ segment: word, index: 0 }])
    .map(({ segment, index: at }) => ({ isLong, word: fold(segment), at: index + at, end: index + at + segment.length })).filter(({ word }) => word));
  const said = (text) => split(text).map(({ word }) => word).join(" ");
  const key = (text) => (fold(text).match(/\p{N}+|(?:(?!\p{N})[\p{Alphabetic}\p{M}])+/gu) ?? []).join("-");

  const read = (text, at = 0) => {
    const digit = () => {
      const code = text.charCodeAt(at++);
      return code - 33 - (code > 34) - (code > 92);
    };
    const number = (high = 0) => {
      const own = digit();
      return own > 63 ? number(high * 28 + own - 64) : high * 64 + own;
    };
    return { digit, number, more: () => at < text.length };
  };

  const readIndex = async () => {
    const [, kinds, heads, tails, end, few, size] = await bring("index");
    let count = 0;
    for (const kind of kinds) count = (kind.start = count) + kind[4];
    const kindOf = (number) => kinds.find(({ start, 4: own }) => number < start + own);
    const told = new Map();
    const tell = (lines) => {
      let at = 0;
      for (const line of lines.split("\n").slice(0, -1)) {
        const [step, title, number = "", path = ""] = line.split("\t");
        // Most paths begin with what is made of the title.
        const slug = (title.replace(/\x27/g, "").toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-");
        at += +step;
        const [, label, , address] = kindOf(at);
        told.set(at, { title, label, text: `${number} ${title}`.trim(), href: root + (path[0] === "/" ? path.slice(1) : `${address}${path.replace(/^(?=-|$)/, slug)}/`) + end });
      }
    };
    tell(few);

    const parts = {};
    const part = (at) => parts[at] ??= bring(at).then(([groups, lines]) => {
      tell(lines);
      const members = new Map();
      for (const [list, coded, sentences] of groups) {
        const [own, stem] = list.split("/");
        const group = sentences ? { list: own.split(" "), stem, coded, sentences } : coded;
        for (const member of own.split(" ")) members.set(member, [...members.get(member) ?? [], group]);
      }
      return members;
    });
    const place = (list) => {
      const starts = list.split(" ");
      return (word) => Math.max(0, starts.findLastIndex((head) => head <= word));
    };

    // What a group says of records: their levels, fields and positions.
    const open = (group) => {
      if (group.records) return group;
      const { digit, number, more } = read(group.coded);
      const own = group.list[0].slice(0, number());
      group.stem ??= own;
      group.placed = number();
      group.records = [];
      for (let last = 0; more();) {
        last += number();
        const level = digit();
        const places = [];
        if (group.placed) for (let left = number() + 1, at = 0; left--;) places.push(at += number());
        group.records.push({ at: last, level: level >> 2, fields: level & 3, places });
      }
      const best = [...group.records].sort((a, b) => b.level - a.level || a.at - b.at);
      group.best = new Map(group.sentences.map((sentence, at) => [best[at].at, sentence]));
      return group;
    };
    return { kinds, count, kindOf, told, tell, part, size, open, place: place(heads), ending: place(tails) };
  };

  const isName = (member) => member.endsWith("=");
  const hasDigit = (word) => /\p{N}/u.test(word);

  let missing;
  // Which groups a word finds, what each is worth, and which words are meant.
  const seek = async ({ part, place, open, ending }, word, isOpen) => {
    const found = new Map();
    const add = async (member, worth, members) => {
      for (let group of (members ?? await part(place(member))).get(member) ?? []) {
        // The noun of a verb, or the verb of a noun.
        if (group.trim) {
          if (worth > 0.6) await add(group, worth * 0.6);
          continue;
        }
        if (group >= 0) group = (await part(group)).get(member).find((own) => own.list);
        if (!found.has(group)) found.set(open(group), { worth, meant: group.list.filter((own) => worth > 0.5 || own.startsWith(word)) });
      }
    };
    const members = await part(place(word));
    await add(word, 1, members);
    const own = [...members.keys()].filter((member) => !isName(member));
    if (isOpen) for (const member of own.filter((member) => member.startsWith(word)).slice(0, 60)) await add(member, 0.3, members);
    // A word that few texts have may be a slip of theirs, too.
    const few = [...found.keys()].every(({ records }) => records.length < 3);
    if (hasDigit(word) || !few || (found.size && word.length < 5)) return { found };
    await (missing ??= script(root + one(".found").dataset.slip));
    return tools.missed({ word, members, own, found, add, open, bring, ending });
  };

  // The kind that a query begins or ends with, and the words without it.
  const kindIn = ({ kinds }, list, query) => {
    for (const kind of kinds.filter(({ 4: many }) => many)) for (const label of kind.slice(0, 3).map(split)) for (const name of [label, label.slice(-1)]) {
      const rest = list.length - name.length;
      const is = (from) => rest > 0 && name[0] && name.every(({ word }, at) => word === list[from + at].word || (list[from + at].word.length > 2 && word.startsWith(list[from + at].word)));
      if (is(0)) return { kind, rest: list.slice(name.length), below: query.slice(list[name.length].at) };
      if (is(rest)) return { kind, rest: list.slice(0, rest), below: query.slice(0, list[rest].at) };
    }
  };

  // The words of a query. What the browser takes for one word may be several to the index.
  const listed = async ({ part, place }, query) => {
    const list = [];
    for (const own of split(query)) {
      let { word, at } = own;
      while (own.isLong && word) {
        const members = [...(await part(place(word))).keys()];
        if (members.some((member) => member.startsWith(word))) break;
        const known = members.filter((member) => word.startsWith(member)).sort((a, b) => b.length - a.length)[0];
        if (!known || known === word) break;
        list.push({ word: known, place: list.length, at, end: at += known.length });
        word = word.slice(known.length);
      }
      list.push({ word, place: list.length, at, end: own.end });
    }
    return list;
  };

  // How far the nearest of some places are from others.
  const far = (before, behind) => {
    let near = Infinity;
    for (let i = 0, j = 0; i < before.length && j < behind.length;) {
      const step = behind[j] - before[i];
      near = Math.min(near, step > 0 ? step : 1 - step);
      if (step > 0) i++;
      else j++;
    }
    return near;
  };

  // What a title is worth to these words.
  const titled = ({ title, label }, whole, named) => {
    const own = said(title);
    const has = own.split(" ");
    const all = whole.join(" ");
    return 200 * (own === all || (label === named?.kind[1] && own === said(named.below))) + 10 * own.startsWith(all) + 20 * whole.filter((word) => has.includes(word)).length / whole.length + 10 / has.length;
  };

  // The answers to a query, best first.
  const answer = async (book, query) => {
    const { count, kindOf, told, part, place, open } = book;
    const isOpen = !/[\s"”»]$/.test(query);
    let list = await listed(book, query);
    const named = kindIn(book, list, query);
    // A few files tell enough: those of the longest words.
    const last = list.at(-1);
    const files = new Set([query, named?.below ?? query].map(key).filter(Boolean).map((own) => place(`${own}=`)));
    const isRead = ({ word }) => files.has(place(word)) || (files.size < 4 && files.add(place(word)));
    const read = new Set([...list].sort((a, b) => hasDigit(b.word) - hasDigit(a.word) || b.word.length - a.word.length).filter(isRead));
    list = list.filter((own) => read.has(own));

    // Names: of the whole query, without the kind, and of each piece that has a digit.
    const names = new Map();
    const name = async (text, worth, of, kind) => {
      const own = key(text);
      const file = place(`${own}=`);
      if (!own || (files.size > 3 && !files.has(file))) return;
      files.add(file);
      for (const [member, [group]] of await part(file)) {
        const is = member === `${own}=`;
        if (!group.list || (!is && !(isOpen && worth > 150 && isName(member) && hasDigit(own) && member.startsWith(own)))) continue;
        for (const { at } of open(group).records) if (!kind || kindOf(at) === kind) {
          const before = names.get(at) ?? { worth: 0, of: [] };
          names.set(at, { worth: Math.max(before.worth, is ? worth : 60), of: [...before.of, ...of] });
        }
      }
    };
    const asked = [name(query, 1000, list)];
    if (named) asked.push(name(named.below, 900, list, named.kind));
    const inside = (pattern) => [...query.matchAll(pattern)].map(({ 0: text, index: at }) => [text, list.filter((own) => own.at >= at && own.end <= at + text.length)]);
    // A number may be typed apart: `cp 9`.
    list.forEach((own, at) => {
      const before = list[at - 1];
      if (hasDigit(own.word) && before && !hasDigit(before.word)) asked.push(name(query.slice(before.at, own.end), 150, [before, own]));
    });
    const symbols = inside(/[^\s–—;,]*[\p{N}&][^\s–—;,]*(?: \(\S*\p{N}\S*)?/gu);
    for (const [text, of] of symbols) if (text.length < query.length) asked.push(name(text, 150, of));
    const terms = await Promise.all(list.map((own) => seek(book, own.word, isOpen && own === last)));
    await Promise.all(asked);

    // For each word, what each record says of it.
    const hits = terms.map(({ found }, place) => {
      const own = new Map();
      const put = (record, score, fields = 0, places = []) => {
        const before = own.get(record);
        own.set(record, before ? { score: Math.max(before.score, score), fields: before.fields | fields, places: before.places.concat(places).sort((a, b) => a - b) } : { score, fields, places });
      };
      const isExact = [...found.values()].some(({ worth }) => worth === 1);
      for (const [{ records }, { worth }] of found) {
        const rare = Math.log(1 + count / records.length);
        for (const { at, level, fields, places } of records) put(at, rare * worth * level / 22, isExact && worth < 0.5 ? fields & 2 : fields, places);
      }
      for (const [record, { of }] of names) if (of.includes(list[place])) put(record, 0);
      // A kind that is named is said of all its records.
      if (named && !named.rest.includes(list[place])) for (let left = named.kind[4]; left--;) put(named.kind.start + left, 0.5, 1);
      return own;
    });

    // Words in quotation marks, and the pieces of a symbol, stand one behind the other; what is in
    // every sentence has no places.
    const phrases = [...inside(/["“«„]([^"”»“]+)/g), ...symbols].map(([, of]) => of.map((own) => list.indexOf(own)).filter((place) => [...terms[place].found.keys()].every(({ placed }) => placed))).filter(({ length }) => length > 1);
    const stands = (record, [from, ...rest]) => hits[from].get(record).places.some((at) => rest.every((place) => hits[place].get(record).places.includes(at + list[place].place - list[from].place)));
    const scores = new Map();
    for (const own of hits) for (const [record, { score }] of own) {
      const before = scores.get(record);
      scores.set(record, { record, has: (before?.has ?? 0) + 1, rare: (before?.rare ?? 0) + Math.log(1 + count / own.size), score: (before?.score ?? 0) + score });
    }
    let full = [...scores.values()].filter(({ record, has }) => has === list.length && (names.has(record) || phrases.every((phrase) => stands(record, phrase))));
    let missing;
    if (!full[0]) {
      // What has the most, and the rarest, of the words. Half of a number is no answer.
      full = [...scores.values()].sort((a, b) => b.rare - a.rare || b.score - a.score);
      missing = list.filter((_, at) => !hits[at].has(full[0]?.record));
      if (!missing[0]) missing = list;
      full = phrases[0] || missing.some(({ word }) => hasDigit(word)) ? [] : full.filter(({ rare }) => rare > 0.6 * full[0].rare);
      missing = missing.map(({ at, end }) => query.slice(at, end));
      for (const own of full) own.score += 60 * own.rare / full[0].rare;
    }
    const whole = list.map(({ word }, at) => terms[at].instead ?? word);
    for (const own of full) {
      const worth = names.get(own.record)?.worth ?? 0;
      // Numbers that begin so stand in their order.
      if (worth === 60) own.score = 0;
      own.score += worth + 100 * hits.every((hit) => hit.get(own.record)?.fields & 1);
      if (told.has(own.record)) own.score += titled(told.get(own.record), whole, named);
    }
    const order = () => full.sort((a, b) => b.score - a.score || a.record - b.record);
    // The nearer the words are, the better.
    for (const own of order().slice(0, 300)) hits.slice(1).forEach((hit, at) => own.score += 2 / far(...[hits[at], hit].map((hit) => hit.get(own.record)?.places ?? [])));
    return { full: order(), missing, instead: terms.flatMap(({ instead }, at) => (instead ? [{ written: query.slice(list[at].at, list[at].end), meant: instead }] : [])), meant: terms.flatMap(({ found }) => [...found]), files: files.size };
  };

  // The sentence that says the most of what is meant, its words marked.
  const excerpt = (meant, record) => {
    const members = new Set(meant.flatMap(([, { meant }]) => meant));
    const sentences = meant.map(([{ best }]) => best.get(record)).filter(Boolean).map((text) => {
      const marked = split(text).filter(({ word }) => members.has(word));
      return { text, marked, many: new Set(marked.map(({ word }) => word)).size };
    });
    const [best] = sentences.sort((a, b) => b.many - a.many);
    if (!best) return [];
    let from = 0;
    const pieces = best.marked.flatMap(({ at, end }) => [best.text.slice(from, at), make("mark", {}, best.text.slice(at, from = end))]);
    return [make("p", { className: "excerpt" }, ...pieces, best.text.slice(from))];
  };

  const finder = (box) => {
    const [input, status, narrow, found] = ["input", "[role=status]", ".narrow", ".found"].map((name) => one(name, box));
    const { dataset } = found;
    const home = location.href;
    let book = readIndex();
    const chosen = new URLSearchParams(location.search);
    chosen.delete("find");
    let filter;
    let turn = 0;
    let running;

    // From disk, no address can be changed.
    const keep = (address) => { try { history.replaceState(history.state, "", address); } catch {} };

    const draw = async (own, result, most) => {
      const { told, tell, size } = await book;
      const { full, missing, instead, meant, files } = result;
      // Titles that no part tells are loaded, for as many answers as a few files hold.
      const wanted = full.slice(0, most).map(({ record }) => record);
      const lacking = wanted.filter((record) => !told.has(record));
      const needed = [...new Set(lacking.map((record) => `r${Math.floor(record / size)}`))];
      for (const [lines] of await Promise.all(needed.slice(0, most > 10 ? 99 : Math.max(lacking[0] === wanted[0], 4 - files)).map(bring))) tell(lines);
      if (own !== turn) return;
      const shown = wanted.slice(0, [...wanted, -1].findIndex((record) => !told.has(record)));
      const say = (text, values) => make("p", {}, text.replace(/\{(\w+)\}/g, (_, name) => values[name]));
      const notes = instead.map((values) => say(dataset.instead, values));
      if (missing?.[0]) notes.push(say(full[0] ? dataset.missing : dataset.nothing, { words: missing.join(", ") }));
      const items = shown.map((record) => {
        const { href, text, label } = told.get(record);
        return make("li", {}, make("a", { href }, text), make("span", { className: "kind" }, label), ...excerpt(meant, record));
      });
      const more = make("button", { type: "button", onclick: () => draw(own, result, shown.length + 20).then(() => all("a", found)[shown.length]?.focus()) }, dataset.more);
      found.replaceChildren(...notes, make("ol", {}, ...items), ...shown.length < full.length ? [more] : []);
    };

    const search = async () => {
      const own = ++turn;
      const query = input.value.trim();
      box.ariaBusy = true;
      try {
        const at = await book;
        const every = [...Array(at.count)].map((_, record) => ({ record }));
        if ([...chosen][0] || narrow.open) filter ??= await script(root + narrow.dataset.script).then(async () => tools.narrow(at, (await bring("facets"))[0], read, chosen, narrow));
        const by = filter?.chosen() ?? [];
        const result = query ? await answer(at, input.value.trimStart()) : { full: by[0] ? every : [], instead: [], meant: [], files: 0 };
        if (own !== turn) return;
        if (filter) result.full = filter.narrow(query ? result.full : every, result.full);
        await draw(own, result, 10);
        if (own !== turn) return;
        const isAsked = query || by[0];
        status.textContent = isAsked ? dataset.count.replace("{count}", result.full.length) : "";
        if (box.open) keep(isAsked ? `?${new URLSearchParams([["find", query], ...by])}` : home);
        box.dataset.answered = query;
      } catch {
        if (own === turn) status.textContent = dataset.failed;
      }
      if (own === turn) box.ariaBusy = false;
    };
    const run = () => running = search();
    input.oninput = narrow.ontoggle = run;
    narrow.onchange = ({ target: { name, value } }) => {
      chosen.delete(name);
      if (value) chosen.set(name, value);
      run();
    };
    box.onkeydown = (event) => {
      const { key, target, isComposing } = event;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      const stops = [input, ...all("a", found)];
      if (step && stops.includes(target)) stops.at((stops.indexOf(target) + step) % stops.length).focus();
      else if (key === "Enter" && target === input && !isComposing) running.then(() => one("a", found)?.click());
      else if (key === "Escape") box.close();
      else return;
      event.preventDefault();
    };
    box.onclose = () => keep(home);
    // The preview has changed the report.
    addEventListener("morphed", () => {
      for (const name in brought) delete brought[name];
      book = readIndex();
      filter = undefined;
      if (box.open) run();
    });
    return (query) => {
      input.value = query;
      run();
      box.showModal();
      input.focus();
    };
  };

  const build = async () => {
    const [html, kinds] = await bring("index");
    document.body.append(...new DOMParser().parseFromString(html, "text/html").body.children);
    const single = one("dialog.keys input");
    single.checked = recall("keys") !== "off";
    single.onchange = () => remember("keys", single.checked ? "" : "off");
    return { finder: kinds && finder(one("dialog.finder")), keys: () => one("dialog.keys").showModal() };
  };
  let boxes;

  // Opens the box of this name: `finder`, with something to find, or `keys`.
  tools.open = async (name, query) => {
    boxes ??= build();
    const box = (await boxes)[name];
    if (!one("dialog[open]")) box(query());
  };
}
