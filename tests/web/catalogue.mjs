// A made-up report with a long index.

/** The files of a report of so many controls and so many people, who have this name and a number, and own them. */
export function catalogue(records, owners, name) {
  const book = `[book]
title = "Catalogue"
src = "content"
[kinds.person]
label = "Person"
plural = "People"
[kinds.control]
label = "Control"
plural = "Controls"
[kinds.control.fields]
owner = { type = "reference", to = "person", label = "Owner" }
family = { type = "choice", values = { a = "First", b = "Second" }, label = "Family" }
size = { type = "integer", label = "Size" }
sum = { type = "text", label = "Sum" }
`;
  const people = Array.from({ length: owners }, (_, at) => `## ${name} ${at} {#emile-${at} .person}\n\nA person.\n`);
  const controls = Array.from({ length: records }, (_, at) => `## Control ${at} {#c-${at} .control}\n+++\nnumber = "AC-${at}"\nowner = "emile-${at % owners}"\nfamily = "${at % 2 ? 'b' : 'a'}"\nsize = ${records - 1 - at}\nsum = "=1+${at}, \\"${at}\\""\n+++\n\nDo it.\n`);
  return {
    'book.toml': book,
    'content/index.md': '# Catalogue\n\nAll [controls](catalogue.md), and [who](people.md) does them.\n',
    'content/catalogue.md': `# Controls in order\n\n${controls.join('\n')}`,
    'content/people.md': `# People\n\n${people.join('\n')}`,
  };
}
