import { assertMatch, assertObject } from '../../option-check.js';
import type { ManagedLoginOptions } from '../../user-pool-options.js';

/** As large as Cognito lets a logo be, in base64. */
const LOGO = /^data:image\/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]{1,140000}={0,2}$/;

/** Throws a `TypeError` that names the option. */
export function checkManagedLoginOptions(path: string, options: ManagedLoginOptions | undefined): void {
  if (options === undefined) return;
  assertObject(path, options, ['css', 'logo']);
  if (options.css !== undefined) {
    // Without a "<" it can not end the element that it stands in.
    assertMatch(
      `${path}.css`,
      options.css,
      /^[^<]{0,131072}$/,
      'CSS of at most 131072 characters without a <',
    );
  }
  if (options.logo !== undefined) {
    assertMatch(
      `${path}.logo`,
      options.logo,
      LOGO,
      'a PNG, JPEG or SVG of at most 100 kB as "data:image/png;base64,..."',
    );
  }
}
