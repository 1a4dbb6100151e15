import { type FSWatcher, watch } from 'node:fs';
import type { LoadedDocument } from './loaded-document.js';

/** Several events follow each other when a file is written: they are one change. */
const SETTLE_MILLISECONDS = 100;

/** How often a file is read that the system does not watch: it has limits, and not every file system can. */
const INSTEAD_OF_WATCHING_MILLISECONDS = 60_000;

/** Asks for a reload of a document by its interval, and when something changes in its watched folder. */
export class ReloadTriggers {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #watchers: FSWatcher[] = [];
  readonly #reload: (document: LoadedDocument) => Promise<void>;

  constructor(reload: (document: LoadedDocument) => Promise<void>) {
    this.#reload = reload;
  }

  start(document: LoadedDocument): void {
    const { watched, reloadEverySeconds } = document.source;
    if (reloadEverySeconds !== undefined) this.#repeat(document, reloadEverySeconds * 1_000);
    if (watched !== undefined) this.#watch(document, watched);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const watcher of this.#watchers) watcher.close();
    this.#timers.clear();
    this.#watchers.length = 0;
  }

  #repeat(document: LoadedDocument, milliseconds: number): void {
    this.#after(milliseconds, () => {
      void this.#reload(document).then(() => this.#repeat(document, milliseconds));
    });
  }

  /** The folder and not the file: a file that is put in its place is another file, and a link leads elsewhere. */
  #watch(document: LoadedDocument, folder: string): void {
    let settling: NodeJS.Timeout | undefined;
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        settling ??= this.#after(SETTLE_MILLISECONDS, () => {
          settling = undefined;
          void this.#reload(document);
        });
      });
      watcher.once('error', () => this.#repeat(document, INSTEAD_OF_WATCHING_MILLISECONDS));
      this.#watchers.push(watcher);
    } catch {
      this.#repeat(document, INSTEAD_OF_WATCHING_MILLISECONDS);
    }
  }

  #after(milliseconds: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, milliseconds);
    // An application that has nothing else to do may end.
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }
}
