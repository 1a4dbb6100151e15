/** The form of the IDs of identities and identity pools in the service model. */
export const REGIONAL_ID = { minimum: 1, maximum: 55, pattern: '[\\w-]+:[0-9a-f-]+' } as const;

const FORM = new RegExp(`^${REGIONAL_ID.pattern}$`);

/** The `IdentityId` of a request or an answer, if it has the form of one. */
export function identityIdOf(message: object): string | undefined {
  const { IdentityId: id } = message as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && id.length <= REGIONAL_ID.maximum && FORM.test(id) ? id : undefined;
}
