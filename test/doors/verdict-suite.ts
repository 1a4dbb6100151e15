import { MemoryRevocations } from 'castellan/core';
import type { TestTransport } from '../microservices/transports.js';
import { seenAt } from './all-doors.js';
import { Callers } from './callers.js';
import { CASES } from './cases.js';
import { messageDoor } from './message.doors.js';

/** The cases of the table of verdicts, asked by messages over a broker. */
export function describeVerdicts(name: string, transport: () => Promise<TestTransport>): void {
  describe(`messages by ${name}`, () => {
    const door = messageDoor(name, transport);
    let callers: Callers;

    beforeAll(async () => {
      callers = await Callers.create();
      const revocations = new MemoryRevocations();
      await callers.revokeWhatIsRevoked(revocations);
      await door.start({ userPools: callers.userPools, revocations, clock: Date.now });
    });

    afterAll(async () => {
      await door.stop();
      await callers.stop();
    });

    it('have the verdicts of every other door', async () => {
      const found: unknown[] = [];
      for (const { caller, demand } of CASES) {
        const { verdict } = await door.ask({ token: callers.token(caller), demand });
        found.push([caller, demand, verdict]);
      }
      expect(found).toEqual(
        CASES.map(({ caller, demand, verdict }) => [caller, demand, seenAt(door, verdict)]),
      );
    });
  });
}
