import { groups } from '../../policies/index.js';
import { Revalidate } from '../decorators/revalidate.decorator.js';
import { RouteRequirements } from '../routes/route-requirement.js';
import { RevalidationRequirement, strictestRevalidation } from './revalidation.requirement.js';

@Revalidate({ maxAgeSeconds: 20 })
class Guarded {
  @Revalidate()
  stricter(): void {}

  @Revalidate({ maxAgeSeconds: 60 })
  laxer(): void {}

  plain(): void {}
}

class Derived extends Guarded {
  override stricter(): void {}
}

const routes = new RouteRequirements();

describe('@Revalidate', () => {
  it.each([
    ['stricter', 10],
    ['laxer', 20],
    ['plain', 20],
  ] as const)('of class and handler, the stricter counts: %s', (name, age) => {
    expect(routes.of(Guarded, Guarded.prototype[name]).revalidation).toBe(age);
  });

  it('is not lost where a method is overridden without it', () => {
    expect(routes.of(Derived, Derived.prototype.stricter).closed).toContain('Repeat the decorator');
  });

  it.each([-1, 301, 0.5, NaN, '5'])('takes no age of %s', (maxAgeSeconds) => {
    expect(() => Revalidate({ maxAgeSeconds: maxAgeSeconds as number })).toThrow('from 0 to 300');
  });

  it.each([
    [5, 'found 5.'],
    ['5', 'found "5".'],
    [null, 'found null.'],
    [[5], 'found an array.'],
    [{ maxAge: 5 }, 'found the option "maxAge".'],
    [{ maxAgeSeconds: '5' }, 'from 0 to 300, found "5".'],
  ])('takes no options such as %j', (options, found) => {
    expect(() => Revalidate(options as never)).toThrow(found);
  });

  it('is asked for by nothing else', () => {
    expect(strictestRevalidation([groups('editors')])).toBeUndefined();
    expect(new RevalidationRequirement(5).describe()).toBe('revalidate(5s)');
  });
});
