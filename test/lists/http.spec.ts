import { Controller, Get, Logger, Module, Query } from '@nestjs/common';
import {
  Accessible,
  type AccessibleFilter,
  Authenticated,
  CastellanModule,
  ForEveryone,
  ForGroup,
  Policies,
  Public,
  type Rules,
  type UserPrincipal,
} from 'castellan';
import { whereAccessible } from 'castellan/typeorm';
import { DataSource, EntitySchema } from 'typeorm';
import { Api } from '../support/api.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { World } from '../support/world.js';

interface Note {
  id: number;
  owner: string;
  shared: boolean;
}

const noteEntity = new EntitySchema<Note>({
  name: 'Note',
  columns: { id: { type: Number, primary: true }, owner: { type: String }, shared: { type: Boolean } },
});

@Policies()
class NotePolicies {
  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Note', { shared: true });
  }

  @ForGroup('editors')
  editors({ can, cannot }: Rules, user: UserPrincipal) {
    can('read', 'Note');
    cannot('read', 'Note', { owner: { $ne: user.username }, shared: false });
  }

  @ForGroup('tenants')
  tenants({ can }: Rules, user: UserPrincipal) {
    can('read', 'Note', { owner: user.claims['custom:tenant'] as string });
  }

  @ForGroup('admins')
  admins() {
    throw new Error('This policy is broken.');
  }
}

@Controller('notes')
class NotesController {
  constructor(private readonly dataSource: DataSource) {}

  @Get()
  @Public()
  async list(@Accessible('read', 'Note') readable: AccessibleFilter, @Query('owner') owner?: string) {
    const query = this.dataSource.getRepository(noteEntity).createQueryBuilder('note').orderBy('note.id');
    if (owner !== undefined) query.where('note.owner = :owner', { owner }).orWhere('note.id = 1');
    const notes = await whereAccessible(query, readable).getMany();
    return notes.map(({ id }) => id);
  }

  @Get('deletable')
  @Authenticated()
  async deletable(@Accessible('delete', 'Note') deletable: AccessibleFilter) {
    const query = this.dataSource.getRepository(noteEntity).createQueryBuilder();
    return whereAccessible(query, deletable).getMany();
  }
}

describe.each(PLATFORMS)('a list out of a database on %s', (platform) => {
  let world: World;
  let dataSource: DataSource;
  let listening: ListeningApp;
  let api: Api;

  beforeAll(async () => {
    world = await World.create({
      users: [
        { username: 'alice', groups: ['editors'] },
        { username: 'bob' },
        { username: 'carol', groups: ['admins'] },
        { username: 'dave', groups: ['tenants'] },
      ],
    });
    dataSource = await new DataSource({
      type: 'sqljs',
      entities: [noteEntity],
      synchronize: true,
    }).initialize();
    await dataSource.getRepository(noteEntity).insert([
      { id: 1, owner: 'alice', shared: false },
      { id: 2, owner: 'alice', shared: true },
      { id: 3, owner: 'bob', shared: false },
      { id: 4, owner: 'ALICE', shared: false },
    ]);

    @Module({
      controllers: [NotesController],
      providers: [NotePolicies, { provide: DataSource, useValue: dataSource }],
    })
    class NotesModule {}

    listening = await listeningApp(platform, {
      imports: [CastellanModule.forRoot(world.options), NotesModule],
    });
    api = new Api(listening.url);
  });

  afterAll(async () => {
    await listening.app.close();
    await dataSource.destroy();
    await world.stop();
  });

  const listed = async (path: string, username?: string) => {
    const answer = await api.get(path, username === undefined ? {} : await world.tokens(username));
    return answer.status === 200 ? answer.json() : answer.status;
  };

  it('has what the rules of the caller allow', async () => {
    expect(await listed('/notes')).toEqual([2]);
    expect(await listed('/notes', 'bob')).toEqual([2]);
    expect(await listed('/notes', 'alice')).toEqual([1, 2]);
  });

  it('cannot be widened by what the handler asks for besides', async () => {
    expect(await listed('/notes?owner=bob', 'alice')).toEqual([1]);
    expect(await listed(`/notes?owner=${encodeURIComponent("' OR 1=1 --")}`, 'bob')).toEqual([]);
  });

  it('is empty where no rule allows anything', async () => {
    expect(await listed('/notes/deletable', 'alice')).toEqual([]);
  });

  it('says once in the log why it lacks what a rule would allow', async () => {
    const warnings: unknown[] = [];
    const ignore = () => undefined;
    Logger.overrideLogger({
      log: ignore,
      error: ignore,
      debug: ignore,
      warn: (message: unknown) => warnings.push(message),
    });
    try {
      expect(await listed('/notes', 'dave')).toEqual([2]);
      expect(await listed('/notes', 'dave')).toEqual([2]);
    } finally {
      Logger.overrideLogger(false);
    }
    expect(warnings).toEqual([
      'A list lacks what a rule would allow. NotePolicies.tenants: can read Note was not built: the value of "owner" ' +
        'is undefined.',
    ]);
  });

  it('is an error and not empty where a policy failed', async () => {
    expect(await listed('/notes', 'carol')).toBe(500);
  });
});
