const MOST = 128;

/** What is wrong with a name, for a person; '' for nothing. Characters are counted as people do: an emoji is one. */
export function nameProblem(value) {
  const name = value.trim();
  if (!name) return 'Enter a name: one of spaces only is none.';
  const characters = [...name].length;
  return characters > MOST ? `A name has ${MOST} characters at most, and this one has ${characters}.` : '';
}
