import { identityPool } from './schema/identity-pool.schema.js';
import { accessKey, policy, trustPolicy } from './schema/policy.schema.js';
import { text, whole, list, mapOf, choice, object, type Schema } from './schema/schema-parts.js';
import { table } from './schema/table.schema.js';
import { userPool } from './schema/user-pool.schema.js';

export const CONFIG_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Configuration of castellan-sandbox',
  ...object({
    $schema: text(),
    include: list(text(), 'More files of this kind, whose lists are added to those of this one.'),
    port: whole(0, 65_535, 'The TCP port on 127.0.0.1; 0 is any free one. Default 9230.'),
    region: text('Default `eu-west-1`.'),
    accountId: text('Twelve digits. Default `123456789012`.'),
    quotas: {
      anyOf: [{ type: 'boolean' }, mapOf(whole(1, 1_000_000))],
      description: '`true` for the default quotas of AWS, or requests a second by operation. Default: none.',
    },
    dataFolder: text('A folder to keep everything in, relative to this file. Default: nothing is kept.'),
    faults: mapOf(
      object({
        type: text('The exception to answer with.'),
        message: text(),
        status: whole(400, 599),
        connection: choice('hang', 'reset'),
        times: whole(0, Number.MAX_SAFE_INTEGER),
        latency: whole(0, 2 ** 31 - 1, 'Milliseconds.'),
      }),
      'Faults from the start, by operation; `*` meets every call.',
    ),
    userPools: list(userPool),
    identityPools: list(identityPool),
    roles: list(
      object(
        {
          roleArn: text('`arn:aws:iam::ACCOUNT:role/NAME`'),
          policies: list(policy),
          trustPolicy,
          maxSessionDuration: whole(3600, 43_200, 'Seconds. Default 3600.'),
        },
        'roleArn',
        'policies',
      ),
    ),
    iamUsers: list(
      object({ userName: text(), policies: list(policy), ...accessKey }, 'userName', 'policies'),
    ),
    openIdConnectProviders: list(
      object(
        { url: text('An issuer, or the ID of a user pool of the sandbox.'), clientIds: list(text()) },
        'url',
        'clientIds',
      ),
    ),
    samlProviders: list(
      object({ name: text(), metadataDocument: text('In XML.') }, 'name', 'metadataDocument'),
      'SAML providers of the account, for identity pools.',
    ),
    publicLoginProviders: mapOf(text(), 'Stand-ins for public login providers: their addresses by name.'),
    administrator: object(accessKey, 'accessKeyId', 'secretAccessKey'),
    buckets: list(text(), 'Buckets that exist from the start.'),
    tables: list(table, 'DynamoDB tables that exist from the start.'),
  }),
};
