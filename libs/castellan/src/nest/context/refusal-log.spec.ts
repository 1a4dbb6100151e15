import { Logger } from '@nestjs/common';
import {
  AccessDeniedError,
  KeySetUnavailableError,
  PolicyFailureError,
  UserPoolUnavailableError,
} from '../../errors/index.js';
import { RefusalLog } from './refusal-log.js';

describe('the log of refusals', () => {
  const written: [level: string, message: string, stack?: string][] = [];
  const logger = {
    log: () => undefined,
    warn: (message: string) => written.push(['warn', message]),
    error: (message: string, stack: string) => written.push(['error', message, stack]),
    debug: (message: string) => written.push(['debug', message]),
  };
  const unavailable = (pool: string) =>
    new KeySetUnavailableError(`The keys of ${pool} cannot be had.`, {
      retryAfterSeconds: 1,
      cause: new Error('refused'),
    });

  beforeEach(() => {
    written.length = 0;
    jest.useFakeTimers();
    Logger.overrideLogger(logger);
  });
  afterEach(() => {
    jest.useRealTimers();
    Logger.overrideLogger(false);
  });

  it('says at debug level why a caller was refused', () => {
    new RefusalLog().write(new AccessDeniedError('Not an editor.'));
    expect(written).toEqual([['debug', 'access_denied: Not an editor.']]);
  });

  it('says once which rule a list lacks, and of no more than a thousand rules', () => {
    const log = new RefusalLog();
    log.writeUnbuiltRule('A.b: can read C was not built: it has no value.');
    log.writeUnbuiltRule('A.b: can read C was not built: it has no value.');
    expect(written).toEqual([
      ['warn', 'A list lacks what a rule would allow. A.b: can read C was not built: it has no value.'],
    ]);
    for (let index = 0; index < 2_000; index += 1) log.writeUnbuiltRule(`rule ${index}`);
    expect(written).toHaveLength(1_000);
  });

  it('says a fault as an error, with its causes, once however many hands it goes through', () => {
    const log = new RefusalLog();
    const error = unavailable('staff');
    log.write(error);
    log.write(error);
    expect(written).toHaveLength(1);
    expect(written[0]).toEqual([
      'error',
      'key_set_unavailable: The keys of staff cannot be had.',
      expect.stringMatching(/KeySetUnavailableError[^]*\ncaused by Error: refused/),
    ]);
  });

  it('writes the stack of a fault once in ten seconds, and how often it came meanwhile', () => {
    const log = new RefusalLog();
    for (let i = 0; i < 1_000; i += 1) {
      jest.advanceTimersByTime(9);
      log.write(unavailable(`tenant ${i}`));
    }
    expect(written.filter(([level]) => level === 'error')).toHaveLength(1);
    expect(written).toHaveLength(1_000);
    expect(written[1]).toEqual([
      'debug',
      'key_set_unavailable: The keys of tenant 1 cannot be had. Caused by: refused',
    ]);
    jest.advanceTimersByTime(10_000);
    log.write(unavailable('staff'));
    expect(written.at(-1)?.[1]).toBe(
      'key_set_unavailable: The keys of staff cannot be had. (999 more since this was last written)',
    );
    jest.advanceTimersByTime(10_000);
    log.write(unavailable('staff'));
    expect(written.at(-1)?.[1]).toBe('key_set_unavailable: The keys of staff cannot be had.');
  });

  it('keeps different faults apart', () => {
    const log = new RefusalLog();
    log.write(unavailable('staff'));
    log.write(new UserPoolUnavailableError('The lookup failed.', { retryAfterSeconds: 1 }));
    log.write(new PolicyFailureError('can(read, Article) failed.'));
    log.write(new PolicyFailureError('can(write, Article) failed.'));
    log.write(new PolicyFailureError('can(write, Article) failed.'));
    expect(written.map(([level]) => level)).toEqual(['error', 'error', 'error', 'error', 'debug']);
  });
});
