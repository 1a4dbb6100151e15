/** The `Credential` of a signature: which key signed, and for what. */
export interface Credential {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

const CREDENTIAL = /^([A-Za-z0-9]{16,128})\/(\d{8})\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request$/;

export function parseCredential(text: string): Credential | undefined {
  const [, accessKeyId, date, region, service] = CREDENTIAL.exec(text) ?? [];
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined) {
    return undefined;
  }
  return { accessKeyId, date, region, service };
}

export const scopeOf = ({ date, region, service }: Credential): string =>
  `${date}/${region}/${service}/aws4_request`;
