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
    touches: (field) => field === name || field.startsWith(`${name}.`) || name.startsWith(`${field}.`),
  };
}

function pattern(parts: Pattern): FieldPatterns {
  const matches = (field: string): boolean => follow(parts, field).isWhole;
  return {
    matches,
    touches: (field) => follow(parts, `${field}.`).isBeginning || upwards(field).some(matches),
  };
}

/** A field and what it lies inside of. */
function upwards(field: string): string[] {
  const names = field.split('.');
  return names.map((_, index) => names.slice(0, index + 1).join('.'));
}

const STAR = Symbol('*');
const STARS = Symbol('**');
/** A character to find, or what stands for any number of them. */
type Pattern = readonly (string | typeof STAR | typeof STARS)[];

function parsePattern(name: string): Pattern {
  return name
    .split(/(\*+)/)
    .flatMap((part): Pattern => (part === '*' ? [STAR] : part.startsWith('**') ? [STARS] : Array.from(part)));
}

interface Followed {
  /** The pattern is used up. */
  readonly isWhole: boolean;
  /** What is written so far can be the beginning of a match. */
  readonly isBeginning: boolean;
}

/** Walks all readings of a pattern at once: the text comes from a client and must not cost more the longer it is. */
function follow(pattern: Pattern, text: string): Followed {
  let places = withSkippedStars(pattern, [0]);
  for (const character of text) {
    const next = [...places].flatMap((place) => step(pattern, place, character));
    if (next.length === 0) return { isWhole: false, isBeginning: false };
    places = withSkippedStars(pattern, next);
  }
  return { isWhole: places.has(pattern.length), isBeginning: true };
}

function step(pattern: Pattern, place: number, character: string): number[] {
  const expected = pattern[place];
  if (expected === STARS || (expected === STAR && character !== '.')) return [place];
  return expected === character ? [place + 1] : [];
}

/** A star may stand for nothing. */
function withSkippedStars(pattern: Pattern, places: readonly number[]): Set<number> {
  const all = new Set(places);
  for (const place of all) if (typeof pattern[place] === 'symbol') all.add(place + 1);
  return all;
}
