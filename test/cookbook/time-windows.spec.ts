import { PLATFORMS } from '../support/nest-app.js';
import { customer, RecipesApp } from './recipes-app.js';
import { PlansController } from './recipes/contract-end.js';
import { officeHours, TransfersController } from './recipes/office-hours.js';

const CONTEXT = {} as Parameters<ReturnType<typeof officeHours>['decide']>[0];

describe('office hours', () => {
  const berlin = officeHours('Europe/Berlin');
  const openAt = async (time: string): Promise<boolean> =>
    (await berlin.decide({ ...CONTEXT, now: Date.parse(time) })).granted;

  it.each([
    ['a Monday at 8', '2027-01-04T08:00:00+01:00', true],
    ['just before 8', '2027-01-04T07:59:59.999+01:00', false],
    ['just before 18', '2027-01-08T17:59:59.999+01:00', true],
    ['a Friday at 18', '2027-01-08T18:00:00+01:00', false],
    ['a Saturday', '2027-01-09T12:00:00+01:00', false],
    ['a Sunday that is a Monday elsewhere', '2027-01-03T23:30:00Z', false],
    ['midnight', '2027-01-05T00:00:00+01:00', false],
    ['8 in summer', '2027-07-05T08:00:00+02:00', true],
    ['8 in winter, on a day in summer', '2027-07-05T07:59:00+02:00', false],
  ])('at %s', async (_name, time, open) => {
    expect(await openAt(time)).toBe(open);
  });
});

describe.each(PLATFORMS)('time windows on %s', (platform) => {
  const NOON = Date.parse('2027-01-08T12:00:00+01:00');
  let now = NOON;
  let app: RecipesApp;

  beforeAll(async () => {
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    app = await RecipesApp.start(platform, { controllers: [TransfersController, PlansController] });
  });
  beforeEach(() => {
    now = NOON;
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await app.stop();
  });

  it('close for a token that has been let in before', async () => {
    now = Date.parse('2027-01-08T17:30:00+01:00');
    const teller = customer({ groups: ['tellers'] });
    const statuses = [];
    for (const time of ['17:45', '17:59', '18:00', '18:15']) {
      now = Date.parse(`2027-01-08T${time}:00+01:00`);
      statuses.push(await app.status('POST', '/transfers', teller));
    }
    expect(statuses).toEqual([201, 201, 403, 403]);
  });

  it('are no way around the other requirements', async () => {
    expect(await app.status('POST', '/transfers', customer())).toBe(403);
    expect(await app.status('POST', '/transfers')).toBe(401);
  });

  it('end with the contract that the token names', async () => {
    const until = new Date(NOON + 600_000).toISOString();
    const headers = customer({ claims: { 'custom:contract_end': until } });
    expect(await app.status('GET', '/plans', headers)).toBe(200);
    now += 600_000;
    expect(await app.status('GET', '/plans', headers)).toBe(403);
  });

  it.each([[undefined], [''], ['never'], [4_000_000_000_000], [['2099-01-01']], [{}]])(
    'are closed where the claim is %j',
    async (end) => {
      const headers = customer({ claims: { 'custom:contract_end': end } });
      expect(await app.status('GET', '/plans', headers)).toBe(403);
    },
  );
});
