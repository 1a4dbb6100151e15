import { Inject, Injectable } from '@nestjs/common';
import { ConfigurationError } from '../errors/index.js';
import { TokenVerifier } from '../tokens/index.js';

/**
 * Says so where something else stands in place of the verifier, such as the mock of a test. Elsewhere it would be told
 * by a property that is missing.
 *
 * @throws ConfigurationError while the application starts.
 */
@Injectable()
export class GenuineVerifier {
  constructor(@Inject(TokenVerifier) verifier: unknown) {
    if (verifier instanceof TokenVerifier) return;
    throw new ConfigurationError(
      'Something that is no TokenVerifier was put in place of the TokenVerifier. In a test, exchange its keys ' +
        'instead: overrideProvider(KEY_SOURCE).useValue(testKeys(factory)), with testKeys and TokenFactory of ' +
        'castellan/testing.',
    );
  }
}
