// That scores are what they say: a measure that is wrong would hold nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { score, table } from './judged.mjs';

const query = (...wanted) => ({ wanted });

test('the best answer counts by its rank, and not beyond the fifth', () => {
  const wanted = query(['a']);
  const reciprocal = (...paths) => score(wanted, paths).reciprocal;
  assert.deepEqual(
    [reciprocal('a', 'b'), reciprocal('b', 'a'), reciprocal('b', 'c', 'd', 'e', 'a'), reciprocal('b', 'c', 'd', 'e', 'f', 'a'), reciprocal()],
    [1, 1 / 2, 1 / 5, 0, 0],
  );
});

test('of several that should be found only the best counts for the rank, and all for recall', () => {
  assert.deepEqual(score(query(['a'], ['b']), ['b', 'c', 'a']), { recall: 1, reciprocal: 1 / 3 });
  assert.deepEqual(score(query(['a'], ['b']), ['a', 'c']), { recall: 1 / 2, reciprocal: 1 });
});

test('what is as good as another stands for it', () => {
  assert.deepEqual(score(query(['a', 'b']), ['c', 'b', 'a']), { recall: 1, reciprocal: 1 / 2 });
});

test('where nothing should be found, any answer is wrong', () => {
  assert.deepEqual([score(query(), []), score(query(), ['a'])], [
    { recall: 1, reciprocal: 1 },
    { recall: 0, reciprocal: 0 },
  ]);
});

test('a class has the mean of its queries, and the last line that of all', () => {
  const lines = table([
    { class: 'b', recall: 1, reciprocal: 0 },
    { class: 'a', recall: 1, reciprocal: 1 },
    { class: 'b', recall: 0, reciprocal: 0.5 },
  ]);
  assert.deepEqual(lines, [
    { class: 'a', queries: 1, recall: 1, reciprocal: 1 },
    { class: 'b', queries: 2, recall: 0.5, reciprocal: 0.25 },
    { class: 'all', queries: 3, recall: 2 / 3, reciprocal: 0.5 },
  ]);
});
