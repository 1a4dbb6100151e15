import { ForAuthenticated, Policies, policiesOf, type Rules } from 'castellan';
import { policyTests } from 'castellan/testing';
import { ReportPolicies } from './recipes/hierarchy.js';
import { BlogPolicies } from './recipes/publishing.js';
import { AnnouncementPolicies, Announcement } from './recipes/publication.js';
import { SharedFilePolicies } from './recipes/sharing.js';
import { type Ticket, TicketPolicies } from './recipes/soft-delete.js';
import { PaymentPolicies } from './recipes/states.js';

const HOUR = 3_600_000;

describe('what is shared', () => {
  const { expectPolicy, user } = policyTests(
    policiesOf([new SharedFilePolicies()], { defaultPool: 'staff' }),
  );
  const file = { readerIds: ['ann'], readerGroups: ['legal'] };

  it('is read by whom it is shared with, and by the members of a group of that pool', () => {
    expectPolicy(user({ username: 'ann', pool: 'customers' })).toAllow('read', 'SharedFile', file);
    expectPolicy(user({ username: 'bob', groups: ['legal'] })).toAllow('read', 'SharedFile', file);
  });

  it('is read by nobody else', () => {
    expectPolicy(user({ username: 'bob' })).toDeny('read', 'SharedFile', file);
    expectPolicy(user({ groups: ['Legal', 'press'] })).toDeny('read', 'SharedFile', file);
    expectPolicy(user({ pool: 'customers', groups: ['legal'] })).toDeny('read', 'SharedFile', file);
    expectPolicy(user({ username: 'ann' })).toDeny('read', 'SharedFile', { readerIds: [], readerGroups: [] });
  });
});

describe('a hierarchy', () => {
  const { expectPolicy, policyMatrix, user } = policyTests(policiesOf([new ReportPolicies()]));
  const report = { teams: ['news', 'sports'], folder: { ownerId: 'olga', memberIds: ['max'] } };

  it('of groups gives the rights of those below', () => {
    const callers = Object.fromEntries(
      ['analysts', 'leads', 'directors'].map((group) => [
        group,
        user({ groups: [group], claims: { 'custom:team': 'news' } }),
      ]),
    );
    expect(
      policyMatrix({ callers, actions: ['export', 'approve', 'archive'], subjects: ['Report'] }).trimEnd(),
    ).toBe(
      [
        '               | analysts | leads   | directors',
        '---------------|----------|---------|----------',
        'export Report  | allow    | allow   | allow',
        'approve Report | deny     | depends | depends',
        'archive Report | deny     | deny    | allow',
      ].join('\n'),
    );
  });

  it.each([
    ['news', true],
    ['sports', true],
    ['culture', false],
    [['news'], false],
    [undefined, false],
  ])('of teams: the team %j of a lead is above the report or is it: %s', (team, allowed) => {
    const lead = expectPolicy(user({ groups: ['leads'], claims: { 'custom:team': team } }));
    if (allowed) lead.toAllow('approve', 'Report', report);
    else lead.toDeny('approve', 'Report', report);
  });

  it('of folders opens what stands in them', () => {
    expectPolicy(user({ username: 'max' })).toAllow('read', 'Report', report);
    expectPolicy(user({ username: 'max' })).toDeny('update', 'Report', report);
    expectPolicy(user({ username: 'olga' })).toAllow('update', 'Report', report);
    expectPolicy(user({ username: 'eve' })).toDeny('read', 'Report', report);
  });
});

describe('states', () => {
  const { expectPolicy, user } = policyTests(policiesOf([new PaymentPolicies()]));
  const accountant = user({ username: 'ann', groups: ['accountants'] });

  it('allow each step in its state only', () => {
    expectPolicy(accountant).toAllow('approve', 'Payment', { requestedBy: 'bob', state: 'requested' });
    expectPolicy(accountant).toDeny('approve', 'Payment', { requestedBy: 'bob', state: 'paid' });
    expectPolicy(accountant).toDeny('execute', 'Payment', { requestedBy: 'bob', state: 'requested' });
    expectPolicy(accountant).toAllow('execute', 'Payment', { requestedBy: 'ann', state: 'approved' });
  });

  it('take a second person', () => {
    expectPolicy(accountant)
      .toDeny('approve', 'Payment', { requestedBy: 'ann', state: 'requested' })
      .because('approving takes a second person');
  });
});

describe('a change of state', () => {
  const { expectPolicy, user } = policyTests(policiesOf([new BlogPolicies()]));
  const draft = { authorId: 'ann', status: 'draft' };
  const writer = user({ username: 'ann', groups: ['writers'] });

  it('is an action of its own and not a field', () => {
    expectPolicy(writer).toAllow('update', 'BlogPost', draft, 'text');
    expectPolicy(writer).toDeny('update', 'BlogPost', draft, 'status');
    expectPolicy(writer).toDeny('publish', 'BlogPost', draft);
    expectPolicy(user({ groups: ['editors'] })).toDeny('update', 'BlogPost', draft, 'status');
    expectPolicy(user({ groups: ['editors'] })).toAllow('publish', 'BlogPost', draft);
  });

  it('ends what was possible before', () => {
    expectPolicy(writer).toDeny('update', 'BlogPost', { ...draft, status: 'published' }, 'text');
  });
});

describe('time', () => {
  const start = Date.UTC(2027, 0, 4, 9);
  let now: number;

  beforeEach(() => {
    now = start;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterEach(() => jest.restoreAllMocks());

  it('of an instance is read anew at every decision of the same caller', () => {
    const policies = policiesOf([new AnnouncementPolicies()]);
    const { user } = policyTests(policies);
    const ability = policies.abilityFor(user());
    const announcement = new Announcement('Snow.', new Date(start + HOUR), new Date(start + 2 * HOUR));
    const readAt = (time: number) => {
      now = time;
      return ability.can('read', Announcement, announcement);
    };
    expect([start, start + HOUR, start + 2 * HOUR - 1, start + 2 * HOUR].map(readAt)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    now = start + HOUR;
    expect(ability.accessible('read', Announcement).filter([announcement])).toEqual([announcement]);
  });

  it('in a rule stands still, which is why it does not belong there', () => {
    @Policies()
    class OffersUntil {
      @ForAuthenticated()
      everybody({ can }: Rules) {
        can('take', 'Offer', { endsAt: { $gt: new Date(Date.now()) } });
      }
    }
    const policies = policiesOf([new OffersUntil()]);
    const { user } = policyTests(policies);
    const alice = user();
    const offer = { endsAt: new Date(start + HOUR) };
    expect(policies.abilityFor(alice).can('take', 'Offer', offer)).toBe(true);
    now = start + 2 * HOUR;
    expect(policies.abilityFor(alice).can('take', 'Offer', offer)).toBe(true);
    expect(policies.abilityFor(user()).can('take', 'Offer', offer)).toBe(false);
  });
});

describe('what is deleted or unassigned', () => {
  const { expectPolicy, user } = policyTests(policiesOf([new TicketPolicies()]));
  const agent = user({ username: 'ann', groups: ['agents'] });
  const ticket: Ticket = { deleted: false, deletedAt: null, status: 'unassigned', assigneeId: null };

  it('is told by fields that always have a value', () => {
    expectPolicy(agent).toAllow('take', 'Ticket', ticket);
    expectPolicy(agent).toDeny('close', 'Ticket', ticket);
    const taken: Ticket = { ...ticket, status: 'assigned', assigneeId: 'ann' };
    expectPolicy(agent).toDeny('take', 'Ticket', taken);
    expectPolicy(agent).toAllow('close', 'Ticket', taken);
    expectPolicy(user({ username: 'bob', groups: ['agents'] })).toDeny('close', 'Ticket', taken);
  });

  it('is out of reach where it is deleted, or does not say', () => {
    const deleted: Ticket = { ...ticket, deleted: true, deletedAt: new Date() };
    expectPolicy(agent).toDeny('read', 'Ticket', deleted).because('the ticket is deleted');
    expectPolicy(agent).toDeny('read', 'Ticket', { ...ticket, deleted: undefined });
    expectPolicy(agent).toDeny('restore', 'Ticket', deleted);
    expectPolicy(user({ groups: ['supervisors'] })).toAllow('restore', 'Ticket', deleted);
  });
});
