import type { CastellanOptions } from 'castellan';

/** What the app needs to know of the Cognito and the S3 it runs against. */
export interface AppConfiguration {
  readonly castellan: CastellanOptions;
  readonly filesBucket: string;
}
