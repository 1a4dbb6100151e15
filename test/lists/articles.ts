/** A row of the table that lists are made of. */
export interface Article {
  id: number;
  title: string | null;
  authorId: string | null;
  status: 'DRAFT' | 'PUBLISHED' | null;
  level: number | null;
  score: number | null;
  published: boolean | null;
  createdAt: Date | null;
}

const TITLES = [
  null,
  'a',
  'A',
  'á',
  'a\u0301',
  'ß',
  'SS',
  '',
  ' a',
  'a ',
  '1',
  'true',
  "a'b",
  '%',
  '_',
  ':a',
  '?',
  '$1',
  '😀',
];
const AUTHORS = [null, '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const STATUSES = ['DRAFT', 'PUBLISHED', null] as const;
const LEVELS = [1, null, 0, 2, -1, 2 ** 31 - 1, -(2 ** 31)];
const SCORES = [null, 1.5, 1, 0, 0.1, -2.25, 2 ** 40, 1, null];
const PUBLISHED = [true, false, null];
const DATES = [
  '2020-01-01T00:00:00.000Z',
  '2020-01-01T00:00:00.123Z',
  '2019-12-31T23:59:59.999Z',
  null,
  '1999-12-31T23:59:59.999Z',
];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Nulls, equal values, both booleans, accents and case variants, in mixed company. */
export const ARTICLES: readonly Article[] = Array.from({ length: 64 }, (_, index) => {
  const date = pick(DATES, index);
  return {
    id: index + 1,
    title: pick(TITLES, index),
    authorId: pick(AUTHORS, index + Math.floor(index / 5)),
    status: pick(STATUSES, index + Math.floor(index / 7)),
    level: pick(LEVELS, index),
    score: pick(SCORES, index),
    published: pick(PUBLISHED, index + Math.floor(index / 3)),
    createdAt: date === null ? null : new Date(date),
  };
});
