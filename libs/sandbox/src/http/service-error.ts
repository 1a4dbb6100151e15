/**
 * An error of an AWS service, as its wire form names it. The message is what AWS prints, because SDK users match
 * on it.
 */
export class ServiceError extends Error {
  constructor(
    /** The exception name, such as `NotAuthorizedException`. */
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = type;
  }
}
