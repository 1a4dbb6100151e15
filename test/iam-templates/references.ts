import type { CloudFormationTemplate } from './cloudformation.js';
import type { TerraformConfiguration } from './terraform.js';

/** The attributes that `!GetAtt` has, by type of resource. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Cognito::UserPool': ['ProviderName'],
  'AWS::S3::Bucket': ['Arn'],
  'AWS::DynamoDB::Table': ['Arn'],
  'AWS::IAM::Role': ['Arn'],
};

/** The names that a part of a template refers to, with the attribute if one is asked for. */
function cloudFormationReferences(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(cloudFormationReferences);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, argument]) => {
    if (name === 'Ref') return [String(argument)];
    if (name === 'Fn::GetAtt') return [(argument as string[]).join('.')];
    if (name === 'Fn::Sub') {
      return [...String(argument).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, reference = '']) => reference);
    }
    return cloudFormationReferences(argument);
  });
}

/** References to what is not there, and circles of resources that wait for each other. */
export function cloudFormationReferenceProblems(template: CloudFormationTemplate): string[] {
  const { Parameters, Resources, Outputs } = template;
  const problems: string[] = [];
  const needs = new Map<string, string[]>();
  for (const [where, content] of [...Object.entries(Resources), ...Object.entries(Outputs)]) {
    for (const reference of cloudFormationReferences(content)) {
      const [name = '', attribute] = reference.split('.');
      const resource = Resources[name];
      const exists =
        attribute === undefined
          ? resource !== undefined || name in Parameters
          : (ATTRIBUTES[resource?.Type ?? ''] ?? []).includes(attribute);
      if (!exists) problems.push(`${where} refers to ${reference}, which there is not`);
      needs.set(where, [...(needs.get(where) ?? []), name]);
    }
  }
  return [...problems, ...circles(needs)];
}

/** References to blocks that are not there, and circles of blocks that wait for each other. */
export function terraformReferenceProblems(configuration: TerraformConfiguration): string[] {
  const { resource, data, variable, output } = configuration;
  const blocks = new Map<string, unknown>();
  const add = (prefix: string, all: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void => {
    for (const [type, byName] of Object.entries(all)) {
      for (const [name, block] of Object.entries(byName)) blocks.set(`${prefix}${type}.${name}`, block);
    }
  };
  add('', resource);
  add('data.', data);
  // Their types look like references.
  for (const name of Object.keys(variable)) blocks.set(`var.${name}`, {});
  add('output.', { '': output });
  const problems: string[] = [];
  const needs = new Map<string, string[]>();
  for (const [where, block] of blocks) {
    for (const [, expression = ''] of JSON.stringify(block).matchAll(/\$\{([^}]+)\}/g)) {
      const reference = /^(data\.\w+\.\w+|\w+\.\w+)(?:\.\w+)?$/.exec(expression)?.[1];
      if (reference === 'each.value') continue;
      if (reference === undefined || !blocks.has(reference)) {
        problems.push(`${where} refers to ${expression}, which there is not`);
      } else needs.set(where, [...(needs.get(where) ?? []), reference]);
    }
  }
  return [...problems, ...circles(needs)];
}

function circles(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (name: string, way: readonly string[]): void => {
    if (way.includes(name)) found.push(`a circle: ${[...way, name].join(' -> ')}`);
    if (done.has(name) || way.includes(name)) return;
    for (const needed of needs.get(name) ?? []) follow(needed, [...way, name]);
    done.add(name);
  };
  for (const name of needs.keys()) follow(name, []);
  return found;
}
