// How a test fails: with everything that it found, one finding to a line.

const SHOWN = 60;
const IN_FILE = /^(\S+\.(?:html|css|js)): ([\s\S]*)$/;

/** Fails unless nothing was found. What several files have in common is said once. */
export function expectNothing(findings) {
  const groups = new Map();
  for (const finding of new Set(findings)) {
    const [, file, fault] = IN_FILE.exec(finding) ?? [undefined, undefined, finding];
    groups.set(fault, [...(groups.get(fault) ?? []), file]);
  }
  if (groups.size === 0) return;
  const lines = [...groups].map(([fault, files]) => {
    if (files[0] === undefined) return fault;
    const shown = files.slice(0, 3).join(', ');
    return `${files.length > 3 ? `${shown} and ${files.length - 3} more` : shown}: ${fault}`;
  });
  const cut = lines.length > SHOWN ? [...lines.slice(0, SHOWN), `and ${lines.length - SHOWN} more`] : lines;
  const error = new Error(`${lines.length} found\n${cut.join('\n')}`);
  error.stack = error.message;
  throw error;
}
