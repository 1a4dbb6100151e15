import { z } from 'zod';

const MAX_NAME_LENGTH = 256;
const MAX_TEXT_LENGTH = 4_096;

/** Templates stand in the values of conditions only, so a name with one in it is a mistake. */
const name = z
  .string()
  .max(MAX_NAME_LENGTH)
  .regex(/^(?=[\s\S]*\S)(?![\s\S]*\$\{)/, 'must be a name that is not blank, and no template');

const text = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_TEXT_LENGTH)
  .regex(/^(?![\s\S]*\$\{)/, 'must not have a template in it: those stand in the values of conditions');

const listOf = <T extends z.ZodType>(of: T) => z.array(of).min(1, 'must not be an empty list');
const oneOrMore = <T extends z.ZodType>(of: T) => z.union([of, listOf(of)]);

const scalar = z
  .union([z.string().max(MAX_TEXT_LENGTH), z.number(), z.boolean()])
  .meta({ id: 'value', description: 'A value, or a template such as "${user.sub}".' });

const ordered = z.union([z.string().max(MAX_TEXT_LENGTH), z.number()]);

const list = z
  .union([z.array(scalar), z.string().regex(/^\$\{/, 'must be a list, or a template of one')])
  .meta({ id: 'list', description: 'A list of values, or a template of one such as "${user.groups}".' });

const operators = z
  .strictObject({
    $eq: scalar.optional(),
    $ne: scalar.optional(),
    $in: list.optional(),
    $nin: list.optional(),
    $all: list.optional(),
    $lt: ordered.optional(),
    $lte: ordered.optional(),
    $gt: ordered.optional(),
    $gte: ordered.optional(),
    $exists: z.boolean().optional(),
    $size: z.int().min(0).optional(),
    get $elemMatch() {
      return z.union([operators, conditions]).optional();
    },
  })
  .meta({
    id: 'operators',
    description: 'What the field is compared by. All of them must hold.',
    minProperties: 1,
  });

const conditions: z.ZodType<Record<string, unknown>> = z
  .record(
    z.string().max(MAX_NAME_LENGTH).regex(/^[^$]/, 'must be the name of a field'),
    z.union([scalar, operators]),
  )
  .meta({
    id: 'conditions',
    description:
      'What an instance must look like: its fields, each with a value or operators. All of them must hold.',
    minProperties: 1,
  });

const appliesTo = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('everyone') }).describe('Every caller, anonymous ones included.'),
    z.strictObject({ kind: z.literal('authenticated') }).describe('Every caller with a verified token.'),
    z.strictObject({ kind: z.literal('machine') }).describe('Programs with client credentials.'),
    z.strictObject({ kind: z.literal('pool'), pool: name }).describe('Every caller of a user pool.'),
    z
      .strictObject({
        kind: z.literal('group'),
        group: name,
        includes: listOf(name).optional().describe('Groups of the same pool whose rights this one has too.'),
        pool: name.optional().describe('The pool of the group. Default: the first configured one.'),
      })
      .describe('Members of a group.'),
    z.strictObject({ kind: z.literal('scope'), scope: name }).describe('Callers whose token has the scope.'),
    z
      .strictObject({
        kind: z.literal('claim'),
        claim: name,
        value: oneOrMore(z.union([text, z.number(), z.boolean()])),
      })
      .describe('Callers whose token has the claim with this value, or one of these.'),
  ])
  .describe('Whom the policy applies to.');

const rule = z
  .strictObject({
    can: oneOrMore(name).optional().describe('The actions it allows. "manage" stands for all of them.'),
    cannot: oneOrMore(name).optional().describe('The actions it forbids, whatever else is allowed.'),
    subject: name.describe('The type it is about. "all" stands for every type.'),
    fields: listOf(name).optional().describe('The fields it is about. "*" stands for anything in a name.'),
    conditions: conditions.optional(),
    because: text.optional().describe('Why, for developers and logs.'),
  })
  .refine((value) => (value.can === undefined) !== (value.cannot === undefined), {
    error: 'must have either can or cannot, and not both',
  })
  .meta({ id: 'rule', oneOf: [{ required: ['can'] }, { required: ['cannot'] }] });

const policy = z
  .strictObject({
    name: name.describe('Names the policy in decisions and logs. Once in a document.'),
    description: z.string().max(MAX_TEXT_LENGTH).optional(),
    appliesTo,
    rules: z.array(rule).describe('May be empty where a group only includes others.'),
  })
  .meta({ id: 'policy' });

/** The one definition of a policy document: what is read, and what the published JSON Schema is made of. */
export const policyDocumentSchema = z
  .strictObject({
    $schema: z.string().max(MAX_TEXT_LENGTH).optional().describe('Where this schema is, for editors.'),
    version: z.literal(1).describe('The version of this format.'),
    policies: z.array(policy),
  })
  .describe('Policies of an application that uses Castellan.');

/** A policy document after its check. */
export type PolicyDocument = z.infer<typeof policyDocumentSchema>;

/** One rule of a policy document. */
export type DocumentRule = PolicyDocument['policies'][number]['rules'][number];

/** The JSON Schema (draft 2020-12) that is published with the package. */
export function policyDocumentJsonSchema(): object {
  return { title: 'Castellan policy document', ...z.toJSONSchema(policyDocumentSchema, { io: 'input' }) };
}
