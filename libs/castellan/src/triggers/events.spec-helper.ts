/** An event as Cognito sends it. */
export function eventOf<Source extends string, Request extends object>(
  triggerSource: Source,
  request: Request,
  { version = '1', response = {} }: { readonly version?: string; readonly response?: object } = {},
) {
  return {
    version,
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_AbCdEfGhI',
    triggerSource,
    userName: 'alice',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'web_client' },
    request,
    response,
  };
}

/** The response of the event that a handler answers with. */
export const responseOf = async (answer: Promise<{ readonly response: object }>): Promise<object> =>
  (await answer).response;

/** Options that keep what is hidden from users. */
export function keptFailures() {
  const failures: { readonly error: unknown; readonly reference: string; readonly triggerSource: string }[] =
    [];
  return { failures, options: { onError: (failure: (typeof failures)[number]) => failures.push(failure) } };
}
