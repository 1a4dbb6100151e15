import { AwsFault } from '../aws-fault.js';
import type { IdentityIds } from '../identity-ids.js';
import { isAboutIdentityId, toCastellanError } from '../identity-pool-errors.js';
import type { CredentialsRequest } from './credentials-strategy.js';

type Attempt<T> = (identityId: string) => Promise<T>;

/**
 * Does something that needs the caller's identity ID, and keeps the remembered IDs right along the way: where AWS
 * says that an old one is wrong, it is done once more with a new one. A fault that says nothing about the ID leaves
 * the ID alone.
 *
 * @throws CastellanError for whatever AWS says
 */
export async function withIdentityId<T extends { readonly identityId: string }>(
  ids: IdentityIds,
  request: CredentialsRequest,
  work: Attempt<T>,
): Promise<T> {
  const { identity, owner, priority } = request;
  const found = await ids.get(identity, owner, priority);
  const first = await attempt(ids, request, found.identityId, work);
  if ('done' in first) return first.done;
  if (!found.remembered || !isAboutIdentityId(first.fault)) throw toCastellanError(first.fault);

  const fresh = await ids.get(identity, owner, priority);
  if (fresh.identityId === found.identityId) throw toCastellanError(first.fault);
  const second = await attempt(ids, request, fresh.identityId, work);
  if ('done' in second) return second.done;
  throw toCastellanError(second.fault);
}

async function attempt<T extends { readonly identityId: string }>(
  ids: IdentityIds,
  { owner }: CredentialsRequest,
  identityId: string,
  work: Attempt<T>,
): Promise<{ done: T } | { fault: AwsFault }> {
  try {
    const done = await work(identityId);
    if (done.identityId !== identityId) ids.remember(owner, done.identityId);
    return { done };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    if (isAboutIdentityId(error)) await ids.forget(owner, identityId);
    return { fault: error };
  }
}
