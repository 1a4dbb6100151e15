import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { Authenticated, Groups, Public, Scopes } from '../decorators/requirements.js';
import { nameHandler } from './class-methods.js';
import { RouteRequirements, type RouteRequirement } from './route-requirement.js';

function named<T extends object>(handler: T, name: string): T {
  nameHandler(handler, name);
  return handler;
}

class Plain {
  nothing() {}
  @Groups('a') @Scopes('s') two() {}
  @Public() open() {}
}

@Groups('class')
class Guarded extends Plain {
  own() {}
  @Groups('handler') both() {}
  @Public() undercut() {}
}

@Public()
class Open {
  nothing() {}
  @Authenticated() own() {}
}

@Scopes('sub')
class Sub extends Guarded {
  override both() {}
  @Groups('again') override own() {}
}

/** What decorators for tracing, caching and the like do: they put a function of their own in place. */
function Wrapped(): MethodDecorator {
  return (_target, _name, descriptor) => {
    const original = descriptor.value as unknown as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return original.apply(this, args);
    } as never;
  };
}

@Public()
class Replaced {
  @Wrapped() @Groups('inner') inner() {}
  @Groups('outer') @Wrapped() outer() {}
  @Groups('bound') bound() {}
  @Groups('field') field() {}

  constructor() {
    this.bound = this.bound.bind(this);
  }
}

@Public()
class ReplacedByField extends Replaced {
  override field = () => undefined;
  unknown = () => undefined;
}

class TwoNames {
  @Groups('one') one() {}
  @Scopes('other') other() {}
  silent() {}
}
TwoNames.prototype.other = TwoNames.prototype.one;
TwoNames.prototype.silent = TwoNames.prototype.one;

function of(type: Type, name: string): RouteRequirement {
  return new RouteRequirements().of(type, Reflect.get(type.prototype as object, name) as () => void);
}

const described = (type: Type, name: string): [string | undefined, boolean, boolean] => {
  const { requirement, allowsAnonymous, closed } = of(type, name);
  return [requirement?.describe(), allowsAnonymous, closed !== undefined];
};

describe('what a handler asks', () => {
  it.each<[string, Type, string, RegExp | undefined, boolean, boolean]>([
    ['nothing at all closes it', Plain, 'nothing', undefined, false, true],
    [
      'several decorators add up',
      Plain,
      'two',
      /groups\(a\).*scopes\(s\)|scopes\(s\).*groups\(a\)/,
      false,
      false,
    ],
    ['@Public opens it', Plain, 'open', undefined, true, false],
    ['the class counts', Guarded, 'own', /groups\(class\)/, false, false],
    ['class and handler add up', Guarded, 'both', /groups\(class\).*groups\(handler\)/, false, false],
    ['@Public does not undercut the class', Guarded, 'undercut', /groups\(class\)/, true, false],
    ['a public class opens what says nothing', Open, 'nothing', undefined, true, false],
    ['a public class does not open what asks', Open, 'own', /authenticated/, false, false],
    [
      'the classes it extends count',
      Sub,
      'own',
      /groups\(class\).*scopes\(sub\).*groups\(again\)/,
      false,
      false,
    ],
    ['an override without a decorator is closed', Sub, 'both', undefined, false, true],
  ])('%s', (_name, type, handler, requirement, allowsAnonymous, closed) => {
    const [description, ...rest] = described(type, handler);
    if (requirement === undefined) expect(description).toBeUndefined();
    else expect(description).toMatch(requirement);
    expect(rest).toEqual([allowsAnonymous, closed]);
  });

  it.each<[string, object, Type, RegExp | undefined]>([
    ['a method that was wrapped after its decorator', Replaced.prototype.inner, Replaced, /inner/],
    ['a method that was wrapped before its decorator', Replaced.prototype.outer, Replaced, /outer/],
    ['a method that was bound in the constructor', named(new Replaced().bound, 'bound'), Replaced, /bound/],
    ['a bound method of which nobody said the name', new Replaced().bound, Replaced, undefined],
    ['a field that hides a method', new ReplacedByField().field, ReplacedByField, undefined],
    ['a field', new ReplacedByField().unknown, ReplacedByField, undefined],
  ])(
    'keeps the requirement of %s, or closes it, whatever the class says',
    (_name, handler, type, requirement) => {
      const found = new RouteRequirements().of(type, handler as () => void);
      expect(found.allowsAnonymous).toBe(false);
      if (requirement === undefined) expect(found.closed).toContain('is not one of its methods');
      else expect(found.requirement?.describe()).toMatch(requirement);
    },
  );

  it('is what stands on each of its names, where a function has several', () => {
    const { requirement, allowsAnonymous } = of(TwoNames, 'one');
    expect(requirement?.describe()).toBe('allOf(groups(one), scopes(other))');
    expect(allowsAnonymous).toBe(false);
    expect(of(TwoNames, 'silent').requirement?.describe()).toBe(requirement?.describe());
  });

  it('is found once', () => {
    const routes = new RouteRequirements();
    const { two } = Plain.prototype;
    expect(routes.of(Plain, two)).toBe(routes.of(Plain, two));
  });

  it('says what to do where it is closed', () => {
    expect(of(Plain, 'nothing').closed).toContain('Plain.nothing has no requirement');
    expect(of(Sub, 'both').closed).toContain('Sub.both overrides');
  });
});
