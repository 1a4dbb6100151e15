import { checkedOptions } from './checked-options.js';
import { CallCounter } from './http/call-counter.js';
import type { CallLog } from './http/call-log.js';
import { createTraffic } from './http/create-traffic.js';
import type { Faults } from './http/faults.js';
import { SandboxServer } from './http/sandbox-server.js';
import { ServiceTraffic, type TrafficControl } from './http/service-traffic.js';
import type { SandboxOptions } from './options.js';
import type { Keeper } from './persistence/keeper.js';
import { Persistence } from './persistence/persistence.js';
import { SandboxClock } from './sandbox-clock.js';
import {
  type AdministratorKeys,
  describeUserPool,
  type IamUserDescription,
  type IdentityPoolDescription,
  type SandboxDescription,
  type UserPoolDescription,
} from './sandbox-description.js';
import type { OutboxMessage } from './user-pool/outbox.js';
import { createSandboxRouter } from './sandbox-router.js';
import { createServices, type SandboxServices } from './sandbox-services.js';
import { sandboxDynamoDb, type SandboxDynamoDb, sandboxS3, type SandboxS3 } from './sandbox-stores.js';

/**
 * An embedded Amazon Cognito: user pools, identity pools, and an S3 and an STS that enforce the credentials they hand
 * out, on one port of 127.0.0.1. The unmodified AWS SDK speaks to it. Everything lives in memory, unless a
 * `dataFolder` keeps it; several sandboxes can run in one process and know nothing of each other.
 *
 * It is for development and tests. It shows passwords to whoever asks, and refuses to start with
 * `NODE_ENV=production`.
 *
 * @example
 * ```ts
 * import { Sandbox } from 'castellan-sandbox';
 *
 * const member = 'arn:aws:iam::123456789012:role/Member';
 * const sandbox = await Sandbox.start({
 *   userPools: [
 *     {
 *       userPoolId: 'eu-west-1_AbCdEf123',
 *       clients: [{ name: 'web', clientId: 'web_client' }],
 *       users: [{ username: 'alice', password: 'Passw0rd!' }],
 *     },
 *   ],
 *   identityPools: [
 *     {
 *       providers: [{ providerName: 'eu-west-1_AbCdEf123', clientId: 'web_client' }],
 *       roles: { authenticated: member },
 *     },
 *   ],
 *   roles: [
 *     {
 *       roleArn: member,
 *       policies: [
 *         {
 *           Version: '2012-10-17',
 *           Statement: {
 *             Effect: 'Allow',
 *             Action: ['s3:GetObject', 's3:PutObject'],
 *             Resource: 'arn:aws:s3:::documents/${cognito-identity.amazonaws.com:sub}/*',
 *           },
 *         },
 *       ],
 *     },
 *   ],
 *   buckets: ['documents'],
 * });
 * const endpoint = sandbox.url; // for the SDK clients, such as http://127.0.0.1:49152
 * await sandbox.stop();
 * ```
 */
export class Sandbox {
  /** `http://127.0.0.1:PORT`: the endpoint for the Cognito and STS clients of the SDK. */
  readonly url: string;
  /** The Region of everything in the sandbox. */
  readonly region: string;
  /** Counts the calls to the identity pools. */
  readonly identityPoolCalls = new CallCounter();
  /** Counts the calls to the user pools' API. */
  readonly userPoolCalls = new CallCounter();
  /** Counts the calls to DynamoDB that were signed rightly. */
  readonly dynamoDbCalls = new CallCounter();
  /** Makes operations of the user pools, the identity pools, STS and DynamoDB fail or slow down. */
  readonly faults: Faults;
  /** Counts the calls to STS. */
  readonly stsCalls: CallCounter;
  /** The last calls to the user pools, the identity pools and STS. */
  readonly calls: CallLog;
  // Private to the engine, so that a sandbox that is logged shows no keys and no passwords.
  readonly #server: SandboxServer;
  readonly #services: SandboxServices;
  readonly #clock: SandboxClock;
  readonly #traffic: TrafficControl;
  readonly #keeper: Keeper | undefined;
  #stopping: Promise<void> | undefined;

  private constructor(server: SandboxServer, services: SandboxServices, parts: SandboxParts) {
    this.#server = server;
    this.#services = services;
    this.#clock = parts.clock;
    this.#traffic = parts.traffic;
    this.#keeper = parts.keeper;
    this.faults = parts.traffic.faults;
    this.calls = parts.traffic.log;
    this.stsCalls = parts.stsCalls;
    this.region = parts.region;
    this.url = server.url;
    this.#serve();
  }

  /**
   * Starts a sandbox and resolves when it answers.
   *
   * @throws Error if an option can not be used, naming the option, what was found and what to write; if
   * `NODE_ENV` is `production`; or with the code `EADDRINUSE` if the port is taken.
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    if (process.env.NODE_ENV === 'production') {
      throw new Error(
        'The sandbox does not start with NODE_ENV=production: it serves passwords and keys to everybody on this machine.',
      );
    }
    const given = checkedOptions(options);
    const { dataFolder } = given;
    const persistence = dataFolder === undefined ? undefined : await Persistence.open(dataFolder);
    const clock = new SandboxClock(given.clock);
    const checked = { ...(persistence?.options(given) ?? given), clock: clock.now };
    const traffic = createTraffic(checked);
    const stsCalls = new CallCounter();
    const server = await SandboxServer.listen(checked.port);
    try {
      const sts = new ServiceTraffic('STS', stsCalls, traffic);
      const services = await createServices(checked, server.url, sts, persistence?.userPools);
      await persistence?.restore(services, server.url);
      const keeper = persistence?.keeper(services, server.url);
      // What was made at random must be the same next time, whatever happens in between.
      await keeper?.flush();
      return new Sandbox(server, services, { clock, traffic, stsCalls, keeper, region: checked.region });
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /**
   * Lets time pass for everything in the sandbox: tokens, sessions and signatures expire by it. The SDK follows by the
   * `Date` of the answers, at its next try after a refusal.
   *
   * @throws TypeError for anything but a number of seconds from 0 on.
   */
  advance(seconds: number): void {
    this.#clock.advance(seconds);
  }

  /** Ends the sandbox and everything in it. A second call does nothing more. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#server.close().then(() => this.#keeper?.flush());
    await this.#stopping;
  }

  /** The user pools, in the order of the options. */
  get userPools(): readonly UserPoolDescription[] {
    return this.#services.userPools.list().map((pool) => describeUserPool(pool, this.url));
  }

  /** The identity pools, in the order of the options. */
  get identityPools(): readonly IdentityPoolDescription[] {
    return this.#services.identityPools
      .list()
      .map(({ identityPoolId }) => ({ identityPoolId, endpoint: this.url }));
  }

  /** The S3 of the sandbox and what was asked of it. */
  get s3(): SandboxS3 {
    return sandboxS3(this.url, this.#services.s3);
  }

  /** The DynamoDB of the sandbox and what was asked of it. */
  get dynamoDb(): SandboxDynamoDb {
    return sandboxDynamoDb(this.url, this.#services.dynamoDb);
  }

  /** The account's own key, for making buckets and looking at what is in them. No policy limits it. */
  get administrator(): AdministratorKeys {
    const { accessKeyId, secretAccessKey } = this.#services.sessions.administrator;
    return { accessKeyId, secretAccessKey };
  }

  /** The IAM users, in the order of the options, with their keys. */
  get iamUsers(): readonly IamUserDescription[] {
    return this.#services.sessions.iamUsers.map(({ userName, arn, accessKeyId, secretAccessKey }) => ({
      userName,
      arn,
      accessKeyId,
      secretAccessKey,
    }));
  }

  /**
   * The code that a user who signed up would have got by mail.
   *
   * @throws Error if there is no such pool, or the user waits for no confirmation.
   */
  confirmationCode(userPoolId: string, username: string): string {
    const pool = this.#services.userPools.byId(userPoolId);
    if (pool === undefined) throw new Error(`User pool ${userPoolId} does not exist in this sandbox.`);
    const code = pool.confirmationCode(username);
    if (code === undefined) throw new Error(`User ${username} of ${userPoolId} waits for no confirmation.`);
    return code;
  }

  /**
   * What Cognito would have sent to the users of a pool, or to one of them, in order: codes, invitations. The last
   * 1000 messages.
   *
   * @throws Error if there is no such pool.
   */
  messages(userPoolId: string, username?: string): readonly OutboxMessage[] {
    const pool = this.#services.userPools.byId(userPoolId);
    if (pool === undefined) throw new Error(`User pool ${userPoolId} does not exist in this sandbox.`);
    return pool.outbox.list(username);
  }

  /** All that a client needs to know, as `GET /sandbox` answers it. */
  describe(): SandboxDescription {
    return {
      region: this.region,
      userPools: this.userPools,
      identityPools: this.identityPools,
      s3: { endpoint: this.s3.endpoint, buckets: this.#services.s3.bucketNames() },
      dynamoDb: { endpoint: this.dynamoDb.endpoint, tables: this.#services.dynamoDb.tableNames() },
      administrator: this.administrator,
      iamUsers: this.iamUsers,
    };
  }

  #serve(): void {
    const route = createSandboxRouter({
      services: this.#services,
      clock: this.#clock,
      traffic: this.#traffic,
      calls: {
        userPools: this.userPoolCalls,
        identityPools: this.identityPoolCalls,
        dynamoDb: this.dynamoDbCalls,
      },
      describe: () => this.describe(),
    });
    this.#server.serve(async (request, response) => {
      await route(request, response);
      this.#keeper?.touch();
    });
  }
}

/** What a sandbox is made of beside its services. */
interface SandboxParts {
  readonly clock: SandboxClock;
  readonly traffic: TrafficControl;
  readonly stsCalls: CallCounter;
  readonly keeper: Keeper | undefined;
  readonly region: string;
}
