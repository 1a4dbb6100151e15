/** A queue within the process. Its worker begins with the first job, so it inherits the context of whoever adds that. */
export class JobQueue<Job> {
  readonly #waiting: { readonly job: Job; readonly done: (outcome: string) => void }[] = [];
  readonly #run: (job: Job) => Promise<unknown>;
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

  async #work(): Promise<void> {
    this.#isWorking = true;
    // The requests that add jobs are answered before the first one runs.
    await new Promise((resolve) => setTimeout(resolve, 50));
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
