import { Controller, Get, type Type } from '@nestjs/common';
import {
  Can,
  CastellanModule,
  ConfigurationError,
  ForEveryone,
  ForMachine,
  ForPool,
  Policies,
  type Principal,
  Public,
  type Rules,
} from 'castellan';
import { Api } from '../support/api.js';
import { KeyServer } from '../support/key-server.js';
import { type ListeningApp, listeningApp, PLATFORMS } from '../support/nest-app.js';
import { newSigningKey, TokenFactory } from '../support/token-factory.js';

@Policies()
class TicketPolicies {
  @ForPool('staff')
  staff({ can }: Rules, caller: Principal) {
    can('answer', 'Ticket', { assignee: caller.sub });
    can('list', 'Ticket');
  }

  @ForMachine()
  programs({ can, cannot }: Rules) {
    can('import', 'Ticket');
    cannot('list', 'Ticket').because('programs only add');
  }

  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', 'Ticket');
  }
}

@Controller()
class TicketController {
  @Get('answer')
  @Can('answer', 'Ticket', { subject: () => ({ assignee: 'alice' }) })
  answer() {}

  @Get('list')
  @Can('list', 'Ticket')
  list() {}

  @Get('import')
  @Can('import', 'Ticket')
  import() {}

  @Get('read')
  @Public()
  @Can('read', 'Ticket')
  read() {}
}

const key = newSigningKey('mapping-key');
const CUSTOMERS = 'eu-west-1_Customers';
const STAFF = 'eu-west-1_Staff';

describe.each(PLATFORMS)('policies of a user pool and of programs on %s', (platform) => {
  let keyServer: KeyServer;
  let listening: ListeningApp;
  let api: Api;

  const tokens = (userPoolId: string): TokenFactory =>
    new TokenFactory({ issuer: keyServer.issuer(userPoolId), clientId: 'client', key });

  beforeAll(async () => {
    keyServer = await KeyServer.start();
    for (const pool of [CUSTOMERS, STAFF]) keyServer.publish(pool, [key.jwk]);
    const pool = (name: string, userPoolId: string) => ({
      name,
      userPoolId,
      issuer: keyServer.issuer(userPoolId),
      clientIds: ['client'],
      tokenUse: 'access' as const,
    });
    listening = await listeningApp(platform, {
      imports: [
        CastellanModule.forRoot({
          userPools: [pool('customers', CUSTOMERS), pool('staff', STAFF)],
        }),
      ],
      controllers: [TicketController],
      providers: [TicketPolicies],
    });
    api = new Api(listening.url);
  });

  afterAll(async () => {
    await listening.app.close();
    await keyServer.stop();
  });

  const statuses = async (accessToken?: string): Promise<number[]> => {
    const answers = [];
    for (const path of ['/answer', '/list', '/import', '/read'])
      answers.push(await api.get(path, { accessToken }));
    return answers.map(({ status }) => status);
  };

  const user = (userPoolId: string, sub: string): string => {
    const factory = tokens(userPoolId);
    return factory.sign(factory.accessClaims({ sub }));
  };

  const program = (userPoolId: string): string => {
    const factory = tokens(userPoolId);
    return factory.sign(factory.machineClaims());
  };

  it('hold for the users of that pool only', async () => {
    expect(await statuses(user(STAFF, 'alice'))).toEqual([200, 200, 403, 200]);
    expect(await statuses(user(STAFF, 'bob'))).toEqual([403, 200, 403, 200]);
    expect(await statuses(user(CUSTOMERS, 'alice'))).toEqual([403, 403, 403, 200]);
  });

  it('hold for programs only, and for the programs of that pool as well', async () => {
    expect(await statuses(program(CUSTOMERS))).toEqual([403, 403, 200, 200]);
    expect(await statuses(program(STAFF))).toEqual([403, 403, 200, 200]);
  });

  it('hold for nobody who is not verified', async () => {
    expect(await statuses()).toEqual([401, 401, 401, 200]);
  });
});

describe('a policy of a user pool', () => {
  const start = async (policies: Type): Promise<void> => {
    const userPools = [
      { name: 'customers', userPoolId: CUSTOMERS, clientIds: ['client'], tokenUse: 'access' as const },
    ];
    const { app } = await listeningApp('Express', {
      imports: [CastellanModule.forRoot({ userPools })],
      providers: [policies],
    });
    await app.close();
  };

  it('stops the start of an application that has no such pool', async () => {
    @Policies()
    class StaffPolicies {
      @ForPool('Customers')
      staff() {}
    }
    await expect(start(StaffPolicies)).rejects.toThrow(
      'StaffPolicies.staff is about the user pool "Customers", which is not configured. The configured pools are ' +
        'customers.',
    );
  });

  it.each([[''], ['  '], [undefined as never]])('needs the name of a pool, not %p', (name: string) => {
    expect(() => ForPool(name)).toThrow(ConfigurationError);
  });

  it('stands on methods only', () => {
    const decorate = (decorator: MethodDecorator): void => {
      decorator({}, 'field', { value: 1 });
    };
    expect(() => decorate(ForPool('staff'))).toThrow('@ForPool stands on "field", which is not a method');
    expect(() => decorate(ForMachine())).toThrow('@ForMachine stands on "field", which is not a method');
  });
});
