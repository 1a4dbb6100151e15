/** A request that DynamoDB received, answered or refused. */
export interface DynamoDbRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whose session signed: `cognito-identity.amazonaws.com:sub`. Only once the signature has been accepted. */
  readonly identityId?: string;
  /** The role of the session. Only once the signature has been accepted. */
  readonly roleArn?: string;
  /** Such as `GetItem`; absent if the request asks for something that is not here. */
  readonly operation?: string;
  /** Absent if the request names none. */
  readonly tableName?: string;
  /** The HTTP status of the answer. */
  readonly status: number;
  /** Such as `AccessDeniedException`; absent from a request that was answered. */
  readonly errorCode?: string;
}

const REMEMBERED = 10_000;

/** The last 10,000 requests, oldest first. */
export class DynamoDbRequestLog {
  #entries: DynamoDbRequest[] = [];

  add(entry: DynamoDbRequest): void {
    this.#entries.push(entry);
    // Dropped in bulk: to shift at every request would move all the others each time.
    if (this.#entries.length >= 2 * REMEMBERED) this.#entries = this.#entries.slice(-REMEMBERED);
  }

  list(): readonly DynamoDbRequest[] {
    return this.#entries.slice(-REMEMBERED);
  }

  clear(): void {
    this.#entries = [];
  }
}
