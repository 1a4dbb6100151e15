import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';

/** Attributes by their names, as Cognito has them: `email`, `custom:tier`. */
export type Attributes = Readonly<Record<string, string>>;

export const toAttributeList = (attributes: Attributes | undefined): AttributeType[] | undefined =>
  attributes && Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** No name of an attribute means anything to the object itself. */
export function fromAttributeList(list: readonly AttributeType[] | undefined): Attributes {
  const attributes = Object.create(null) as Record<string, string>;
  for (const { Name, Value } of list ?? []) {
    if (Name !== undefined) attributes[Name] = Value ?? '';
  }
  return attributes;
}
