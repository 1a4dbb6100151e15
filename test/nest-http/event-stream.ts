/** One event, as it came. */
export interface ReceivedEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly data: string;
}

/** A client of server-sent events that can send headers, which `EventSource` of browsers cannot. */
export class EventStream {
  readonly #events: AsyncGenerator<ReceivedEvent>;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.#events = received(response.body!);
    this.#abort = abort;
  }

  /** Opens a stream. Throws the answer where it is none. */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return new EventStream(response, abort);
  }

  /** The next event; `undefined` at the end of the stream. */
  async next(): Promise<ReceivedEvent | undefined> {
    const { value, done } = await this.#events.next();
    return done === true ? undefined : value;
  }

  /** Goes away without a word. */
  close(): void {
    this.#abort.abort();
  }
}

async function* received(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const data = fieldOf(lines, 'data');
      if (data !== undefined) yield { type: fieldOf(lines, 'event') ?? 'message', data };
    }
  }
}

function fieldOf(lines: readonly string[], name: string): string | undefined {
  return lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
}
