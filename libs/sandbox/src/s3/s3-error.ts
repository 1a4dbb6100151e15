import { ServiceError } from '../http/service-error.js';

/** An error as S3 puts it into XML. */
export class S3Error extends ServiceError {
  constructor(
    code: string,
    message: string,
    status: number,
    /** More elements for the body, by name. */
    readonly facts: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, status);
  }
}

export const accessDenied = (
  message = 'Access Denied',
  facts: Readonly<Record<string, string>> = {},
): S3Error => new S3Error('AccessDenied', message, 403, facts);

export const invalidUri = (): S3Error => new S3Error('InvalidURI', "Couldn't parse the specified URI.", 400);

export const invalidArgument = (message: string, name: string, value: string): S3Error =>
  new S3Error('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });

export const incompleteBody = (message: string): S3Error => new S3Error('IncompleteBody', message, 400);

export const invalidRequest = (message: string): S3Error => new S3Error('InvalidRequest', message, 400);

/** For everything of S3 that is not here: it is refused, and never half done. */
export const notImplemented = (kind: 'Header' | 'Parameter' | 'Method', name: string): S3Error =>
  new S3Error(
    'NotImplemented',
    `A ${kind.toLowerCase()} you provided implies functionality that is not implemented`,
    501,
    { [kind]: name },
  );

export const noSuchBucket = (bucket: string): S3Error =>
  new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });

export const noSuchKey = (key: string): S3Error =>
  new S3Error('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
