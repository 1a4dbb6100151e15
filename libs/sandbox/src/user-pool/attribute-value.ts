import type { AttributeType } from './standard-attributes.js';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const PHONE = /^\+[0-9]{1,15}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** What is wrong with a value, as Cognito says it, or `undefined` when nothing is. */
export function attributeValueFault(name: string, value: string, type: AttributeType): string | undefined {
  switch (type) {
    case 'string':
      return undefined;
    case 'boolean':
      return /^(?:true|false)$/i.test(value) ? undefined : schemaFault(name, 'must be true or false');
    case 'number':
      return isExactNumber(value) ? undefined : schemaFault(name, 'must be a number');
    case 'email':
      return EMAIL.test(value) ? undefined : 'Invalid email address format.';
    case 'phone':
      return PHONE.test(value) ? undefined : 'Invalid phone number format.';
    case 'birthdate':
      return DATE.test(value) ? undefined : schemaFault(name, 'must be a date such as 1990-12-31');
    case 'dateTime':
      return DATE_TIME.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : schemaFault(name, 'must be an ISO 8601 date and time such as 2030-12-31T23:59:59Z');
  }
}

/** Beyond the safe integers the claim would be another number than the attribute, or none at all. */
const isExactNumber = (text: string): boolean =>
  /^-?\d+(?:\.\d+)?$/.test(text) && Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER;

const schemaFault = (name: string, text: string): string =>
  `Attributes did not conform to the schema: ${name}: The attribute ${text}`;
