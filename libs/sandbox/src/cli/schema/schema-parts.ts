/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = (description?: string): Schema => ({
  type: 'string',
  ...(description && { description }),
});
export const flag = (description: string): Schema => ({ type: 'boolean', description });
export const whole = (minimum: number, maximum: number, description?: string): Schema => ({
  type: 'integer',
  minimum,
  maximum,
  ...(description && { description }),
});
export const list = (items: Schema, description?: string): Schema => ({
  type: 'array',
  items,
  ...(description && { description }),
});
export const mapOf = (additionalProperties: Schema, description?: string): Schema => ({
  type: 'object',
  additionalProperties,
  ...(description && { description }),
});
export const choice = (...values: readonly string[]): Schema => ({ enum: values });
export const object = (
  properties: Readonly<Record<string, Schema>>,
  ...required: readonly string[]
): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});
export const oneOrMany = (schema: Schema): Schema => ({ anyOf: [schema, list(schema)] });
