import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers with documents by path; the query is that of the request. */
export async function standIn(
  answer: (path: string, query: URLSearchParams, url: string) => object | undefined,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
    const document = answer(address.pathname, address.searchParams, address.origin);
    response.writeHead(document === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? { error: 'invalid' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** An issuer of ID tokens. */
export interface OpenIdIssuer {
  readonly url: string;
  readonly server: Server;
  /** An ID token of somebody, with these claims. */
  readonly sign: (claims?: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** An issuer of ID tokens with its discovery document and its keys. */
export async function openIdIssuer(): Promise<OpenIdIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' };
  const { url, server } = await standIn((path, _query, origin) => {
    if (path === '/keys') return { keys: [jwk] };
    return path === '/.well-known/openid-configuration'
      ? { issuer: origin, jwks_uri: `${origin}/keys` }
      : undefined;
  });
  const sign = (claims: Readonly<Record<string, unknown>> = {}) =>
    new SignJWT({ iss: url, aud: 'our-app', sub: 'somebody', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuedAt()
      .setExpirationTime((claims.exp as number | undefined) ?? '1h')
      .sign(privateKey);
  return { url, server, sign };
}
