import { describeValue, wrongOption } from '../../tokens/option-checks.js';

const REGION = /^[a-z]{2,8}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/;

/** @throws ConfigurationError unless it can be a Region */
export function readRegion(value: unknown, path: string): string {
  if (typeof value === 'string' && REGION.test(value)) return value;
  throw wrongOption(path, describeValue(value), 'an AWS Region, such as eu-west-1');
}
