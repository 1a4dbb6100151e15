/** Tests for the names of fields, made of the fields of one rule. */
export interface FieldPatterns {
  /** Whether a field is one of them. */
  matches(field: string): boolean;
  /**
   * Whether a field is one of them, lies inside of one or around one. Writing `address` also writes `address.city`,
   * and the other way round, so a rule that forbids one forbids both.
   */
  touches(field: string): boolean;
}

/**
 * In a name, `*` stands for anything but a dot and `**` for anything. CASL's own patterns let a rule that allows
 * `address.*` allow `address` too, and with it whatever is deeper inside.
 */
export function fieldPatterns(names: readonly string[]): FieldPatterns {
  const each = names.map((name) => (name.includes('*') ? pattern(parsePattern(name)) : literal(name)));
  return {
    matches: (field) => each.some((one) => one.matches(field)),
    touches: (field) => each.some((one) => one.touches(field)),
  };
}

function literal(name: string): FieldPatterns {
  return {
    matches: (field) => field === name,
    touches: (field) => field === name || liesInside(field, name) || liesInside(name, field),
  };
}

function liesInside(inner: string, outer: string): boolean {
  return inner.length > outer.length && inner[outer.length] === '.' && inner.startsWith(outer);
}

function pattern({ start, rest }: Pattern): FieldPatterns {
  return {
    matches: (field) => field.startsWith(start) && new Reading(rest).take(field, start.length).isWhole,
    touches(field) {
      const inside = `${field}.`;
      if (inside.length < start.length) return start.startsWith(inside);
      if (!inside.startsWith(start)) return false;
      const reading = new Reading(rest).take(inside, start.length);
      return reading.wasWholeBeforeDot || reading.isAlive;
    },
  };
}

const STAR = -1;
const STARS = -2;
const DOT = '.'.charCodeAt(0);

interface Pattern {
  /** What stands before the first star: most fields differ there already. */
  readonly start: string;
  /** What follows: the codes of characters, and those of the stars. */
  readonly rest: readonly number[];
}

function parsePattern(name: string): Pattern {
  const star = name.indexOf('*');
  const rest = name
    .slice(star)
    .split(/(\*+)/)
    .flatMap((part) => {
      if (part.startsWith('*')) return [part === '*' ? STAR : STARS];
      return Array.from({ length: part.length }, (_, index) => part.charCodeAt(index));
    });
  return { start: name.slice(0, star), rest };
}

/**
 * Reads a text in all ways that a pattern allows at once: the text comes from a client, and each of its characters
 * must cost the same, however it is made.
 */
class Reading {
  readonly #pattern: readonly number[];
  /** For each place in the pattern, whether what is read so far leads there. */
  readonly #reached: Uint8Array;
  /** Whether what is read so far can be the beginning of a match. */
  isAlive = true;
  /** Whether what stands before a dot was a match. */
  wasWholeBeforeDot = false;

  constructor(pattern: readonly number[]) {
    this.#pattern = pattern;
    this.#reached = new Uint8Array(pattern.length + 1);
    this.#reached[0] = 1;
    this.#skipStars();
  }

  /** Whether what is read so far is a match. */
  get isWhole(): boolean {
    return this.#reached[this.#pattern.length] === 1;
  }

  take(text: string, from: number): this {
    for (let index = from; index < text.length && this.isAlive; index++) {
      const code = text.charCodeAt(index);
      if (code === DOT && this.isWhole) this.wasWholeBeforeDot = true;
      this.#step(code);
    }
    return this;
  }

  #step(code: number): void {
    const pattern = this.#pattern;
    const reached = this.#reached;
    this.isAlive = false;
    // Backwards, because a place is reached from the one before it.
    for (let place = pattern.length; place >= 0; place--) {
      const stays = reached[place] === 1 && isStarFor(pattern[place], code);
      const comes = reached[place - 1] === 1 && pattern[place - 1] === code;
      reached[place] = stays || comes ? 1 : 0;
      this.isAlive ||= stays || comes;
    }
    this.#skipStars();
  }

  /** A star may stand for nothing. */
  #skipStars(): void {
    this.#pattern.forEach((expected, place) => {
      if (expected < 0 && this.#reached[place] === 1) this.#reached[place + 1] = 1;
    });
  }
}

function isStarFor(expected: number | undefined, code: number): boolean {
  return expected === STARS || (expected === STAR && code !== DOT);
}
