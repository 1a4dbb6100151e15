import { isAlias, parseDocument, visit } from 'yaml';
import {
  bucketArn,
  type Deployment,
  type IamTemplate,
  roleArn,
  roleName,
  tableArn,
  type TemplateRole,
} from './iam-template.js';

export type Properties = Readonly<Record<string, unknown>>;

export interface CloudFormationResource {
  readonly Type: string;
  readonly Properties: Properties;
}

export interface CloudFormationTemplate {
  readonly Parameters: Readonly<Record<string, Properties>>;
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

const scalarTag = (tag: string, resolve: (value: string) => object) => ({ tag, resolve });

/** The short forms of CloudFormation's functions that the template uses. */
const TAGS = [
  scalarTag('!Ref', (value) => ({ Ref: value })),
  scalarTag('!Sub', (value) => ({ 'Fn::Sub': value })),
  scalarTag('!GetAtt', (value) => ({ 'Fn::GetAtt': value.split('.') })),
];

/** Parses a template as CloudFormation reads YAML: no aliases, no key twice, no tag that it does not know. */
export function parseCloudFormation(text: string): CloudFormationTemplate {
  const document = parseDocument(text, { customTags: TAGS });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  visit(document, (_key, node) => {
    if (isAlias(node)) throw new Error(`CloudFormation does not support YAML aliases: *${node.source}`);
  });
  return document.toJS() as CloudFormationTemplate;
}

/** What a value becomes when the template is deployed. */
export function resolve(value: unknown, { references, attributes }: Resolution): unknown {
  if (Array.isArray(value)) return value.map((member) => resolve(member, { references, attributes }));
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return known(references, String(argument));
  if (name === 'Fn::GetAtt') return known(attributes, (argument as string[]).join('.'));
  if (name === 'Fn::Sub') return substitute(String(argument), { references, attributes });
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, resolve(member, { references, attributes })]),
  );
}

interface Resolution {
  readonly references: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

const substitute = (text: string, { references, attributes }: Resolution): string =>
  text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    return known(name.includes('.') ? attributes : references, name);
  });

function known(values: Readonly<Record<string, string>>, name: string): string {
  const value = values[name];
  if (value === undefined) throw new Error(`The deployment has no value for ${name}.`);
  return value;
}

const snakeCase = (name: string): string => name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();

const typed = ({ Resources }: CloudFormationTemplate, type: string): [string, Properties][] =>
  Object.entries(Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([name, resource]) => [name, resource.Properties]);

/** The roles and policies of a template, as they would be once deployed. */
export function cloudFormationIam(template: CloudFormationTemplate, deployment: Deployment): IamTemplate {
  const names = Object.keys(template.Resources);
  const named = (value: (name: string) => string): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, value(name)]));
  const resolution: Resolution = {
    references: { ...named(snakeCase), Identities: deployment.identityPoolId },
    attributes: {
      'Documents.Arn': bucketArn(deployment),
      'Users.ProviderName': 'users',
      ...Object.fromEntries(
        typed(template, 'AWS::DynamoDB::Table').map(([name]) => [
          `${name}.Arn`,
          tableArn(deployment, snakeCase(name)),
        ]),
      ),
      ...Object.fromEntries(
        typed(template, 'AWS::IAM::Role').map(([name]) => [
          `${name}.Arn`,
          roleArn(deployment, shortRole(name)),
        ]),
      ),
    },
  };
  const of = (type: string): [string, Properties][] =>
    typed(template, type).map(([name, properties]) => [name, resolve(properties, resolution) as Properties]);
  const [[, attachment] = ['', {}]] = of('AWS::Cognito::IdentityPoolRoleAttachment');
  const [[, tags] = ['', {}]] = of('AWS::Cognito::IdentityPoolPrincipalTag');
  const roles = attachment.Roles as Record<string, string>;
  const [mapping] = Object.values(attachment.RoleMappings as Record<string, Record<string, string>>);
  return {
    policies: Object.fromEntries(
      of('AWS::IAM::ManagedPolicy').map(([name, { PolicyDocument }]) => [snakeCase(name), PolicyDocument]),
    ) as IamTemplate['policies'],
    roles: Object.fromEntries(
      of('AWS::IAM::Role').map(([name, properties]) => [shortRole(name), templateRole(properties)]),
    ),
    groups: Object.fromEntries(
      of('AWS::Cognito::UserPoolGroup').map(([, { GroupName, RoleArn }]) => [GroupName, roleName(RoleArn)]),
    ) as IamTemplate['groups'],
    authenticatedRole: roleName(roles.authenticated),
    guestRole: roleName(roles.unauthenticated),
    roleMapping: {
      type: mapping?.Type ?? '',
      ambiguousRoleResolution: mapping?.AmbiguousRoleResolution ?? '',
    },
    principalTags: tags.PrincipalTags as Record<string, string>,
    tables: Object.fromEntries(
      of('AWS::DynamoDB::Table').map(([name, { KeySchema }]) => [
        snakeCase(name),
        (KeySchema as { readonly AttributeName: string }[]).map(({ AttributeName }) => AttributeName),
      ]),
    ),
  };
}

const shortRole = (name: string): string => snakeCase(name.replace(/Role$/, ''));

const templateRole = ({ AssumeRolePolicyDocument, ManagedPolicyArns }: Properties): TemplateRole => ({
  trustPolicy: AssumeRolePolicyDocument as TemplateRole['trustPolicy'],
  policies: (ManagedPolicyArns as string[]).toSorted(),
});
