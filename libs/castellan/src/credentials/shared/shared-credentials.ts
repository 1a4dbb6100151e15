import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RightsMark, RightsSubject } from '../newest-rights.js';
import type { Owner } from '../owner.js';
import { BoundedStore } from './bounded-store.js';
import type { KeyRing } from './key-ring.js';
import type { SharedCredentialsSettings } from './shared-credentials-options.js';
import { entryFromText, entryToText, type FetchedCredentials, type SharedEntry } from './shared-entry.js';
import { SharedNames } from './shared-names.js';
import { markFromText, markToText, newsFromText, newsToText, type SharedNews } from './shared-news.js';
import { Untold } from './untold.js';

/** Who is told what other machines did. */
export interface SharedCredentialsEvents {
  readonly onEvicted: (user: string) => void;
  /** Some machine has seen what a token says about its user's rights. */
  readonly onRights: (subject: RightsSubject, mark: RightsMark) => void;
  /** Something may have been missed: whatever is in memory has to be looked up again. */
  readonly onMissed: () => void;
}

/** What {@link SharedCredentials} is made of. */
export interface SharedCredentialsParts {
  readonly settings: SharedCredentialsSettings;
  /** Sets the entries apart from those of other ways to credentials. */
  readonly namespace: string;
  readonly events: SharedCredentialsEvents;
  /** How long a machine waits for another one that fetches the same, in milliseconds. */
  readonly patience: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Credentials that somebody wants. */
export interface WantedCredentials {
  readonly owner: Owner;
  /** Whose rights are looked up along with them; `undefined` where rights are not compared. */
  readonly subject: RightsSubject | undefined;
  /** Until when credentials may be served, in milliseconds since the epoch. */
  readonly servedUntil: (found: FetchedCredentials) => number;
  /** Whether these will do. */
  readonly isWanted: (found: FetchedCredentials) => boolean;
  /** Fetches them from AWS. */
  readonly fetch: () => Promise<FetchedCredentials>;
}

/** What the store has. */
interface Found {
  readonly entry: SharedEntry | undefined;
  readonly generation: string;
}

/** A machine that has died while it fetched keeps the others for no longer than this, in milliseconds. */
const LOCK_LIFE = 15_000;
const POLL_INTERVAL = 50;
const HOUR = 3_600_000;
/** Longer than any credentials live. */
const GENERATION_LIFE = 36 * HOUR;
/** Longer than any token lives. */
const RIGHTS_LIFE = 25 * HOUR;

/**
 * Credentials and identity IDs that several machines share: what one has fetched, the others use, and while one
 * fetches, the others wait for it. When the store cannot be used, each machine goes on alone.
 */
export class SharedCredentials {
  readonly #store: BoundedStore;
  readonly #keyRing: KeyRing;
  readonly #names: SharedNames;
  readonly #parts: SharedCredentialsParts;
  readonly #untold: Untold;

  constructor(parts: SharedCredentialsParts) {
    const { store, keyRing, timeoutMilliseconds, onError } = parts.settings;
    this.#parts = parts;
    this.#store = new BoundedStore(store, timeoutMilliseconds, onError);
    this.#keyRing = keyRing;
    this.#names = new SharedNames(keyRing, parts.namespace);
    this.#untold = new Untold(() => this.#store.reachable);
  }

  /** Whether the store can be used now, as far as is known. */
  get reachable(): boolean {
    return this.#store.reachable;
  }

  async open(): Promise<void> {
    await this.#store.open({
      onMessage: (message) => this.#hear(message),
      onReconnected: () => {
        this.#parts.events.onMissed();
        this.#untold.tryAgain();
      },
    });
  }

  close(): Promise<void> {
    this.#untold.close();
    return this.#store.close();
  }

  /** The credentials another machine has fetched, or is fetching, or else those that `fetch` gives. */
  async obtain(wanted: WantedCredentials): Promise<SharedEntry> {
    const { owner, isWanted, fetch } = wanted;
    const flight = this.#names.flight(owner);
    const machine = randomUUID();
    const waitUntil = performance.now() + this.#parts.patience;
    for (;;) {
      const found = await this.#read(wanted);
      if (found === undefined) return { ...(await fetch()), generation: '' };
      if (found.entry !== undefined && isWanted(found.entry)) return found.entry;
      const lock = await this.#store.try((store) => store.lock(flight, machine, LOCK_LIFE));
      if (lock === undefined) return { ...(await fetch()), generation: found.generation };
      if (lock.value) return this.#fetchLocked(wanted, flight, machine);
      if (performance.now() >= waitUntil) return this.#fetchAndShare(wanted, found.generation);
      await wait(POLL_INTERVAL * (1 + Math.random()), undefined, { ref: false });
    }
  }

  async identityId(user: string): Promise<string | undefined> {
    const names = this.#names.identityId(user);
    const values = await this.#store.try((store) => store.read(names));
    return names.map((name, index) => this.#keyRing.open(values?.value[index], name)).find(Boolean);
  }

  /** Identity IDs do not change by themselves, so that they are kept for good. */
  async rememberIdentityId(user: string, identityId: string): Promise<void> {
    const [name] = this.#names.identityId(user);
    await this.#store.try((store) => store.write(name, this.#keyRing.seal(identityId, name), undefined));
  }

  async forgetIdentityId(user: string): Promise<void> {
    await this.#store.try((store) => store.remove(this.#names.identityId(user)));
  }

  /**
   * Makes what is kept for a user, or is being fetched, useless, and tells every machine. What the store cannot be told
   * now it is told later, for as long as this machine runs.
   *
   * @returns whether it could be done now
   */
  evict(user: string): Promise<boolean> {
    return this.#untold.tell(`eviction ${user}`, () => this.#evictNow(user));
  }

  /**
   * Whether the user was evicted since something was fetched. `undefined` when the store cannot be asked: then
   * everything is suspected again a moment later.
   *
   * @param generation of what was fetched
   */
  async wasEvicted(user: string, generation: string): Promise<boolean | undefined> {
    const [name] = this.#names.generation(user);
    const answer = await this.#store.try((store) => store.read([name]));
    if (answer !== undefined) return (this.#keyRing.open(answer.value[0], name) ?? '') !== generation;
    this.#untold.tellLater('suspicion', async () => {
      this.#parts.events.onMissed();
      return true;
    });
    return undefined;
  }

  /**
   * Keeps what a token says about its user's rights, and tells every machine where others were known. What the store
   * cannot be told now it is told later.
   */
  async recordRights(subject: RightsSubject, mark: RightsMark): Promise<void> {
    await this.#untold.tell(`rights ${subject.tokenUse} ${subject.user}`, () =>
      this.#recordRightsNow(subject, mark),
    );
  }

  async #evictNow(user: string): Promise<boolean> {
    const generation = randomUUID();
    const done = await this.#store.try(async (store) => {
      const names = this.#names.generation(user);
      await Promise.all(
        names.map((name) => store.write(name, this.#keyRing.seal(generation, name), GENERATION_LIFE)),
      );
      await this.#publish(store, { kind: 'evicted', user });
    });
    return done !== undefined;
  }

  async #recordRightsNow(subject: RightsSubject, mark: RightsMark): Promise<boolean> {
    const done = await this.#store.try(async (store) => {
      const before = await Promise.all(
        this.#names.rights(subject).map(async (name) => {
          const value = this.#keyRing.seal(markToText(mark), name);
          return this.#keyRing.open(await store.writeNewest(name, mark.order, value, RIGHTS_LIFE), name);
        }),
      );
      const marks = before.map(markFromText).filter((known) => known !== undefined);
      for (const known of marks) this.#parts.events.onRights(subject, known);
      if (marks.some(({ digest }) => digest !== mark.digest)) {
        await this.#publish(store, { kind: 'rights', subject, mark });
      }
    });
    return done !== undefined;
  }

  async #fetchLocked(wanted: WantedCredentials, flight: string, machine: string): Promise<SharedEntry> {
    try {
      // Another machine may have finished between the first look and the lock.
      const found = await this.#read(wanted);
      if (found === undefined) return { ...(await wanted.fetch()), generation: '' };
      if (found.entry !== undefined && wanted.isWanted(found.entry)) return found.entry;
      return await this.#fetchAndShare(wanted, found.generation);
    } finally {
      await this.#store.try((store) => store.unlock(flight, machine));
    }
  }

  /** @param generation as it was before: what is fetched while the user is evicted is of no use to anybody */
  async #fetchAndShare(wanted: WantedCredentials, generation: string): Promise<SharedEntry> {
    const fetched = { ...(await wanted.fetch()), generation };
    const { owner } = wanted;
    const life = Math.floor(wanted.servedUntil(fetched) - this.#parts.clock());
    if (life <= 0) return fetched;
    const [name] = this.#names.credentials(owner);
    const text = entryToText(this.#parts.namespace, owner, fetched);
    await this.#store.try((store) => store.write(name, this.#keyRing.seal(text, name), life));
    return fetched;
  }

  /** One trip to the store. `undefined` when it cannot be used. */
  async #read({ owner, subject }: WantedCredentials): Promise<Found | undefined> {
    const entries = this.#names.credentials(owner);
    const generations = this.#names.generation(owner.user);
    const rights = subject === undefined ? [] : this.#names.rights(subject);
    const answer = await this.#store.try((store) => store.read([...entries, ...generations, ...rights]));
    if (answer === undefined) return undefined;
    const values = answer.value;
    const opened = (names: readonly string[], from: number) =>
      names.map((name, index) => this.#keyRing.open(values[from + index], name));
    if (subject !== undefined) this.#tellRights(subject, opened(rights, entries.length * 2));
    return this.#newestOf(owner, opened(entries, 0), opened(generations, entries.length));
  }

  #newestOf(
    owner: Owner,
    entries: readonly (string | undefined)[],
    generations: readonly (string | undefined)[],
  ): Found {
    const entry = entries
      .map((text) => entryFromText(this.#parts.namespace, owner, text))
      .filter((found, index) => found?.generation === (generations[index] ?? ''))
      .sort((a, b) => (b?.fetchedAt ?? 0) - (a?.fetchedAt ?? 0))[0];
    // Nobody has fetched it in the future: the clock of that machine is ahead, and its age would not count.
    const now = this.#parts.clock();
    return {
      entry: entry && { ...entry, fetchedAt: Math.min(entry.fetchedAt, now) },
      generation: generations[0] ?? '',
    };
  }

  #tellRights(subject: RightsSubject, opened: readonly (string | undefined)[]): void {
    for (const text of opened) {
      const mark = markFromText(text);
      if (mark !== undefined) this.#parts.events.onRights(subject, mark);
    }
  }

  #publish(store: { publish(message: string): Promise<void> }, news: SharedNews): Promise<void> {
    return store.publish(this.#keyRing.seal(newsToText(news), this.#names.news));
  }

  /** Messages of other applications, or of machines with other secrets, cannot be opened. */
  #hear(message: string): void {
    const opened = this.#keyRing.open(message, this.#names.news);
    const news = opened === undefined ? undefined : newsFromText(opened);
    if (news?.kind === 'evicted') this.#parts.events.onEvicted(news.user);
    if (news?.kind === 'rights') this.#parts.events.onRights(news.subject, news.mark);
  }
}
