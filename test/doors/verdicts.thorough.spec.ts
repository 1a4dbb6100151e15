import { MemoryRevocations } from 'castellan/core';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newDoors, seenAt } from './all-doors.js';
import { Callers } from './callers.js';
import { CASES, PLACES } from './cases.js';
import { markdownTable } from './verdict-table.js';

const PAGE = path.resolve(__dirname, '../../docs/doors.md');
const TABLE = /^\| caller .*\n(?:\|.*\n)+/m;
const DOORS = newDoors();

describe('every door, every verdict', () => {
  let callers: Callers;
  /** What each door answered to each case, in its own words; where it cannot be asked, a dash. */
  const answers = new Map(DOORS.map(({ name }) => [name, [] as string[]]));

  beforeAll(async () => {
    callers = await Callers.create();
    for (const door of DOORS) {
      const revocations = new MemoryRevocations();
      await callers.revokeWhatIsRevoked(revocations);
      await door.start({ userPools: callers.userPools, revocations, clock: Date.now });
    }
  });

  afterAll(async () => {
    for (const door of DOORS) await door.stop();
    await callers.stop();
  });

  it.each(DOORS.map((door) => [door.name, door] as const))('has these verdicts: %s', async (name, door) => {
    const found: unknown[] = [];
    const wanted: unknown[] = [];
    for (const { caller, demand, verdict } of CASES) {
      if (!door.demands.includes(demand)) {
        answers.get(name)!.push('–');
        continue;
      }
      const answer = await door.ask({ token: callers.token(caller), demand });
      answers.get(name)!.push(answer.own);
      found.push([caller, demand, answer.verdict]);
      wanted.push([caller, demand, seenAt(door, verdict)]);
    }
    expect(found).toEqual(wanted);
  });

  it('prints them as the table that stands in the documentation', () => {
    const columns = [...new Set(DOORS.map(({ column }) => column))];
    const ofColumn = (column: string): readonly string[] => {
      const [first, ...others] = DOORS.filter((door) => door.column === column).map(({ name }) =>
        answers.get(name)!,
      );
      for (const other of others) expect(other).toEqual(first);
      return first!;
    };
    const cells = columns.map(ofColumn);
    const rows = CASES.map(({ caller, demand, verdict: { code } }, index) => [
      caller,
      PLACES[demand],
      `\`${code}\``,
      ...cells.map((column) => column[index]!),
    ]);
    const table = `${markdownTable(['caller', 'asks for', 'verdict', ...columns], rows)}\n`;
    process.stderr.write(`\n${table}\n`);
    if (process.env.UPDATE_DOCS === '1')
      writeFileSync(
        PAGE,
        readFileSync(PAGE, 'utf8').replace(TABLE, () => table),
      );
    expect(TABLE.exec(readFileSync(PAGE, 'utf8'))?.[0]).toBe(table);
  });
});
