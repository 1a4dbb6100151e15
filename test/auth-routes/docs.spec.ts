import { readFileSync } from 'node:fs';
import path from 'node:path';
import { authOpenApi, type OpenApiOperation } from 'castellan/user-pool';

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly unknown[];
}

/** What can come at every route, and is said once for all. */
const EVERYWHERE = [
  'request_body_invalid',
  'user_pool_input_invalid',
  'request_body_too_large',
  'media_type_not_supported',
  'authentication_required',
  'token_expired',
  'token_revoked',
  'access_token_refused',
  'insufficient_scope',
  'too_many_requests',
  'attempt_limit_exceeded',
  'user_pool_unavailable',
  'trigger_failed',
  'user_pool_throttled',
  'user_pool_timeout',
];

const membersOf = (content: unknown): string => {
  const { schema } = Object.values((content ?? {}) as Record<string, { schema: Schema }>)[0] ?? {
    schema: {},
  };
  if (schema.oneOf !== undefined) return 'see below';
  const names = Object.keys(schema.properties ?? {});
  return names.map((name) => `\`${name}\`${schema.required?.includes(name) ? '' : '?'}`).join(', ') || 'none';
};

function rowOf(method: string, route: string, operation: OpenApiOperation): string[] {
  const [status, success] = Object.entries(operation.responses)[0]!;
  const body = membersOf((operation.requestBody as { content?: unknown } | undefined)?.content);
  const answer = membersOf(success.content);
  const problems = Object.entries(operation.responses).flatMap(([refused, { description }]) =>
    [...String(description).matchAll(/`(\w+)`/g)]
      .filter(([, code = '']) => !EVERYWHERE.includes(code))
      .map(([code]) => `${refused} ${code}`),
  );
  return [
    `\`${method.toUpperCase()} ${route}\``,
    `\`${operation.operationId}\``,
    operation.security.length === 0 ? 'everybody' : 'user',
    body,
    answer === 'none' ? status : `${status}: ${answer}`,
    problems.join(', ') || 'none',
  ];
}

describe('docs/auth-routes.md', () => {
  const page = readFileSync(path.join(__dirname, '../../docs/auth-routes.md'), 'utf8');
  const written = page
    .split('\n')
    .filter((line) => /^\| `(?:GET|POST|PUT|PATCH|DELETE) /.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const rows = Object.entries(authOpenApi({ path: '' }).paths).flatMap(([route, methods]) =>
    Object.entries(methods).map(([method, operation]) => rowOf(method, route, operation)),
  );

  it('has a row for each route, with what it takes, answers and refuses', () => {
    expect(written.map((row) => row.join(' | ')).sort()).toEqual(rows.map((row) => row.join(' | ')).sort());
  });

  it.each(EVERYWHERE)('says that %s can come everywhere', (code) => {
    expect(page).toContain(`\`${code}\``);
  });
});
