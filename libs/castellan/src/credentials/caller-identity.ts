import type { GuestIdentity } from './guest-identity.js';
import type { VerifiedIdentity } from './verified-identity.js';

/** For whom AWS is asked for credentials: a user who has proved who it is, or nobody in particular. */
export type CallerIdentity = VerifiedIdentity | GuestIdentity;
