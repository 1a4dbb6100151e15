import { ServiceError } from '../../http/service-error.js';
import { OAuth2Error } from './oauth2-error.js';

/** A request to an endpoint that clients call themselves, and no browser. */
export interface EndpointRequest {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The form as it was sent. */
  readonly body: string;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** To be sent as JSON. Absent: the answer has no body. */
  readonly body?: object;
}

const HEADERS = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
};

/** Answers with what comes of it. A refusal is an answer too. */
export async function answerClient(run: () => Promise<object | undefined>): Promise<EndpointAnswer> {
  try {
    const body = await run();
    return { status: 200, headers: { ...HEADERS }, ...(body !== undefined && { body }) };
  } catch (error) {
    if (error instanceof OAuth2Error) return refusal(error);
    // Of a trigger, or of a user who may not have tokens any more.
    if (error instanceof ServiceError) return refusal(new OAuth2Error('invalid_grant'));
    throw error;
  }
}

const refusal = ({ code, status }: OAuth2Error): EndpointAnswer => ({
  status,
  headers: { ...HEADERS, ...(status === 401 ? { 'www-authenticate': 'Basic realm="token"' } : {}) },
  body: { error: code },
});
