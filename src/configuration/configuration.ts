import type { CastellanOptions } from 'castellan';
import type { UserPoolServiceOptions } from 'castellan/user-pool';

/** What the app needs to know of the Cognito and the S3 it runs against. */
export interface AppConfiguration {
  readonly castellan: CastellanOptions;
  readonly filesBucket: string;
  /** The app client whose users the routes below `/account` serve. Default: there are no such routes. */
  readonly account?: UserPoolServiceOptions;
  /** Where the files of the page are. Default: there is no page. */
  readonly pageFolder?: string;
}
