import { ServiceError } from '../http/service-error.js';
import { decodeFormText } from '../sigv4/request-target.js';

const VERSION = '2011-06-15';
const ACTION = 'GetCallerIdentity';

/** The operation a form asks for. Throws a `ServiceError` for every one but `GetCallerIdentity`. */
export function parseStsAction(form: string): typeof ACTION {
  const fields = new Map<string, string>();
  for (const pair of form.split('&')) {
    const [name, value] = pair.split('=', 2).map(decodeFormText);
    if (pair === '') continue;
    if (name === undefined || value === undefined || fields.has(name)) {
      throw new ServiceError('MalformedQueryString', 'Each field of the form is name=value, once.');
    }
    fields.set(name, value);
  }
  const action = fields.get('Action');
  const version = fields.get('Version');
  if (action === undefined) throw new ServiceError('MissingAction', 'The form has no field Action.');
  if (action !== ACTION || version !== VERSION) {
    throw new ServiceError(
      'InvalidAction',
      `Could not find operation ${action} for version ${version ?? 'NO_VERSION_SPECIFIED'}`,
    );
  }
  return ACTION;
}
