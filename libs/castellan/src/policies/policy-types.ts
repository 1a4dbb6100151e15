import type { Conditions } from './conditions.js';

/**
 * The subjects of an application, with their actions and fields. Empty here; an application adds one member,
 * `subjects`, and from then on a misspelt subject, action, field or condition does not compile, wherever one is
 * written: in policies, in `@Can` and `can(...)`, in `@Accessible`, and in the questions to a `CallerAbility`. Without
 * it, all of them are strings.
 *
 * For each subject, `type` is what an instance looks like and `actions` is a union of what can be done with it.
 * `manage` is an action of every subject, and `'all'` stands for every subject: neither is declared. Declare the name
 * that a class goes by, if the application writes classes. It works the same whether the application imports from
 * `castellan` or from `castellan/core`. The first line makes the file a module and says which one it adds to.
 *
 * ```typescript
 * import type {} from 'castellan';
 *
 * interface Article {
 *   authorId: string;
 *   published: boolean;
 * }
 *
 * declare module 'castellan' {
 *   interface PolicyTypes {
 *     subjects: {
 *       Article: { type: Article; actions: 'read' | 'update' | 'delete' };
 *     };
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- Applications declare its members.
export interface PolicyTypes {}

type Subjects = PolicyTypes extends { readonly subjects: infer Declared } ? Declared : never;
type AreDeclared = [Subjects] extends [never] ? false : true;
type DeclaredName = keyof Subjects & string;
/** Every declared name, and `all`. */
type AnyName = keyof (Record<DeclaredName, true> & { all: true });

type ClassOf<T> = (abstract new (...args: never[]) => T) & { readonly modelName?: string };

/**
 * A class that names a type of subject: by its static `modelName`, else by its own name. Give it a `modelName`
 * when two classes share a name or when the build shortens names. With {@link PolicyTypes} declared, its instances
 * have to be of a declared type.
 */
export type SubjectClass = AreDeclared extends true
  ? { [Name in DeclaredName]: ClassOf<InstanceOf<Name>> }[DeclaredName]
  : ClassOf<unknown>;

/**
 * What a rule or a question is about: a name such as `'Article'`, or a class. `'all'` stands for every type. With
 * {@link PolicyTypes} declared, only what is declared.
 */
export type SubjectType = (AreDeclared extends true ? AnyName : string) | SubjectClass;

/** An action that a subject has: any string, until {@link PolicyTypes} is declared. */
export type ActionOn<Subject> = AreDeclared extends true
  ? [NameOf<Subject>] extends [DeclaredName]
    ? ActionsOf<NameOf<Subject>> | 'manage'
    : never
  : string;

/** A field of a subject, dots leading into nested objects and lists: any string, until {@link PolicyTypes} is declared. */
export type FieldOf<Subject> = AreDeclared extends true ? PathsOf<InstanceOf<NameOf<Subject>>> : string;

/** Fields of a subject. Names that are known only when the program runs, such as those of a body, are any strings. */
export type FieldsOf<Subject, Field extends string> = string extends Field
  ? readonly string[]
  : readonly FieldOf<Subject>[];

/** A field of a rule: a {@link FieldOf} the subject, or a pattern with `*` in it. */
export type FieldPatternOf<Subject> = AreDeclared extends true
  ? PathsOf<InstanceOf<NameOf<Subject>>> | `${string}*${string}`
  : string;

/** Conditions on the fields of a subject: any {@link Conditions}, until {@link PolicyTypes} is declared. */
export type ConditionsOn<Subject> = AreDeclared extends true
  ? ConditionsOf<InstanceOf<NameOf<Subject>>>
  : Conditions;

/** The declared names that a subject type may mean. */
type NameOf<Subject> = Subject extends string
  ? Subject extends 'all'
    ? DeclaredName
    : Subject
  : Subject extends { readonly modelName: infer Name extends string }
    ? string extends Name
      ? NameOfInstances<Subject>
      : Name
    : NameOfInstances<Subject>;

type NameOfInstances<Class> = Class extends abstract new (...args: never[]) => infer Instance
  ? { [Name in DeclaredName]: Instance extends InstanceOf<Name> ? Name : never }[DeclaredName]
  : never;

type InstanceOf<Name> = Name extends keyof Subjects
  ? Subjects[Name] extends { readonly type: infer Instance }
    ? Instance
    : never
  : never;

type ActionsOf<Name> = Name extends keyof Subjects
  ? Subjects[Name] extends { readonly actions: infer Action extends string }
    ? Action
    : never
  : never;

type IsAny<T> = 0 extends 1 & T ? true : false;
type Method = (...args: never[]) => unknown;
interface Identifier {
  toJSON(): unknown;
}
type Value = string | number | boolean | bigint | symbol | null | undefined | Date | Method | Identifier;

/** Three levels below the instance: entities that refer to each other would go on for ever. */
type PathsOf<T, Depth extends readonly unknown[] = []> =
  IsAny<T> extends true
    ? string
    : T extends Value
      ? never
      : T extends readonly (infer Member)[]
        ? PathsOf<Member, Depth>
        : {
            [Key in keyof T & string]-?: NonNullable<T[Key]> extends Method
              ? never
              : Key | (Depth['length'] extends 3 ? never : `${Key}.${PathsOf<T[Key], [...Depth, Key]>}`);
          }[keyof T & string];

type ValueAt<T, Path extends string> = T extends readonly (infer Member)[]
  ? ValueAt<Member, Path>
  : Path extends keyof T
    ? NonNullable<T[Path]>
    : Path extends `${infer Key}.${infer Rest}`
      ? Key extends keyof T
        ? ValueAt<NonNullable<T[Key]>, Rest>
        : never
      : never;

type ConditionsOf<T> = { readonly [Path in PathsOf<T>]?: ConditionOn<ValueAt<T, Path>> };

/** What a field may be compared to: of a list, what its members may be compared to. */
type Comparable<T> = unknown extends T
  ? unknown
  : T extends readonly (infer Member)[]
    ? Comparable<NonNullable<Member>>
    : T extends string | number | boolean | bigint | Date
      ? T
      : T extends { toJSON(): infer Printed }
        ? T | Printed
        : never;

type Ordered<T> = T extends bigint ? number : Extract<T, string | number | Date>;

type ConditionOn<T> = unknown extends T ? unknown : Comparable<T> | Operators<T>;

interface Operators<T> {
  readonly $eq?: Comparable<T>;
  readonly $ne?: Comparable<T>;
  readonly $in?: readonly Comparable<T>[];
  readonly $nin?: readonly Comparable<T>[];
  readonly $all?: readonly Comparable<T>[];
  readonly $lt?: Ordered<Comparable<T>>;
  readonly $lte?: Ordered<Comparable<T>>;
  readonly $gt?: Ordered<Comparable<T>>;
  readonly $gte?: Ordered<Comparable<T>>;
  readonly $exists?: boolean;
  readonly $regex?: RegExp;
  readonly $size?: number;
  readonly $elemMatch?: T extends readonly (infer Member)[] ? ElementConditions<NonNullable<Member>> : never;
}

type ElementConditions<T> = T extends Value ? Operators<T> : ConditionsOf<T>;
