import { type IssuedCode, issueCode, RESET_CODE_LIFETIME_MS } from './issued-code.js';

const REMEMBERED = 1000;

/**
 * Forgotten passwords of users who do not exist, are disabled or can not be reached. Their codes are sent to nobody,
 * but a guess is answered as if they had been.
 */
export class SimulatedResets {
  private readonly codes = new Map<string, IssuedCode>();

  request(name: string, now: number): void {
    this.codes.delete(name);
    this.codes.set(name, issueCode(now + RESET_CODE_LIFETIME_MS));
    for (const oldest of this.codes.keys()) {
      if (this.codes.size <= REMEMBERED) return;
      this.codes.delete(oldest);
    }
  }

  find(name: string): IssuedCode | undefined {
    return this.codes.get(name);
  }
}
