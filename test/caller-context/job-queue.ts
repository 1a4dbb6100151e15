import { EventEmitter, once } from 'node:events';

/** A queue within the process. Its worker begins with the first job, so it inherits the context of whoever adds that. */
export class JobQueue<Job> {
  readonly #waiting: { readonly job: Job; readonly done: (outcome: string) => void }[] = [];
  readonly #run: (job: Job) => Promise<unknown>;
  readonly #events = new EventEmitter();
  #isWorking = false;

  constructor(run: (job: Job) => Promise<unknown>) {
    this.#run = run;
  }

  /** Gives what became of the job: `done`, or the code of its error. */
  add(job: Job): Promise<string> {
    return new Promise((done) => {
      this.#waiting.push({ job, done });
      if (!this.#isWorking) void this.#work();
    });
  }

  /** Lets the jobs run that wait: whoever added them has been answered. */
  begin(): void {
    this.#events.emit('begin');
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    await once(this.#events, 'begin');
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      next.done(
        await this.#run(next.job).then(
          () => 'done',
          (error: unknown) => (error as { code?: string }).code ?? String(error),
        ),
      );
    }
    this.#isWorking = false;
  }
}
