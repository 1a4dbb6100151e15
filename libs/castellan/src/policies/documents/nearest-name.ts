const LONGEST = 40;

/** The name that was probably meant: one at most two letters away. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  if (written.length > LONGEST) return undefined;
  const distances = names.map((name) => ({
    name,
    letters: lettersBetween(written.toLowerCase(), name.toLowerCase()),
  }));
  const [best] = distances.sort((left, right) => left.letters - right.letters);
  return best !== undefined && best.letters <= Math.min(2, best.name.length / 2) ? best.name : undefined;
}

/** How many letters have to be added, dropped or replaced. */
function lettersBetween(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
