import { xmlElement, xmlText } from '../sts/xml.js';

/** Whose a bucket or an object is: everything here belongs to the account. */
export const ownerElement = (accountId: string): string => xmlElement('Owner', xmlText('ID', accountId));
