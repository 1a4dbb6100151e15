import { createRequire } from 'node:module';
import type { PolicyDocument, PolicyStatement, TrustPolicyDocument } from 'castellan-sandbox';
import { bucketArn, type Deployment, type IamTemplate, roleArn, roleName, tableArn } from './iam-template.js';

/** Its types would bring those of browsers along, which contradict Node's. */
const { parse } = createRequire(__filename)('@cdktf/hcl2json') as {
  parse(file: string, text: string): Promise<unknown>;
};

export type Block = Readonly<Record<string, unknown>>;

/** The blocks of a configuration by kind, type and name; of kinds without a type by kind and name. */
export interface TerraformConfiguration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly data: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly variable: Readonly<Record<string, Block>>;
  readonly output: Readonly<Record<string, Block>>;
  readonly terraform: Block;
}

/** Parses files that make one configuration together. Two blocks of one name are refused, as Terraform does. */
export async function parseTerraform(
  files: Readonly<Record<string, string>>,
): Promise<TerraformConfiguration> {
  const blocks: Record<string, Record<string, Record<string, Block>>> = { resource: {}, data: {} };
  const others: Record<string, Record<string, Block>> = { variable: {}, output: {} };
  let terraform: Block = {};
  for (const [name, text] of Object.entries(files)) {
    const file = (await parse(name, text)) as Record<string, unknown>;
    for (const [kind, content] of Object.entries(file)) {
      if (kind === 'terraform') [terraform = {}] = content as Block[];
      else if (kind in blocks) {
        for (const [type, byName] of Object.entries(content as Record<string, Record<string, Block[]>>)) {
          addAll(((blocks[kind] ??= {})[type] ??= {}), byName, `${kind} ${type}`);
        }
      } else if (kind in others) addAll((others[kind] ??= {}), content as Record<string, Block[]>, kind);
      else throw new Error(`The tests do not know blocks of the kind ${kind}.`);
    }
  }
  return { ...blocks, ...others, terraform } as unknown as TerraformConfiguration;
}

function addAll(
  target: Record<string, Block>,
  blocks: Readonly<Record<string, Block[]>>,
  kind: string,
): void {
  for (const [name, [block = {}, ...more]] of Object.entries(blocks)) {
    if (name in target || more.length > 0) throw new Error(`There are two blocks ${kind} ${name}.`);
    target[name] = block;
  }
}

interface StatementBlock {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** The roles and policies of a configuration, as they would be once applied. */
export function terraformIam(configuration: TerraformConfiguration, deployment: Deployment): IamTemplate {
  const { resource, data } = configuration;
  const text = (value: unknown): string =>
    resolveText(String(value), referencesOf(configuration, deployment));
  const policyOf = (name: string): object => policyDocument(data.aws_iam_policy_document?.[name] ?? {}, text);
  const all = (type: string): [string, Block][] => Object.entries(resource[type] ?? {});
  const [[, attachment] = ['', {}]] = all('aws_cognito_identity_pool_roles_attachment');
  const [[, tags] = ['', {}]] = all('aws_cognito_identity_pool_provider_principal_tag');
  const attached = attachment.roles as Record<string, string>;
  const [mapping = {}] = attachment.role_mapping as Block[];
  return {
    policies: Object.fromEntries(
      all('aws_iam_policy').map(([name, { policy }]) => [
        name,
        policyOf(documentName(policy)) as PolicyDocument,
      ]),
    ),
    roles: Object.fromEntries(
      all('aws_iam_role').map(([name, { assume_role_policy }]) => [
        name,
        {
          trustPolicy: policyOf(documentName(assume_role_policy)) as TrustPolicyDocument,
          policies: attachedPolicies(resource.aws_iam_role_policy_attachment?.[name] ?? {}, name),
        },
      ]),
    ),
    groups: Object.fromEntries(
      all('aws_cognito_user_group').map(([, group]) => [String(group.name), roleName(text(group.role_arn))]),
    ),
    authenticatedRole: roleName(text(attached.authenticated)),
    guestRole: roleName(text(attached.unauthenticated)),
    roleMapping: {
      type: String(mapping.type),
      ambiguousRoleResolution: String(mapping.ambiguous_role_resolution),
    },
    principalTags: tags.principal_tags as Record<string, string>,
    tables: Object.fromEntries(
      all('aws_dynamodb_table').map(([name, table]) => [
        name,
        [String(table.hash_key), String(table.range_key)],
      ]),
    ),
  };
}

function referencesOf({ resource }: TerraformConfiguration, deployment: Deployment): Map<string, string> {
  const references = new Map([
    ['aws_s3_bucket.documents.arn', bucketArn(deployment)],
    ['aws_cognito_identity_pool.identities.id', deployment.identityPoolId],
  ]);
  for (const name of Object.keys(resource.aws_dynamodb_table ?? {})) {
    references.set(`aws_dynamodb_table.${name}.arn`, tableArn(deployment, name));
  }
  for (const name of Object.keys(resource.aws_iam_role ?? {})) {
    references.set(`aws_iam_role.${name}.arn`, roleArn(deployment, name));
  }
  return references;
}

/** `${...}` is Terraform's; `&{...}` becomes a variable of IAM, as the data source writes it. */
const resolveText = (text: string, references: ReadonlyMap<string, string>): string =>
  text
    .replace(/\$\{([^}]+)\}/g, (_match, name: string) => {
      const value = references.get(name);
      if (value === undefined) throw new Error(`The deployment has no value for ${name}.`);
      return value;
    })
    .replaceAll('&{', '${');

const documentName = (reference: unknown): string =>
  /^\$\{data\.aws_iam_policy_document\.(\w+)\.json\}$/.exec(String(reference))?.[1] ?? '';

function attachedPolicies({ for_each, role }: Block, name: string): string[] {
  if (role !== `\${aws_iam_role.${name}.name}`) throw new Error(`The attachment ${name} names another role.`);
  return Object.values(for_each as Record<string, string>)
    .map((reference) => /^\$\{aws_iam_policy\.(\w+)\.arn\}$/.exec(reference)?.[1] ?? '')
    .toSorted();
}

const policyDocument = ({ statement }: Block, text: (value: unknown) => string): object => ({
  Version: '2012-10-17',
  Statement: (statement as StatementBlock[]).map((block) => ({
    Sid: block.sid,
    Effect: block.effect,
    Action: block.actions,
    ...(block.resources && { Resource: block.resources.map(text) }),
    ...(block.principals && {
      Principal: Object.fromEntries(block.principals.map(({ type, identifiers }) => [type, identifiers])),
    }),
    ...(block.condition && { Condition: conditions(block.condition, text) }),
  })),
});

function conditions(
  blocks: NonNullable<StatementBlock['condition']>,
  text: (value: unknown) => string,
): PolicyStatement['Condition'] {
  const byTest: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of blocks) (byTest[test] ??= {})[variable] = values.map(text);
  return byTest;
}
