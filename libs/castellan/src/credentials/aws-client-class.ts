/** A client of the AWS SDK v3, of whatever service. */
export interface AwsClient {
  /** Its resolved configuration. */
  readonly config: object;
  /** What a request passes through on its way. */
  readonly middlewareStack: object;
  /** Sends a command. */
  send(...args: never[]): unknown;
  /** Lets go of connections. */
  destroy(): void;
}

/** The class of an AWS SDK v3 client: `S3Client`, `S3`, `DynamoDBClient` and so on. */
export type AwsClientClass = new (config: never) => AwsClient;

/** The client a class makes: `S3Client` of `typeof S3Client`. */
export type AwsClientOf<Class extends AwsClientClass> = Class extends new (config: never) => infer Client
  ? Client
  : never;

/** Options of clients that would bring in credentials that are not the caller's. */
export type RefusedClientOption =
  | 'credentials'
  | 'credentialDefaultProvider'
  | 'signer'
  | 'signerConstructor'
  | 'token'
  | 'httpAuthSchemes'
  | 'httpAuthSchemeProvider'
  | 's3ExpressIdentityProvider'
  | 'extensions';

/**
 * The options of a client class, without those that decide whose credentials it signs with. Any object where the
 * class is not known.
 */
export type AwsClientConfig<Class extends AwsClientClass> =
  ConstructorParameters<Class> extends readonly [(infer Config)?]
    ? [Config] extends [never]
      ? object
      : Omit<NonNullable<Config>, RefusedClientOption>
    : object;
