/** What a string member of a request must be like. */
export interface StringShape {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** The allowed values, where the member is an enumeration. */
  readonly oneOf?: readonly string[];
}

const PRINTABLE = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;
const SECRET = /^[\w+]+$/;
const TOKEN = /^[A-Za-z0-9\-_=.]+$/;

/** A name of a user or a group, as an option. */
export const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
export const NAME_EXPECTED = '1 to 128 characters without spaces';

/** The limits of the service model (API version 2016-04-18) for the members that the sandbox reads. */
export const shapes = {
  userPoolId: { min: 1, max: 55, pattern: /^[\w-]+_[0-9a-zA-Z]+$/ },
  clientId: { min: 1, max: 128, pattern: SECRET },
  clientSecret: { min: 1, max: 64, pattern: SECRET },
  secretHash: { min: 1, max: 128, pattern: /^[\w+=/]+$/ },
  username: { min: 1, max: 128, pattern: PRINTABLE },
  // Spaces are allowed inside only.
  password: { max: 256, pattern: /^\S+(?: +\S+)*$/ },
  confirmationCode: { min: 1, max: 2048, pattern: /^\S+$/ },
  attributeName: { min: 1, max: 32, pattern: PRINTABLE },
  attributeValue: { max: 2048 },
  groupName: { min: 1, max: 128, pattern: PRINTABLE },
  description: { max: 2048 },
  roleArn: {
    min: 20,
    max: 2048,
    pattern: /^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]*:[\w+=/,.@:-]+$/,
  },
  token: { min: 1, max: 16384, pattern: TOKEN },
  session: { min: 20, max: 2048 },
  messageWithCode: { min: 6, max: 20_000, pattern: /\{####\}/ },
  softwareTokenCode: { min: 6, max: 6, pattern: /^[0-9]+$/ },
  credentialId: { min: 1, max: 1364, pattern: /^[A-Za-z0-9_-]+$/ },
  deviceName: { min: 1, max: 1024 },
  eventId: { min: 1, max: 50 },
  deviceKey: { min: 1, max: 55, pattern: /^[\w-]+_[0-9a-f-]+$/ },
  paginationKey: { min: 1, max: 131072 },
  mapValue: { max: 131072 },
} as const satisfies Record<string, StringShape>;
