// What readers ask, what they should find, and how well they found it.

import { readFileSync } from 'node:fs';

/** How many answers a reader looks at. */
const LOOKED_AT = 5;

/**
 * The judged queries of a file, which has a line for each: the report, and after a slash the language
 * in which its box is opened; the class; the query; what should be found; and words that the box has
 * to name as not found.
 *
 * A query that begins with `?` is an address: `?find=mandate&kind=theme`. What should be found are
 * paths below the home page, best first, with spaces between; `|` stands between paths that are as
 * good as each other, and `-` alone for nothing.
 */
export function judged(file) {
  return rows(file).map(([report, kind, query, wanted, missing]) => {
    if (!wanted) throw new Error(`${file}: nothing is said of what ‘${query}’ should find`);
    const [name, language = ''] = report.split('/');
    return {
      ...{ report: name, language, class: kind, query },
      typed: query.startsWith('?') ? new URLSearchParams(query).get('find') : query,
      wanted: wanted === '-' ? [] : wanted.split(' ').map((path) => path.split('|')),
      missing: missing?.split(' ') ?? [],
    };
  });
}

/** The cells of a table with tabs between; lines that begin with `#` say something of it. */
export function rows(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('# '))
    .map((line) => line.split('\t'));
}

/** The rank of the best answer, from 1, or `undefined` where it is missing. */
export function rank({ wanted }, paths) {
  if (!wanted.length) return paths.length ? undefined : 1;
  const at = paths.findIndex((path) => wanted[0].includes(path));
  return at < 0 ? undefined : at + 1;
}

/**
 * How well a query was answered, both from 0 to 1: `recall`, the share of what should be found among
 * the first five, and `reciprocal`, 1 for the best answer in the first place, 1/2 in the second, and
 * 0 after the fifth.
 */
export function score(query, paths) {
  const first = paths.slice(0, LOOKED_AT);
  const at = rank(query, first);
  const reciprocal = at ? 1 / at : 0;
  if (!query.wanted.length) return { recall: reciprocal, reciprocal };
  const found = query.wanted.filter((same) => same.some((path) => first.includes(path)));
  return { recall: found.length / query.wanted.length, reciprocal };
}

/** Of each class, and of all: how many queries it has, and its mean scores. */
export function table(scored) {
  const classes = [...new Set(scored.map((query) => query.class))].sort();
  return [...classes, 'all'].map((name) => {
    const members = scored.filter((query) => name === 'all' || query.class === name);
    return {
      ...{ class: name, queries: members.length },
      recall: mean(members.map(({ recall }) => recall)),
      reciprocal: mean(members.map(({ reciprocal }) => reciprocal)),
    };
  });
}

/** The same in words, a line for each class. */
export function printed(lines) {
  return [
    `${'class'.padEnd(14)} queries  recall@5    MRR`,
    ...lines.map(({ class: name, queries, recall, reciprocal }) => `${name.padEnd(14)} ${String(queries).padStart(7)} ${recall.toFixed(3).padStart(9)} ${reciprocal.toFixed(3).padStart(6)}`),
  ].join('\n');
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
