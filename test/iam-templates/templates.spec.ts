import { Sandbox } from 'castellan-sandbox';
import { canonical } from './canonical.js';
import { cloudFormationIam, parseCloudFormation } from './cloudformation.js';
import type { Deployment } from './iam-template.js';
import { CLOUDFORMATION, POLICIES, propertyProblems, TERRAFORM } from './property-lists.js';
import { cloudFormationReferenceProblems, terraformReferenceProblems } from './references.js';
import { cloudFormation, cloudFormationText, terraform } from './templates.js';
import { parseTerraform, terraformIam } from './terraform.js';

const DEPLOYMENT: Deployment = {
  region: 'eu-west-1',
  accountId: '123456789012',
  identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000000',
  bucket: 'documents',
};

describe('the IAM templates', () => {
  it('use only properties that CloudFormation has, and all that it requires', () => {
    const problems = Object.entries(cloudFormation().Resources).flatMap(([name, { Type, Properties }]) =>
      propertyProblems(name, Properties, CLOUDFORMATION[Type], POLICIES),
    );
    expect(problems).toEqual([]);
  });

  it('use only arguments that Terraform’s provider has, and all that it requires', async () => {
    const { resource, data } = await terraform();
    const problems = [...Object.entries(resource), ...Object.entries(data)].flatMap(([type, blocks]) =>
      Object.entries(blocks).flatMap(([name, block]) =>
        propertyProblems(`${type}.${name}`, block, TERRAFORM[type]),
      ),
    );
    expect(problems).toEqual([]);
  });

  it('refer to nothing that is not there, and to nothing in a circle', async () => {
    expect(cloudFormationReferenceProblems(cloudFormation())).toEqual([]);
    expect(terraformReferenceProblems(await terraform())).toEqual([]);
  });

  it('would be found out if they did', async () => {
    const broken = cloudFormationText()
      .replace('!GetAtt OwnNotes.Arn', '!GetAtt OwnNotes.Arm')
      .replace('UserPoolId: !Ref Users', 'UserPool: !Ref User');
    const template = parseCloudFormation(broken);
    expect(cloudFormationReferenceProblems(template)).toEqual([
      'WebClient refers to User, which there is not',
      'OwnData refers to OwnNotes.Arm, which there is not',
    ]);
    const { Type, Properties } = template.Resources.WebClient ?? { Type: '', Properties: {} };
    expect(propertyProblems('WebClient', Properties, CLOUDFORMATION[Type])).toEqual([
      'WebClient:  has no UserPoolId',
      'WebClient: there is no UserPool',
    ]);
    expect(() => parseCloudFormation('a: &x 1\nb: *x')).toThrow('does not support YAML aliases');
    expect(() => parseCloudFormation('a: !Reff x')).toThrow('Unresolved tag: !Reff');
    const circle = await parseTerraform({
      'a.tf': 'resource "a" "b" {\n c = a.d.id\n}\nresource "a" "d" {\n c = [a.b.id, var.e]\n}',
    });
    expect(terraformReferenceProblems(circle)).toEqual([
      'a.d refers to var.e, which there is not',
      'a circle: a.b -> a.d -> a.b',
    ]);
  });

  it('carry the same policies, trust, roles, groups, tags and keys in both languages', async () => {
    const fromCloudFormation = cloudFormationIam(cloudFormation(), DEPLOYMENT);
    const fromTerraform = terraformIam(await terraform(), DEPLOYMENT);
    expect(Object.keys(fromCloudFormation.policies)).toHaveLength(5);
    expect(Object.keys(fromCloudFormation.roles).toSorted()).toEqual([
      'auditor',
      'editor',
      'guest',
      'member',
    ]);
    expect(canonical(fromTerraform)).toEqual(canonical(fromCloudFormation));
  });

  it('name only policies that they have', () => {
    const { policies, roles, groups, authenticatedRole, guestRole } = cloudFormationIam(
      cloudFormation(),
      DEPLOYMENT,
    );
    for (const role of Object.values(roles)) {
      expect(role.policies.filter((name) => !(name in policies))).toEqual([]);
    }
    for (const role of [...Object.values(groups), authenticatedRole, guestRole])
      expect(roles).toHaveProperty(role);
  });

  it('are policies that the sandbox evaluates exactly as written', async () => {
    const { policies, roles } = cloudFormationIam(cloudFormation(), DEPLOYMENT);
    const sandbox = await Sandbox.start({
      roles: Object.entries(roles).map(([name, role]) => ({
        roleArn: `arn:aws:iam::${DEPLOYMENT.accountId}:role/${name}`,
        policies: Object.values(policies),
        trustPolicy: role.trustPolicy,
      })),
    });
    await sandbox.stop();
    expect(sandbox.region).toBe(DEPLOYMENT.region);
  });

  it('close the empty set wherever they ask for all values', () => {
    const { policies } = cloudFormationIam(cloudFormation(), DEPLOYMENT);
    for (const { Statement } of Object.values(policies)) {
      for (const { Condition = {} } of [Statement].flat()) {
        const ofAll = Object.entries(Condition).filter(([operator]) => operator.startsWith('ForAllValues:'));
        for (const key of ofAll.flatMap(([, keys]) => Object.keys(keys))) {
          expect(Condition.Null).toMatchObject({ [key]: 'false' });
        }
      }
    }
  });
});
