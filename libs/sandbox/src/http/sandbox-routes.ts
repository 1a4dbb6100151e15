import type { IncomingMessage } from 'node:http';
import { type BeforeDynamoDbCall, DynamoDbService } from '../dynamodb/dynamodb-service.js';
import type { IdentityPools } from '../identity-pool/identity-pools.js';
import type { S3Service } from '../s3/s3-service.js';
import type { SandboxDescription } from '../sandbox-description.js';
import type { StsService } from '../sts/sts-service.js';
import type { UserPool, UserPools } from '../user-pool/index.js';
import { federationRoutes } from '../user-pool/federation/federation-routes.js';
import { managedLoginRoutes } from '../user-pool/managed-login/routes.js';
import { oauth2Routes } from '../user-pool/oauth2/routes.js';
import { sendJson } from './answers.js';
import type { JsonDispatcher } from './json-dispatcher.js';
import type { Exchange, Route } from './router.js';
import { ServiceError } from './service-error.js';

export const S3_PATH = '/s3';

/** How long Cognito lets its key sets and discovery documents be kept: a day. */
const PUBLIC_DOCUMENT = { 'cache-control': 'public, max-age=86400' };
const PRIVATE_DOCUMENT = { 'cache-control': 'no-store' };

/** What the routes lead to. */
export interface RoutedServices {
  readonly json: JsonDispatcher;
  readonly userPools: UserPools;
  readonly identityPools: IdentityPools;
  readonly sts: StsService;
  readonly s3: S3Service;
  readonly dynamoDb: DynamoDbService;
  readonly beforeDynamoDbCall: BeforeDynamoDbCall;
  readonly describe: () => SandboxDescription;
}

/** Everything the sandbox answers to. */
export const sandboxRoutes = (services: RoutedServices): readonly Route[] => [
  { method: 'POST', path: '/', handle: (exchange) => callApi(services, exchange) },
  ...oauth2Routes(services.userPools),
  ...managedLoginRoutes(services.userPools),
  ...federationRoutes(services.userPools),
  {
    method: 'GET',
    path: '/:userPoolId/.well-known/jwks.json',
    handle: ({ response, parameters }) =>
      sendJson(response, requirePool(services, parameters).jwks(), PUBLIC_DOCUMENT),
  },
  {
    method: 'GET',
    path: '/:userPoolId/.well-known/openid-configuration',
    handle: ({ response, parameters }) =>
      sendJson(response, requirePool(services, parameters).discovery(), PUBLIC_DOCUMENT),
  },
  {
    method: 'GET',
    path: '/.well-known/jwks_uri',
    handle: async ({ response }) => sendJson(response, await services.identityPools.jwks(), PUBLIC_DOCUMENT),
  },
  {
    method: '*',
    path: `${S3_PATH}/*`,
    handle: ({ request, response }) => services.s3.handle(request, response),
  },
  {
    method: 'GET',
    path: '/sandbox',
    handle: ({ response }) => sendJson(response, services.describe(), PRIVATE_DOCUMENT),
  },
  {
    method: 'GET',
    path: '/sandbox/user-pools/:userPoolId/users/:username/confirmation-code',
    handle: (exchange) => showConfirmationCode(services, exchange),
  },
  {
    method: 'GET',
    path: '/sandbox/user-pools/:userPoolId/messages',
    handle: (exchange) => showMessages(services, exchange),
  },
  {
    method: 'GET',
    path: '/sandbox/dynamodb/requests',
    handle: ({ response }) => sendJson(response, services.dynamoDb.requests, PRIVATE_DOCUMENT),
  },
  {
    method: 'GET',
    path: '/sandbox/s3/requests',
    handle: ({ response }) => sendJson(response, services.s3.requests, PRIVATE_DOCUMENT),
  },
];

async function callApi(services: RoutedServices, { request, response }: Exchange): Promise<void> {
  const { json, sts } = services;
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string' && DynamoDbService.isDynamoDbTarget(target)) {
    await services.dynamoDb.handle(request, response, services.beforeDynamoDbCall);
    return;
  }
  if (typeof target === 'string') {
    await json.handle(request, response, target);
    return;
  }
  if (isForm(request)) {
    await sts.handle(request, response);
    return;
  }
  throw new ServiceError(
    'UnknownOperationException',
    'A call to POST / needs the header X-Amz-Target, or a form with an Action for STS.',
  );
}

const isForm = (request: IncomingMessage): boolean =>
  request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

function showConfirmationCode(services: RoutedServices, { response, parameters }: Exchange): void {
  const pool = requirePool(services, parameters);
  const { username = '' } = parameters;
  const code = pool.confirmationCode(username);
  if (code === undefined) throw notFound(`User ${username} of ${pool.userPoolId} waits for no confirmation.`);
  sendJson(response, { code }, PRIVATE_DOCUMENT);
}

function showMessages(services: RoutedServices, { request, response, parameters }: Exchange): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const messages = requirePool(services, parameters).outbox.list(searchParams.get('username') ?? undefined);
  sendJson(response, messages, PRIVATE_DOCUMENT);
}

function requirePool({ userPools }: RoutedServices, parameters: Exchange['parameters']): UserPool {
  const { userPoolId = '' } = parameters;
  const pool = userPools.byId(userPoolId);
  if (pool === undefined) throw notFound(`User pool ${userPoolId} does not exist.`);
  return pool;
}

const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message, 404);
