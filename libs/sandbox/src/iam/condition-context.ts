/** What is known of a request, by the names of AWS's condition keys. Names are case-insensitive. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** The condition keys of one request, by name in lower case. A key without any value is absent. */
export type ConditionContext = ReadonlyMap<string, readonly string[]>;

/** What the text of one policy is read with. */
export interface PolicyReading {
  readonly context: ConditionContext;
  /** False for policies of version 2008-10-17, in which `${...}` is plain text. */
  readonly variables: boolean;
}

export function conditionContext(keys: ConditionKeys): ConditionContext {
  const context = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(keys)) {
    const values = typeof value === 'string' ? [value] : value;
    if (values.length > 0) context.set(name.toLowerCase(), values);
  }
  return context;
}
