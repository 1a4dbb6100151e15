import { type Fault, Faults } from './faults.js';

const type = 'TooManyRequestsException';

describe('Faults', () => {
  it.each<[Record<string, unknown> | string, string]>([
    ['slow', 'fault: found "slow". Write an object.'],
    [{ typ: type }, 'fault.typ: found an option that does not exist. Write one of "type"'],
    [{ type: 'Bad\nType' }, 'fault.type: found "Bad\\nType". Write an exception'],
    [{ type: '' }, 'fault.type: found "". Write an exception'],
    [{ type: 5 }, 'fault.type: found 5.'],
    [{ status: 500 }, 'fault.type: found nothing. A message or a status needs an exception'],
    [{ message: 'Rate exceeded' }, 'fault.type: found nothing.'],
    [{ connection: 'cut' }, 'fault.connection: found "cut". Write one of "hang", "reset".'],
    [{ connection: 'hang', type }, 'fault.type: found "TooManyRequestsException". A connection that ends'],
    [{ type, message: 5 }, 'fault.message: found 5. Write a string.'],
    [{ type, status: 0 }, 'fault.status: found 0. Write a whole number from 400 to 599.'],
    [{ type, status: 1000 }, 'fault.status: found 1000.'],
    [{ type, status: 200 }, 'fault.status: found 200.'],
    [{ type, status: '429' }, 'fault.status: found "429".'],
    [{ type, times: -1 }, 'fault.times: found -1.'],
    [{ type, times: 1.5 }, 'fault.times: found 1.5.'],
    [{ type, times: NaN }, 'fault.times: found NaN.'],
    [{ latency: -1 }, 'fault.latency: found -1.'],
    [{ latency: Infinity }, 'fault.latency: found Infinity.'],
    [{ latency: 2 ** 31 }, 'fault.latency: found 2147483648. Write a whole number from 0 to 2147483647.'],
  ])('refuses %j, and the operation goes on as before', async (fault, message) => {
    const faults = new Faults(new Set(['GetId']));
    expect(() => faults.set('GetId', fault as Fault)).toThrow(message);
    await expect(faults.meet('GetId')).resolves.toBeUndefined();
  });

  it.each(['GetIdd', 'PutObject', '', 'getId'])(
    'refuses the operation %j, which would never be met',
    (operation) => {
      const faults = new Faults(new Set(['GetId']));
      expect(() => faults.set(operation, { latency: 1 })).toThrow(
        `operation: found ${JSON.stringify(operation)}. Write an operation that the sandbox has`,
      );
    },
  );

  it('keeps to the fault as it was when it was set', async () => {
    const faults = new Faults(new Set(['GetId']));
    const fault = { type, status: 429 };
    faults.set('GetId', fault);
    fault.status = 0;
    await expect(faults.meet('GetId')).rejects.toMatchObject({ type, status: 429 });
  });
});
