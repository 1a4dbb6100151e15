const LONGEST_WORD = 48;
const LARGEST_DISTANCE = 3;

/** The name that is most like a word, whatever its capitals and dashes; `undefined` where none is like it. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const plain = bare(word.slice(0, LONGEST_WORD));
  const [best] = names
    .map((name) => ({ name, distance: editDistance(plain, bare(name)) }))
    .sort((a, b) => a.distance - b.distance);
  // A short name is not like every other short word.
  const isLike =
    best !== undefined && best.distance <= Math.min(LARGEST_DISTANCE, bare(best.name).length / 2);
  return isLike ? best.name : undefined;
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** How many letters have to be added, left out or exchanged (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const exchanged = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
