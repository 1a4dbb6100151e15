import { cognitoIssuers, isCognitoIssuer, isEmulatorIssuer } from './issuer.js';

const ID = 'eu-west-1_AbCdEfGhI';
const LONG_ID = `eu-west-1_${'a'.repeat(55)}`;

describe('cognitoIssuers', () => {
  it.each([
    [ID, 'cognito-idp.eu-west-1.amazonaws.com'],
    ['us-gov-east-1_a', 'cognito-idp.us-gov-east-1.amazonaws.com'],
    ['cn-northwest-1_a', 'cognito-idp.cn-northwest-1.amazonaws.com.cn'],
    ['eusc-de-east-1_a', 'cognito-idp.eusc-de-east-1.amazonaws.eu'],
  ])('are the original and the updated one of %s', (userPoolId, host) => {
    expect(cognitoIssuers(userPoolId)).toEqual([
      `https://${host}/${userPoolId}`,
      `https://issuer-${host}/${userPoolId}`,
    ]);
  });

  it('are none where the Region is not known', () => {
    expect(cognitoIssuers('local_pool')).toEqual([]);
  });
});

describe('isCognitoIssuer', () => {
  it.each([ID, 'us-gov-east-1_a', 'cn-northwest-1_a', 'eusc-de-east-1_a', LONG_ID])(
    'knows those of %s',
    (id) => {
      for (const issuer of cognitoIssuers(id)) expect(isCognitoIssuer(issuer)).toBe(true);
    },
  );

  it.each([
    undefined,
    null,
    7,
    {},
    [`https://cognito-idp.eu-west-1.amazonaws.com/${ID}`],
    '',
    ID,
    `http://cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com/${ID}/`,
    `https://cognito-idp.eu-west-1.amazonaws.com/${ID}\n`,
    `https://cognito-idp.eu-west-1.amazonaws.com:443/${ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com//${ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com.evil.example/${ID}`,
    `https://evil.example/cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://evil.example#cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://user@cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://issuer.cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://Cognito-idp.eu-west-1.amazonaws.com/${ID}`,
    `https://cognito-idp.us-east-1.amazonaws.com/${ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com.cn/${ID}`,
    `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_${'a'.repeat(56)}`,
    `http://127.0.0.1:9330/${ID}`,
  ])('does not know %j', (claim) => {
    expect(isCognitoIssuer(claim)).toBe(false);
  });

  it('does not know a text of any length', () => {
    const endless = `https://cognito-idp.eu-west-1.amazonaws.com/${'eu-west-1_'.repeat(1_000_000)}`;
    expect(isCognitoIssuer(endless)).toBe(false);
  });
});

describe('isEmulatorIssuer', () => {
  it.each([`http://127.0.0.1:9330/${ID}`, `http://localhost:9229/local_pool`, `http://[::1]:1/${ID}`])(
    'knows %s',
    (issuer) => {
      expect(isEmulatorIssuer(issuer)).toBe(true);
    },
  );

  it.each([
    undefined,
    `https://127.0.0.1:9330/${ID}`,
    `http://127.0.0.1.evil.example/${ID}`,
    `http://10.0.0.1:9330/${ID}`,
    `http://127.0.0.1:9330/a/${ID}`,
    `http://127.0.0.1:9330/?/${ID}`,
    `http://user@127.0.0.1:9330/${ID}`,
    'http://127.0.0.1:9330/',
    `http:///${ID}`,
  ])('does not know %j', (claim) => {
    expect(isEmulatorIssuer(claim)).toBe(false);
  });
});
