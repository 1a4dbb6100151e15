import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CloudFormationTemplate, parseCloudFormation } from './cloudformation.js';
import { parseTerraform, type TerraformConfiguration } from './terraform.js';

const FOLDER = path.resolve(__dirname, '../../examples/iam');
const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');

export const cloudFormationText = (): string => read('template.yaml');

export const cloudFormation = (): CloudFormationTemplate => parseCloudFormation(cloudFormationText());

export const terraform = async (): Promise<TerraformConfiguration> =>
  parseTerraform({
    'main.tf': read('main.tf'),
    'roles.tf': read('roles.tf'),
    'policies.tf': read('policies.tf'),
  });
