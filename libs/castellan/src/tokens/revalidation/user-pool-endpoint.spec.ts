import { refusalOf } from '../token-fixtures.spec-helper.js';
import { defaultEndpoint, readEndpoint } from './user-pool-endpoint.js';

describe('the endpoint of a user pool', () => {
  it.each([
    ['eu-west-1_AbC', 'https://cognito-idp.eu-west-1.amazonaws.com'],
    ['us-gov-west-1_AbC', 'https://cognito-idp.us-gov-west-1.amazonaws.com'],
    ['cn-north-1_AbC', 'https://cognito-idp.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1_AbC', 'https://cognito-idp.eusc-de-east-1.amazonaws.eu'],
  ])('of %s is %s', (userPoolId, endpoint) => {
    expect(defaultEndpoint(userPoolId, [`${endpoint}/${userPoolId}`])).toBe(endpoint);
  });

  it("is Cognito's for the updated issuer too", () => {
    const issuer = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC';
    expect(defaultEndpoint('eu-west-1_AbC', [issuer])).toBe('https://cognito-idp.eu-west-1.amazonaws.com');
  });

  it('is not known where an issuer is not of Cognito, so that no token of an emulator goes to AWS', () => {
    expect(defaultEndpoint('eu-west-1_AbC', ['http://127.0.0.1:9330/eu-west-1_AbC'])).toBeUndefined();
    expect(defaultEndpoint('local_AbC', [])).toBeUndefined();
  });

  it.each([
    'https://cognito.example',
    'http://127.0.0.1:9330',
    'http://localhost:9330/',
    'http://[::1]:9330',
  ])('can be %s', (endpoint) => {
    expect(readEndpoint(endpoint, 'endpoint', { ofAws: false })).toContain(endpoint);
  });

  it.each([
    'http://cognito.example',
    'https://user:secret@cognito.example',
    'https://cognito.example/?a=b',
    'ftp://127.0.0.1',
    'cognito',
    '',
    7,
  ])('cannot be %s', (endpoint) => {
    expect(refusalOf(() => readEndpoint(endpoint, 'endpoint', { ofAws: false }))).toBe(
      'configuration_invalid',
    );
  });

  it.each([
    ['https://cognito-idp.eu-west-1.amazonaws.com', true],
    ['https://cognito-idp-fips.us-gov-west-1.amazonaws.com', true],
    ['https://cognito-idp.cn-north-1.amazonaws.com.cn', true],
    ['http://127.0.0.1:9330', false],
    ['https://cognito.example', false],
    ['https://amazonaws.com.example', false],
    ['https://evilamazonaws.com', false],
  ])('in production, %s is allowed without saying so: %s', (endpoint, allowed) => {
    const outcome = refusalOf(() => readEndpoint(endpoint, 'endpoint', { ofAws: true }));
    expect(outcome === 'configuration_invalid').toBe(!allowed);
  });
});
