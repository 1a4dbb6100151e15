import { authenticated, can, createCastellan, type Rules, type StandaloneOptions } from 'castellan/lambda';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const ARTICLES = new Map([['1', { id: '1', status: 'draft' }]]);

const editors = {
  source: 'editors',
  appliesTo: { kind: 'group', group: 'editors' },
  build({ can: allow }: Rules): void {
    allow('publish', 'Article', { status: 'draft' });
  },
} as const;

/** Call it once, outside of the handlers: a warm start keeps keys, remembered tokens and credentials. */
export function createFunctions(options: StandaloneOptions) {
  const castellan = createCastellan({ ...options, policies: [editors] });
  const articleOfEvent = ({ pathParameters }: APIGatewayProxyEventV2) =>
    ARTICLES.get(pathParameters?.id ?? '');

  return {
    authorizer: castellan.simpleAuthorizer({ require: authenticated() }),
    publish: castellan.handler(
      { require: can('publish', 'Article', { subject: articleOfEvent }) },
      (_event: APIGatewayProxyEventV2, caller) => ({
        statusCode: 200,
        body: JSON.stringify({ published: caller.loaded(articleOfEvent).id, by: caller.user.username }),
      }),
    ),
  };
}
