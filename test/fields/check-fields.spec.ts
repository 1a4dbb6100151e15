import {
  Body,
  Controller,
  type ExecutionContext,
  Module,
  Patch,
  Post,
  Put,
  type Type,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  anyOf,
  Can,
  CastellanModule,
  checkFields,
  can,
  CheckFields,
  ForGroup,
  groups,
  Policies,
  Public,
  Require,
  type Rules,
  Subject,
  type UserPrincipal,
} from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { rawRequest } from '../support/raw-request.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

const CLIENT_ID = 'fields_client';
const ALICE = 'alice-of-the-fields';

interface Profile {
  id: string;
  ownerId: string;
  name: string;
  role: string;
  address?: object;
}

let profiles: Map<string, Profile>;
let runs: number;
let loads: number;

const profileOf = (context: ExecutionContext) => {
  loads += 1;
  const { params } = context.switchToHttp().getRequest<{ params: { id: string } }>();
  return profiles.get(params.id);
};

@Policies()
class ProfilePolicies {
  /** Everything of one's own profile but two fields. */
  @ForGroup('members')
  members({ can: allow, cannot }: Rules, user: UserPrincipal) {
    allow('update', 'Profile', { ownerId: user.sub });
    cannot('update', 'Profile', ['role', 'ownerId']);
  }

  /** One field of one's own profile. */
  @ForGroup('namers')
  namers({ can: allow }: Rules, user: UserPrincipal) {
    allow(['update', 'read'], 'Profile', ['name', 'address.city'], { ownerId: user.sub });
    allow('read', 'Profile', ['id', 'role']);
  }

  /** Every profile, without a condition, but not whose it is. */
  @ForGroup('admins')
  admins({ can: allow, cannot }: Rules) {
    allow(['update', 'create'], 'Profile');
    cannot('update', 'Profile', ['ownerId']);
  }
}

function merge(profile: Profile, changes: object): Profile {
  runs += 1;
  return Object.assign(profile, changes);
}

@Controller('profiles/:id')
class ProfilesController {
  @Patch()
  @Can('update', 'Profile', { subject: profileOf })
  @CheckFields()
  update(@Subject() profile: Profile, @Body() changes: object) {
    return merge(profile, changes);
  }

  @CheckFields()
  @Patch('other-order')
  @Can('update', 'Profile', { subject: profileOf })
  otherOrder(@Subject() profile: Profile, @Body() changes: object) {
    return merge(profile, changes);
  }

  @Patch('hidden')
  @Can('update', 'Profile', { subject: profileOf, hideExistence: true })
  @CheckFields()
  hidden(@Subject() profile: Profile, @Body() changes: object) {
    return merge(profile, changes);
  }

  @Patch('nested')
  @Can('update', 'Profile', { subject: profileOf })
  @CheckFields({ nested: true })
  nested(@Subject() profile: Profile, @Body() changes: object) {
    return merge(profile, changes);
  }

  @Put()
  @Can('update', 'Profile', { subject: profileOf })
  @CheckFields({ unchanged: 'ignore' })
  replace(@Subject() profile: Profile, @Body() changes: object) {
    return merge(profile, changes);
  }

  @Patch('composed')
  @Require(anyOf(groups('root'), checkFields(can('update', 'Profile', { subject: profileOf }))))
  composed(@Body() changes: object) {
    return merge(profiles.get('a')!, changes);
  }

  @Patch('public')
  @Public()
  @Can('update', 'Profile', { subject: profileOf })
  @CheckFields()
  open() {
    runs += 1;
  }

  @Post()
  @Can('create', 'Profile')
  @CheckFields()
  create(@Body() changes: object) {
    runs += 1;
    return changes;
  }
}

@Controller('upload/:id')
class UploadController {
  @Patch()
  @Can('update', 'Profile', { subject: profileOf })
  @CheckFields()
  @UseInterceptors(FileInterceptor('picture'))
  upload(@UploadedFile() _file: unknown, @Body() changes: object) {
    runs += 1;
    return changes;
  }
}

const key = newSigningKey('key-of-the-fields');
let keyServer: KeyServer;

beforeAll(async () => {
  keyServer = await KeyServer.start();
  keyServer.publish('eu-west-1_Fields', [key.jwk]);
});
afterAll(() => keyServer.stop());

const moduleOf = (controllers: Type[]) => {
  @Module({
    imports: [
      CastellanModule.forRoot({
        userPools: [
          {
            userPoolId: 'eu-west-1_Fields',
            issuer: keyServer.issuer('eu-west-1_Fields'),
            clientIds: [CLIENT_ID],
            tokenUse: 'access',
          },
        ],
      }),
    ],
    controllers,
    providers: [ProfilePolicies],
  })
  class AppModule {}
  return { imports: [AppModule] };
};

describe.each(PLATFORMS)('the fields of a body on %s', (platform) => {
  let listening: ListeningApp;

  beforeAll(async () => {
    const ofPlatform = platform === 'Express' ? [UploadController] : [];
    listening = await listeningApp(platform, moduleOf([ProfilesController, ...ofPlatform]));
  });
  afterAll(() => listening.app.close());
  beforeEach(() => {
    profiles = new Map([
      ['a', { id: 'a', ownerId: ALICE, name: 'Alice', role: 'user' }],
      ['b', { id: 'b', ownerId: 'bob', name: 'Bob', role: 'user' }],
    ]);
    runs = 0;
    loads = 0;
  });

  const tokenOf = (...memberOf: string[]) =>
    new TokenFactory({ key, issuer: keyServer.issuer('eu-west-1_Fields'), clientId: CLIENT_ID }).access({
      sub: ALICE,
      'cognito:groups': memberOf,
    });
  const send = (method: string, path: string, body: unknown, ...memberOf: string[]) =>
    new Api(listening.url).request(method, path, { accessToken: tokenOf(...memberOf) }, body);
  const raw = (path: string, contentType: string, body: string, ...memberOf: string[]) =>
    rawRequest(listening.port, {
      method: 'PATCH',
      path,
      headers: { authorization: `Bearer ${tokenOf(...memberOf)}`, 'content-type': contentType },
      body,
    });

  it('runs the handler where every field may be changed', async () => {
    const answer = await send('PATCH', '/profiles/a', { name: 'Ann', address: { city: 'Bern' } }, 'members');
    expect([answer.status, answer.json()]).toMatchObject([200, { name: 'Ann', role: 'user' }]);
    expect([runs, loads]).toEqual([1, 1]);
  });

  it.each<[string, unknown, string]>([
    ['a forbidden field', { role: 'admin' }, 'members'],
    ['a forbidden field beside others', { name: 'Ann', role: 'admin' }, 'members'],
    ['a forbidden field in a path', { 'role.x': 1 }, 'members'],
    ['a forbidden field under an operator', { $set: { role: 'admin' } }, 'members'],
    ['the owner, under a rule without a condition', { name: 'Ann', ownerId: 'eve' }, 'admins'],
    ['a field beside the only one that is allowed', { name: 'Ann', role: 'admin' }, 'namers'],
    ['an object around the field that is allowed', { address: { city: 'Bern' } }, 'namers'],
    ['a list of operations', [{ op: 'replace', path: '/role', value: 'admin' }], 'admins'],
    ['a member constructor', { constructor: { prototype: { role: 'admin' } } }, 'admins'],
  ])('refuses a body with %s', async (_what, body, memberOf) => {
    for (const path of ['/profiles/a', '/profiles/a/other-order', '/profiles/a/composed']) {
      const answer = await send('PATCH', path, body, memberOf);
      // Fastify's own parser refuses what would reach a prototype.
      expect([403, platform === 'Fastify' && 'constructor' in Object(body) && 400]).toContain(answer.status);
      expect(answer.headers.has('www-authenticate')).toBe(false);
    }
    expect(runs).toBe(0);
    expect([...profiles.values()].map(({ role }) => role)).toEqual(['user', 'user']);
  });

  it('names neither the field nor its value', async () => {
    const answer = await send('PATCH', '/profiles/a', { role: 'a-secret-value' }, 'members');
    expect(answer.json()).toMatchObject({ status: 403, code: 'access_denied' });
    expect(answer.text).not.toMatch(/role|secret/);
  });

  it.each<[string, string, string]>([
    ['a member __proto__', 'application/json', '{"name":"x","__proto__":{"role":"admin"}}'],
    ['a member __proto__ deep inside', 'application/json', '{"name":{"a":[{"__proto__":{"role":"admin"}}]}}'],
    ['deep nesting', 'application/json', `{"name":${'['.repeat(2_000)}${']'.repeat(2_000)}}`],
    ['text', 'text/plain', 'role=admin'],
    ['a form', 'application/x-www-form-urlencoded', 'name=x&profile%5Brole%5D=admin&role=admin'],
    ['a type nobody parses', 'application/json-patch+json', '[{"op":"replace","path":"/role","value":"x"}]'],
    ['a type nobody parses, as an object', 'application/merge-patch+json', '{"role":"admin"}'],
    ['null', 'application/json', 'null'],
    ['nothing', 'application/json', ''],
  ])('runs no handler for a body with %s', async (_what, contentType, body) => {
    const { status } = await raw('/profiles/a', contentType, body, 'members');
    expect([400, 403, 415]).toContain(status);
    expect(runs).toBe(0);
  });

  it('decides on the instance', async () => {
    expect((await send('PATCH', '/profiles/b', { name: 'Ann' }, 'members')).status).toBe(403);
    expect((await send('PATCH', '/profiles/c', { name: 'Ann' }, 'members')).status).toBe(404);
    expect((await send('PATCH', '/profiles/b', { name: 'Ann' }, 'namers')).status).toBe(403);
    expect((await send('PATCH', '/profiles/a', { name: 'Ann' }, 'namers')).status).toBe(200);
    expect((await send('PATCH', '/profiles/b', { name: 'Ann' }, 'admins')).status).toBe(200);
  });

  it('says no more of a hidden instance than of a missing one', async () => {
    const [hidden, missing] = await Promise.all(
      ['b', 'c'].map((id) => send('PATCH', `/profiles/${id}/hidden`, { name: 'Ann' }, 'members')),
    );
    expect([hidden!.status, hidden!.text]).toEqual([404, missing!.text]);
    for (const id of ['a', 'b', 'c']) {
      expect((await send('PATCH', `/profiles/${id}/hidden`, { role: 'admin' }, 'members')).status).toBe(403);
    }
  });

  it('needs a right to something for an empty body', async () => {
    expect((await send('PATCH', '/profiles/a', {}, 'members')).status).toBe(200);
    expect((await send('PATCH', '/profiles/b', {}, 'members')).status).toBe(403);
    expect((await send('PATCH', '/profiles/a', {}, 'nobody')).status).toBe(403);
  });

  it('looks into nested objects where it is told to', async () => {
    const change = (address: unknown) => send('PATCH', '/profiles/a/nested', { address }, 'namers');
    expect((await change({ city: 'Bern' })).status).toBe(200);
    for (const address of [{ city: 'Bern', zip: '1' }, {}, null, [{ city: 'Bern' }]]) {
      expect((await change(address)).status).toBe(403);
    }
  });

  it('refuses a body that would make it ask without end', async () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, 1]));
    const refused: [path: string, body: object][] = [
      ['/profiles/a', many(5_000)],
      ['/profiles/a/nested', { ['x'.repeat(50_000)]: many(3_000) }],
      ['/profiles/a/nested', { address: { ['x'.repeat(50_000)]: many(900) } }],
      ['/profiles/a/nested', { address: many(1_001) }],
    ];
    for (const [path, body] of refused) {
      expect((await send('PATCH', path, body, 'admins')).status).toBe(403);
      expect((await new Api(listening.url).request('PATCH', path, {}, body)).status).toBe(401);
    }
    expect([runs, loads]).toEqual([0, 0]);
    expect((await send('PATCH', '/profiles/a/nested', { address: many(1_000) }, 'admins')).status).toBe(200);
  });

  it('ignores what is unchanged where it is told to', async () => {
    const put = (body: object) => send('PUT', '/profiles/a', body, 'namers');
    expect((await put({ id: 'a', name: 'Ann', role: 'user' })).status).toBe(200);
    expect((await put({ id: 'a', name: 'Ann', role: 'admin' })).status).toBe(403);
    // Whose profile it is, is not for this group to read: a right guess must not show.
    expect((await put({ name: 'Ann', ownerId: ALICE })).status).toBe(403);
    expect((await send('PATCH', '/profiles/a', { name: 'Ann', role: 'user' }, 'namers')).status).toBe(403);
  });

  it('checks the fields of what is created', async () => {
    expect((await send('POST', '/profiles/new', { name: 'Ann' }, 'admins')).status).toBe(201);
    expect((await send('POST', '/profiles/new', [], 'admins')).status).toBe(403);
    expect((await send('POST', '/profiles/new', { name: 'Ann' }, 'members')).status).toBe(403);
  });

  it('asks for credentials first', async () => {
    const anonymous = (path: string, body: unknown) =>
      new Api(listening.url).request('PATCH', path, {}, body);
    expect((await anonymous('/profiles/a', { name: 'Ann' })).status).toBe(401);
    expect((await anonymous('/profiles/a/public', { name: 'Ann' })).status).toBe(401);
    expect((await anonymous('/profiles/a/public', [])).status).toBe(401);
    expect(runs).toBe(0);
  });
});

describe('a body that is parsed after the guards', () => {
  it('is refused, because nobody could check it', async () => {
    profiles = new Map([['a', { id: 'a', ownerId: ALICE, name: 'Alice', role: 'user' }]]);
    runs = 0;
    const { app, url } = await listeningApp('Express', moduleOf([UploadController]));
    const form = new FormData();
    form.set('role', 'admin');
    form.set('picture', new Blob(['x']), 'x.png');
    const token = new TokenFactory({
      key,
      issuer: keyServer.issuer('eu-west-1_Fields'),
      clientId: CLIENT_ID,
    });
    const answer = await fetch(`${url}/upload/a`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token.access({ sub: ALICE, 'cognito:groups': ['members'] })}` },
      body: form,
    });
    await app.close();
    expect([answer.status, runs]).toEqual([403, 0]);
  });
});

describe('@CheckFields in the wrong place', () => {
  const start = (controller: Type) => listeningApp('Express', moduleOf([controller]));

  it('keeps an application from starting without exactly one @Can', async () => {
    @Controller()
    class None {
      @Patch() @CheckFields() @Public() update() {}
    }
    @Controller()
    class Two {
      @Patch() @CheckFields() @Can('update', 'Profile') @Can('read', 'Profile') update() {}
    }
    @Controller()
    class OneField {
      @Patch() @CheckFields() @Can('update', 'Profile', { field: 'name' }) update() {}
    }
    for (const controller of [None, Two, OneField]) {
      await expect(start(controller)).rejects.toThrow(
        `@CheckFields on ${controller.name}.update needs exactly one @Can`,
      );
    }
  });

  it('keeps an application from starting where a subclass forgets it', async () => {
    class Base {
      @Patch() @CheckFields() @Can('update', 'Profile') update() {}
    }
    @Controller()
    class Sub extends Base {
      @Patch() @Can('update', 'Profile') override update() {}
    }
    await expect(start(Sub)).rejects.toThrow(
      'Sub.update overrides a handler that has a requirement, or checks fields',
    );
  });

  it('does not stand on a class', () => {
    const onClass = CheckFields() as ClassDecorator;
    expect(() => onClass(ProfilesController)).toThrow('stands on a class');
  });
});
