import type { ClientGrpc } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import type { ForwardingLink } from './forwarding-link.js';
import { requireFree } from './token-carriers.js';

type ServiceMethod = (...args: unknown[]) => Observable<unknown>;

/**
 * Has the services of a gRPC client send the tokens of whoever is calling, in the metadata of each call. They are taken
 * when the method is called; what it returns is of no use to other callers.
 */
export function forwardCalls(client: ClientGrpc, link: ForwardingLink): void {
  const getService = client.getService.bind(client) as (name: string) => Record<string, ServiceMethod>;
  const forwarding = (name: string): object =>
    Object.fromEntries(
      Object.entries(getService(name)).map(([method, call]) => [method, withTokens(call, link)]),
    );
  client.getService = forwarding as ClientGrpc['getService'];
}

/** After the request, or the stream of requests, stand the metadata of the sender, if there are any, and its options. */
function withTokens(call: ServiceMethod, link: ForwardingLink): ServiceMethod {
  return (request, ...rest) => {
    const caller = link.caller();
    const { tokens } = caller;
    const [given] = rest;
    const isGiven = given instanceof link.Metadata;
    const metadata = isGiven ? given.clone() : new link.Metadata();
    for (const name of Object.keys(metadata.toJSON())) requireFree(name, tokens);
    for (const [name, token] of Object.entries(tokens)) metadata.set(name, token);
    const options = (isGiven ? rest.slice(1) : rest).filter((argument) => argument !== undefined);
    return link.onlyFor(caller, call(request, metadata, ...options));
  };
}
