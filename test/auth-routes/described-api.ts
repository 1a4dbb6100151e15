import assert from 'node:assert/strict';
import { authOpenApi } from 'castellan/user-pool';
import { z } from 'zod';
import { Api, type ApiAnswer, type Tokens } from '../support/api.js';

interface DescribedAnswer {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** A client that holds every answer to the description of the routes. */
export class DescribedApi extends Api {
  readonly #paths = Object.entries(authOpenApi({ path: '/auth' }).paths).map(
    ([path, methods]) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), methods] as const,
  );

  override async request(method: string, path: string, tokens?: Tokens, body?: unknown): Promise<ApiAnswer> {
    const answer = await super.request(method, path, tokens, body);
    const operation = this.#paths.find(([pattern]) => pattern.test(path))?.[1][method.toLowerCase()];
    const described = operation?.responses[String(answer.status)] as DescribedAnswer | undefined;
    const what = `${method} ${path} answered ${answer.status} ${answer.text}`;
    assert(described !== undefined, `${what}, which is not described.`);
    const [mediaType = ''] = (answer.headers.get('content-type') ?? '').split(';');
    const content = described.content?.[mediaType];
    if (content === undefined) {
      assert(described.content === undefined && answer.text === '', `${what} in another media type.`);
      return answer;
    }
    const { error } = z.fromJSONSchema(content.schema as never).safeParse(answer.json());
    assert(error === undefined, `${what}, which is not what is described: ${error?.message}`);
    return answer;
  }
}
