import {
  AdminAddUserToGroupCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Sandbox } from 'castellan-sandbox';
import { Agent } from 'node:http';
import type { Tokens } from '../support/api.js';
import { PASSWORD } from '../support/world.js';
import { groupsOf } from './issued-keys.js';

/** A user with the tokens at hand. */
export interface Person {
  readonly username: string;
  tokens: Required<Tokens>;
  /** The groups that the tokens name. */
  groups: string;
  /** When the tokens were issued, by the clock of the test. */
  signedInAt: number;
}

const GROUP = 'editors';
const TOKENS_ARE_OLD_AFTER = 40 * 60_000;

/** Users who sign in again and again, and get into groups and out of them. */
export class People {
  renewals = 0;
  groupChanges = 0;
  readonly #cognito: CognitoIdentityProviderClient;
  readonly #userPoolId: string;
  readonly #people: Person[] = [];

  constructor(sandbox: Sandbox) {
    this.#userPoolId = sandbox.userPools[0]!.userPoolId;
    this.#cognito = new CognitoIdentityProviderClient({
      endpoint: sandbox.url,
      region: sandbox.region,
      credentials: sandbox.administrator,
      // A kept connection may be closed by the other end at the moment it is used again.
      requestHandler: { httpAgent: new Agent({ keepAlive: false }) },
    });
  }

  async signIn(usernames: readonly string[]): Promise<void> {
    for (const username of usernames) {
      this.#people.push({ username, groups: groupsOf(), ...(await this.#tokensOf(username)) });
    }
  }

  /** Anybody, with tokens that are good for a while. */
  async anybody(): Promise<Person> {
    const person = this.#people[Math.floor(Math.random() * this.#people.length)]!;
    if (Date.now() - person.signedInAt > TOKENS_ARE_OLD_AFTER) await this.#renew(person);
    return { ...person };
  }

  /** Whether the groups have changed since: then newer tokens are in use, and these are refused. */
  isSuperseded({ username, groups }: Person): boolean {
    return this.#people.some((person) => person.username === username && person.groups !== groups);
  }

  async renewSome(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) await this.#renew(this.#some());
  }

  async changeGroups(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const person = this.#some();
      const input = { UserPoolId: this.#userPoolId, Username: person.username, GroupName: GROUP };
      const isIn = person.groups === GROUP;
      if (isIn) await this.#cognito.send(new AdminRemoveUserFromGroupCommand(input));
      else await this.#cognito.send(new AdminAddUserToGroupCommand(input));
      Object.assign(person, await this.#tokensOf(person.username), { groups: groupsOf(isIn ? [] : [GROUP]) });
      this.groupChanges += 1;
    }
  }

  leave(): void {
    this.#cognito.destroy();
  }

  #some(): Person {
    return this.#people[Math.floor(Math.random() * this.#people.length)]!;
  }

  async #renew(person: Person): Promise<void> {
    Object.assign(person, await this.#tokensOf(person.username));
    this.renewals += 1;
  }

  async #tokensOf(username: string): Promise<Pick<Person, 'tokens' | 'signedInAt'>> {
    const signedInAt = Date.now();
    const { AuthenticationResult: result } = await this.#cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: 'web_client',
        AuthParameters: { USERNAME: username, PASSWORD },
      }),
    );
    return { tokens: { accessToken: result?.AccessToken, idToken: result?.IdToken }, signedInAt };
  }
}
