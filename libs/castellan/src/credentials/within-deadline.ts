import { CredentialsThrottledError } from '../errors/index.js';

/**
 * Waits for credentials, but no longer than a caller may have to. What is under way goes on: whoever asks again finds
 * it done.
 *
 * @throws CredentialsThrottledError when the time is over
 */
export async function withinDeadline<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new CredentialsThrottledError(
          `Credentials did not come within ${milliseconds} ms (callLimits.deadlineMilliseconds). They are still being fetched.`,
          { retryAfterSeconds: 1 },
        ),
      );
    }, milliseconds);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
