import { ForEveryone, Policies, policiesOf, type Rules } from 'castellan';
import { DataSource, EntitySchema } from 'typeorm';
import { AnnouncementPolicies } from './recipes/publication.js';
import { currentRows } from './recipes/current-rows.js';
import { policyTests } from 'castellan/testing';

interface Announcement {
  id: number;
  approved: boolean;
  from: Date;
  until: Date;
}

const announcement = new EntitySchema<Announcement>({
  name: 'Announcement',
  columns: {
    id: { type: Number, primary: true },
    approved: { type: Boolean },
    from: { type: 'datetime' },
    until: { type: 'datetime' },
  },
});

@Policies()
class ApprovedAnnouncements {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Announcement', { approved: true });
  }
}

describe('a list with a window of time', () => {
  let database: DataSource;
  const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  const readableBy = (policies: object) => {
    const set = policiesOf([policies]);
    return set.abilityFor(policyTests(set).guest()).accessible('read', 'Announcement');
  };

  beforeAll(async () => {
    database = new DataSource({ type: 'sqljs', entities: [announcement], synchronize: true });
    await database.initialize();
    await database.getRepository(announcement).save([
      { id: 1, approved: true, from: hoursFromNow(-2), until: hoursFromNow(2) },
      { id: 2, approved: false, from: hoursFromNow(-2), until: hoursFromNow(2) },
      { id: 3, approved: true, from: hoursFromNow(1), until: hoursFromNow(2) },
      { id: 4, approved: true, from: hoursFromNow(-2), until: hoursFromNow(-1) },
      { id: 5, approved: true, from: hoursFromNow(-1), until: hoursFromNow(1) },
    ]);
  });
  afterAll(() => database.destroy());

  it('has what the rules allow and what is current, and counts just that', async () => {
    const rows = database.getRepository(announcement);
    const readable = readableBy(new ApprovedAnnouncements());
    const [all, total] = await currentRows(rows, readable);
    expect([all.map(({ id }) => id), total]).toEqual([[1, 5], 2]);
    const [page, totalOfPage] = await currentRows(rows, readable, { offset: 1, limit: 1 });
    expect([page.map(({ id }) => id), totalOfPage]).toEqual([[5], 2]);
  });

  it('is refused where a rule reads an accessor, which is no column', () => {
    expect(() =>
      currentRows(database.getRepository(announcement), readableBy(new AnnouncementPolicies())),
    ).toThrow(/AnnouncementPolicies\.everyone about "isCurrent"/);
  });
});
