// A word that no text has, or hardly any: what may be meant by it. Loaded when that is asked first.
{
  // How many letters are put in, left out, changed or exchanged between two words.
  const slips = (a, b) => {
    let before;
    let last = [...b, 0].map((_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  tools.missed = async ({ word, members, own, found, add, open, bring, ending }) => {
    const limit = (word.length > 4) + (word.length > 9);
    const near = (list) => list.filter((member) => Math.abs(member.length - word.length) <= limit && member !== word)
      .map((member) => [slips(word, member), member]).filter(([far]) => far <= limit).sort(([a], [b]) => a - b);
    if (found.size) {
      for (const [far, member] of near(own)) {
        if (far < 2 && members.get(member).some((group) => group.list && open(group).records.length > 3)) await add(member, 0.7, members);
      }
      return { found };
    }
    // An article of Arabic or Hebrew.
    const bare = word.replace(/^(?:و?ال|ה)/, "");
    for (const article of { Arab: ["", "ال", "وال"], Hebr: ["", "ה"] }[["Arab", "Hebr"].find((name) => new RegExp(`^\\p{sc=${name}}`, "u").test(word))] ?? []) {
      if (!found.size) await add(article + bare, 0.9);
    }
    if (found.size) return { found };
    // An inflection that no text has.
    const fits = ({ stem }) => stem.length > 2 && word.startsWith(stem) && word.length - stem.length <= Math.max(4, stem.length);
    const [longest] = [...members.values()].flat().filter((group) => group.list && !group.list[0].endsWith("=") && fits(open(group))).sort((a, b) => b.stem.length - a.stem.length);
    let list = near(own);
    if (longest) {
      await add(longest.list[0], 0.9, members);
      // Or it is a slip in another word: `civilans` begins as civil does, and civilians are meant.
      for (const [far, member] of list) if (far < 2) await add(member, 0.9, members);
    }
    if (found.size || !limit) return { found };
    // A slip; words with one among their first letters are elsewhere.
    if (!list[0]) list = near((await bring(`s${ending([...word].reverse().join(""))}`))[0].split(" "));
    for (const [far, member] of list.filter(([far]) => far === list[0][0]).slice(0, 3)) await add(member, 0.9 - far / 10);
    return { found, instead: list[0]?.[1] };
  };
}
