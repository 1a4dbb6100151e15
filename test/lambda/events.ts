import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyWebsocketEventV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
} from 'aws-lambda';

const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';
export const METHOD_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/articles/1';
export const STAGE_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/*';

const bearer = (token: string | undefined) =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` };

const IDENTITY = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '198.51.100.7',
  user: null,
  userAgent: 'curl/8.5.0',
  userArn: null,
};

/** What a REST API sends to a proxy integration. */
export function restEvent(
  token: string | undefined,
  overrides: Partial<APIGatewayProxyEvent> = {},
): APIGatewayProxyEvent {
  const headers = { Accept: '*/*', Host: 'abcdef123.execute-api.eu-west-1.amazonaws.com', ...bearer(token) };
  return {
    resource: '/articles/{id}',
    path: '/articles/1',
    httpMethod: 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { id: '1' },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef123',
      authorizer: null,
      domainName: 'abcdef123.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'abcdef123',
      extendedRequestId: 'JKJaXmPLvHcESHA=',
      httpMethod: 'GET',
      identity: IDENTITY,
      path: '/prod/articles/1',
      protocol: 'HTTP/1.1',
      requestId: REQUEST_ID,
      requestTime: '10/Mar/2020:05:16:23 +0000',
      requestTimeEpoch: 1_583_817_383_220,
      resourceId: '1h4l2k',
      resourcePath: '/articles/{id}',
      stage: 'prod',
    },
    body: null,
    isBase64Encoded: false,
    ...overrides,
  };
}

/** What an HTTP API sends in format 2.0. */
export function httpEvent(
  token: string | undefined,
  overrides: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: 'GET /articles/{id}',
    rawPath: '/articles/1',
    rawQueryString: '',
    cookies: ['theme=dark'],
    headers: {
      accept: '*/*',
      host: 'abcdef123.execute-api.eu-west-1.amazonaws.com',
      'x-forwarded-for': '198.51.100.7',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdef123',
      domainName: 'abcdef123.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'abcdef123',
      http: {
        method: 'GET',
        path: '/articles/1',
        protocol: 'HTTP/1.1',
        sourceIp: '198.51.100.7',
        userAgent: 'curl/8.5.0',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'GET /articles/{id}',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1_583_348_638_390,
    },
    pathParameters: { id: '1' },
    isBase64Encoded: false,
    ...overrides,
  };
}

/** What a WebSocket API sends: headers come with `$connect` only. */
export function webSocketEvent(
  eventType: 'CONNECT' | 'MESSAGE',
  token: string | undefined,
  body?: string,
): APIGatewayProxyWebsocketEventV2 & { headers?: Record<string, string> } {
  return {
    ...(eventType === 'CONNECT' && {
      headers: { Host: 'ws.example', ...bearer(token) },
    }),
    requestContext: {
      routeKey: eventType === 'CONNECT' ? '$connect' : 'publish',
      messageId: 'GXLKJfX4FiACG1w=',
      eventType,
      extendedRequestId: 'GXLKAfX1FiACG1w=',
      requestTime: '07/Oct/2019:15:20:27 +0000',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: 1_570_461_627_100,
      requestTimeEpoch: 1_570_461_627_200,
      requestId: REQUEST_ID,
      domainName: 'abcdef123.execute-api.eu-west-1.amazonaws.com',
      connectionId: 'GXLKAfX1FiACG1w=',
      apiId: 'abcdef123',
    },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  };
}

export function tokenAuthorizerEvent(authorizationToken: string): APIGatewayTokenAuthorizerEvent {
  return { type: 'TOKEN', authorizationToken, methodArn: METHOD_ARN };
}

export function requestAuthorizerEvent(
  token: string | undefined,
  methodArn = METHOD_ARN,
): APIGatewayRequestAuthorizerEvent {
  const { resource, path, httpMethod, headers, multiValueHeaders, requestContext } = restEvent(token);
  return {
    type: 'REQUEST',
    methodArn,
    resource,
    path,
    httpMethod,
    headers,
    multiValueHeaders,
    pathParameters: { id: '1' },
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    stageVariables: {},
    requestContext: { ...requestContext, authorizer: undefined },
  } as unknown as APIGatewayRequestAuthorizerEvent;
}

export function httpAuthorizerEvent(token: string | undefined): APIGatewayRequestAuthorizerEventV2 {
  const event = httpEvent(token);
  return {
    ...event,
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/GET/articles/1',
    identitySource: token === undefined ? [] : [`Bearer ${token}`],
    cookies: [],
  } as unknown as APIGatewayRequestAuthorizerEventV2;
}
