import { RecentAnswers } from './recent-answers.js';

describe('recent answers', () => {
  let now: number;
  let asked: number;
  let answers: RecentAnswers;
  const ask = () => Promise.resolve(++asked > 0);

  beforeEach(() => {
    now = 1_000_000;
    asked = 0;
    answers = new RecentAnswers(() => now);
  });

  it('ask once, however many want to know at a time', async () => {
    await Promise.all(Array.from({ length: 100 }, () => answers.get('token', 10_000, ask)));
    expect(asked).toBe(1);
  });

  it('hold until they are as old as allowed', async () => {
    await answers.get('token', 10_000, ask);
    now += 9_999;
    await answers.get('token', 10_000, ask);
    expect(asked).toBe(1);
    now += 1;
    await answers.get('token', 10_000, ask);
    expect(asked).toBe(2);
  });

  it('hold for whoever allows their age, and are asked for by whoever does not', async () => {
    await answers.get('token', 10_000, ask);
    now += 2_000;
    await answers.get('token', 1_000, ask);
    expect(asked).toBe(2);
  });

  it('are never reused where no age is allowed', async () => {
    await Promise.all([answers.get('token', 0, ask), answers.get('token', 0, ask)]);
    expect(asked).toBe(2);
  });

  it('are not reused after the clock was set back', async () => {
    await answers.get('token', 10_000, ask);
    now -= 1;
    await answers.get('token', 10_000, ask);
    expect(asked).toBe(2);
  });

  it('belong to one question', async () => {
    expect(await answers.get('good', 10_000, () => Promise.resolve(true))).toBe(true);
    expect(await answers.get('bad', 10_000, () => Promise.resolve(false))).toBe(false);
    expect(await answers.get('bad', 10_000, ask)).toBe(false);
    expect(asked).toBe(0);
  });

  it('do not remember a failure', async () => {
    await expect(answers.get('token', 10_000, () => Promise.reject(new Error('down')))).rejects.toThrow(
      'down',
    );
    expect(await answers.get('token', 10_000, ask)).toBe(true);
  });

  it('do not forget a newer answer over an older failure', async () => {
    let fail: (error: Error) => void = () => undefined;
    const old = answers.get('token', 1_000, () => new Promise((_, reject) => (fail = reject)));
    now += 2_000;
    await answers.get('token', 1_000, ask);
    fail(new Error('down'));
    await expect(old).rejects.toThrow('down');
    await answers.get('token', 1_000, ask);
    expect(asked).toBe(1);
  });
});
