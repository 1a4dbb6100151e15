import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  ApplicationPolicies,
  CastellanModule,
  ForEveryone,
  ForGroup,
  ForMachine,
  Policies,
  policiesOf,
  type Rules,
  type UserPrincipal,
} from 'castellan';
import { policyTests, type PolicyTests, testUserPool, TokenFactory } from 'castellan/testing';

class Article {
  constructor(
    readonly authorId: string,
    readonly locked = false,
  ) {}
}

@Injectable()
class House {
  readonly action = 'archive';
}

@Policies()
class ArticlePolicies {
  constructor(private readonly house: House) {}

  @ForEveryone()
  everyone({ can }: Rules) {
    can('read', Article, { locked: false });
  }

  @ForGroup('editors')
  editors({ can, cannot }: Rules, user: UserPrincipal) {
    can('update', Article, { authorId: user.sub });
    cannot('update', Article, { locked: true }).because('the article is locked');
  }

  @ForGroup('admins', { includes: ['editors'] })
  admins({ can }: Rules) {
    can(this.house.action, Article);
  }

  @ForMachine()
  programs({ can }: Rules) {
    can('read', Article);
  }
}

@Module({
  imports: [
    CastellanModule.forRoot({ userPools: [testUserPool(new TokenFactory(), { name: 'customers' })] }),
  ],
  providers: [ArticlePolicies, House],
})
class AppModule {}

const tableOf = ({ policyMatrix, guest, machine, user }: PolicyTests): string =>
  policyMatrix({
    callers: {
      guest: guest(),
      program: machine(),
      editors: user({ username: 'alice', groups: ['editors'] }),
      admins: user({ groups: ['admins'] }),
      'admins of staff': user({ groups: ['admins'], pool: 'staff' }),
    },
    actions: ['read', 'update', 'archive'],
    subjects: [Article, { label: 'Article by alice', type: Article, instance: new Article('alice') }],
  });

describe('tests of the policies of an application', () => {
  it('ask the same of the objects alone as of the application that started', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    await module.init();
    const ofApplication = policyTests(module.get(ApplicationPolicies));
    const ofObjects = policyTests(policiesOf([new ArticlePolicies(new House())]));

    const table = tableOf(ofApplication);
    expect(tableOf(ofObjects)).toBe(table);
    expect(`\n${table}\n`).toBe(`
                         | guest   | program | editors | admins  | admins of staff
-------------------------|---------|---------|---------|---------|----------------
read Article             | depends | allow   | depends | depends | depends
update Article           | deny    | deny    | depends | depends | deny
archive Article          | deny    | deny    | deny    | allow   | deny
read Article by alice    | allow   | allow   | allow   | allow   | allow
update Article by alice  | deny    | deny    | allow   | deny    | deny
archive Article by alice | deny    | deny    | deny    | allow   | deny
`);
    const { expectPolicy, user } = ofApplication;
    const alice = expectPolicy(user({ username: 'alice', groups: ['editors'] }));
    alice.toAllow('update', new Article('alice'));
    alice.toDeny('update', new Article('alice', true)).because('the article is locked');
    await module.close();
  });

  it('say so where the application has not started', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const { expectPolicy, user } = policyTests(module.get(ApplicationPolicies));
    expect(() => expectPolicy(user())).toThrow('Call app.init() or app.listen()');
  });

  it.each<[string, object]>([
    ['a plain object', {}],
    ['a class without policies', new House()],
  ])('refuse %s', (_name, instance) => {
    expect(() => policiesOf([instance])).toThrow('has no policies');
  });

  it.each<[string, unknown, string]>([
    [
      'an object that stands alone',
      new ArticlePolicies(new House()),
      'policiesOf([new ArticlePolicies()]), but it is an object',
    ],
    ['a class', [ArticlePolicies], 'one is the class ArticlePolicies itself'],
    ['nothing', [undefined], 'one is undefined'],
    ['an object without a class', [Object.create(null)], 'one is an object'],
  ])('refuse %s in the place of a list of objects', (_name, policies, message) => {
    expect(() => policiesOf(policies as object[])).toThrow(message);
  });

  it('have the methods a class inherits, and the one it overrides', () => {
    @Policies()
    class Current {
      @ForGroup('editors') editors({ can }: Rules, user: UserPrincipal) {
        can('update', 'Page', { team: user.username });
      }
      @ForGroup('readers') readers({ can }: Rules) {
        can('read', 'Page');
      }
    }
    @Policies({ shadow: true, insteadOf: Current })
    class Next extends Current {
      @ForGroup('editors') override editors({ can }: Rules, user: UserPrincipal) {
        can('update', 'Page', { authorId: user.sub });
      }
    }
    const { policyMatrix, user } = policyTests(policiesOf([new Next()]));
    const callers = { editors: user({ groups: ['editors'] }), readers: user({ groups: ['readers'] }) };
    expect(policyMatrix({ callers, actions: ['read', 'update'], subjects: ['Page'] })).toBe(
      [
        '            | editors | readers',
        '------------|---------|--------',
        'read Page   | deny    | allow',
        'update Page | depends | deny',
      ].join('\n'),
    );
  });

  it('refuse groups that include each other, as an application does that starts', () => {
    @Policies()
    class Circle {
      @ForGroup('a', { includes: ['b'] }) a() {}
      @ForGroup('b', { includes: ['a'] }) b() {}
    }
    expect(() => policiesOf([new Circle()])).toThrow('in a circle');
  });
});
