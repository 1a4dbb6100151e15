import {
  type ClaimNames,
  type PackedClaims,
  type SaidByPrincipal,
  type SaidByUser,
  unpackClaims,
} from './packed-claims.js';
import type {
  Claims,
  FederatedIdentity,
  MachinePrincipal,
  TokenUse,
  UserPrincipal,
  VerifiedCaller,
} from './principal.js';

/** Who a verified token speaks for. Its claims stay packed until somebody asks for them, which few requests do. */
abstract class VerifiedPrincipal implements VerifiedCaller {
  /** An own member like the others, so that a copy of a principal has it. One getter serves all principals. */
  static readonly #CLAIMS: PropertyDescriptor = {
    enumerable: true,
    get(this: VerifiedPrincipal & SaidByUser): Claims {
      if (typeof this.#claims === 'string') {
        this.#claims = unpackClaims({ names: this.#names, values: this.#claims }, this, this);
      }
      return this.#claims;
    },
  };

  readonly pool: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly tokenUse: TokenUse;
  readonly sub: string;
  readonly scopes: readonly string[];
  declare readonly claims: Claims;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly authTime: number | undefined;
  readonly #names: ClaimNames;
  /** The values, as they are packed, or all of the claims. */
  #claims: string | Claims;

  constructor(said: SaidByPrincipal, { names, values }: PackedClaims) {
    this.pool = said.pool;
    this.issuer = said.issuer;
    this.clientId = said.clientId;
    this.tokenUse = said.tokenUse;
    this.sub = said.sub;
    this.scopes = said.scopes;
    this.issuedAt = said.issuedAt;
    this.expiresAt = said.expiresAt;
    this.authTime = said.authTime;
    this.#names = names;
    this.#claims = values;
    Object.defineProperty(this, 'claims', VerifiedPrincipal.#CLAIMS);
  }
}

/** A user's. Frozen. */
export class VerifiedUser extends VerifiedPrincipal implements UserPrincipal {
  readonly kind = 'user';
  readonly username: string;
  readonly groups: readonly string[];
  readonly identities: readonly FederatedIdentity[];

  constructor(
    said: SaidByPrincipal,
    ofUser: Pick<UserPrincipal, 'username' | 'groups' | 'identities'>,
    claims: PackedClaims,
  ) {
    super(said, claims);
    this.username = ofUser.username;
    this.groups = ofUser.groups;
    this.identities = ofUser.identities;
    Object.freeze(this);
  }
}

/** A program's. Frozen. */
export class VerifiedMachine extends VerifiedPrincipal implements MachinePrincipal {
  readonly kind = 'machine';

  constructor(said: SaidByPrincipal, claims: PackedClaims) {
    super(said, claims);
    Object.freeze(this);
  }
}
