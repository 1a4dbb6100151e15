import { conditionContext, type ConditionKeys } from './condition-context.js';
import { conditionsHold } from './conditions.js';
import type { PolicyConditions } from './policy-document.js';
import { validateConditions } from './validate-condition.js';

type Row = [conditions: PolicyConditions, context: ConditionKeys, expected: boolean];

const expectVerdict = (conditions: PolicyConditions, context: ConditionKeys, expected: boolean): void => {
  validateConditions(conditions, 'Condition');
  expect(conditionsHold(conditions, { context: conditionContext(context), variables: true })).toBe(expected);
};

const LOCAL = '127.0.0.1';
const DATE = '2026-01-31T12:00:00Z';

describe('string conditions', () => {
  it.each<Row>([
    [{ StringEquals: { k: 'a' } }, { k: 'a' }, true],
    [{ StringEquals: { K: 'a' } }, { k: 'a' }, true],
    [{ StringEquals: { k: 'a' } }, { k: 'A' }, false],
    [{ StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
    [{ StringEquals: { k: 'a*' } }, { k: 'ab' }, false],
    [{ StringEquals: { k: 'a' } }, {}, false],
    [{ StringEquals: { k: 'a', l: 'b' } }, { k: 'a', l: 'c' }, false],
    [{ StringEquals: { k: 'a' }, StringLike: { l: 'b*' } }, { k: 'a', l: 'bc' }, true],
    [{ StringEquals: { k: 1 } }, { k: '1' }, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' }, true],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringEqualsIgnoreCase: { k: 'aB' } }, { k: 'Ab' }, true],
    [{ StringNotEqualsIgnoreCase: { k: 'aB' } }, { k: 'Ab' }, false],
    [{ StringLike: { k: 'a*c?' } }, { k: 'abbcd' }, true],
    [{ StringLike: { k: 'a*c?' } }, { k: 'abbc' }, false],
    [{ StringLike: { k: '*' } }, { k: '' }, true],
    [{ StringLike: { k: '*' } }, {}, false],
    [{ StringNotLike: { k: 'a*' } }, { k: 'ab' }, false],
    [{ StringNotLike: { k: 'a*' } }, {}, true],
    [{ StringEqualsIfExists: { k: 'a' } }, {}, true],
    [{ StringEqualsIfExists: { k: 'a' } }, { k: 'b' }, false],
    [{ StringEquals: { k: 'a' } }, { k: ['b', 'a'] }, true],
    [{ StringNotEquals: { k: 'a' } }, { k: ['b', 'a'] }, false],
  ])('%j with %j is %s', (...row) => expectVerdict(...row));
});

describe('other conditions', () => {
  it.each<Row>([
    [{ NumericEquals: { n: '10' } }, { n: '10.0' }, true],
    [{ NumericNotEquals: { n: 10 } }, { n: '10' }, false],
    [{ NumericLessThan: { n: 10 } }, { n: '9' }, true],
    [{ NumericLessThan: { n: 10 } }, { n: '10' }, false],
    [{ NumericLessThanEquals: { n: 10 } }, { n: '10' }, true],
    [{ NumericGreaterThan: { n: 10 } }, { n: '9' }, false],
    [{ NumericGreaterThanEquals: { n: -10 } }, { n: '-10' }, true],
    [{ NumericLessThanEquals: { n: 10 } }, { n: '' }, false],
    [{ NumericLessThanEquals: { n: 10 } }, { n: 'ten' }, false],
    [{ NumericLessThanEquals: { n: 10 } }, {}, false],
    [{ DateEquals: { d: '2026-01-31T13:00:00+01:00' } }, { d: DATE }, true],
    [{ DateNotEquals: { d: DATE } }, { d: DATE }, false],
    [{ DateLessThan: { d: '2026-02-01' } }, { d: DATE }, true],
    [{ DateLessThanEquals: { d: DATE } }, { d: DATE }, true],
    [{ DateGreaterThan: { d: '1769860799' } }, { d: DATE }, true],
    [{ DateGreaterThan: { d: '1769860800' } }, { d: DATE }, false],
    [{ DateGreaterThanEquals: { d: DATE } }, { d: '1769860800' }, true],
    [{ DateGreaterThan: { d: '2020-01-01' } }, { d: 'someday' }, false],
    [{ Bool: { b: 'false' } }, { b: 'false' }, true],
    [{ Bool: { b: true } }, { b: 'True' }, true],
    [{ Bool: { b: 'true' } }, {}, false],
    [{ BoolIfExists: { b: 'true' } }, {}, true],
    [{ IpAddress: { ip: '127.0.0.0/8' } }, { ip: LOCAL }, true],
    [{ IpAddress: { ip: ['10.0.0.1', LOCAL] } }, { ip: LOCAL }, true],
    [{ IpAddress: { ip: '10.0.0.0/8' } }, { ip: LOCAL }, false],
    [{ IpAddress: { ip: '2001:db8::/32' } }, { ip: '2001:db8::1' }, true],
    [{ IpAddress: { ip: '10.0.0.0/8' } }, { ip: 'nonsense' }, false],
    [{ NotIpAddress: { ip: '127.0.0.0/8' } }, { ip: LOCAL }, false],
    [{ NotIpAddress: { ip: '10.0.0.0/8' } }, { ip: LOCAL }, true],
    [{ ArnLike: { a: 'arn:aws:iam::*:role/app/*' } }, { a: 'arn:aws:iam::123456789012:role/app/x:y' }, true],
    [{ ArnEquals: { a: 'arn:aws:iam::1*:role/x' } }, { a: 'arn:aws:iam::12:role/x' }, true],
    [{ ArnLike: { a: 'arn:aws:*:::x' } }, { a: 'arn:aws:s3:eu:1:x' }, false],
    [{ ArnLike: { a: 'arn:aws:s3:::${t}/*' } }, { a: 'arn:aws:s3:::b/c', t: 'b' }, true],
    [{ ArnLike: { a: 'arn:aws:sns:*:*:t:s*' } }, { a: 'arn:aws:sns:eu:1:t:sub' }, true],
    [{ ArnLike: { a: 'arn:aws:s3:::*' } }, { a: 'no arn' }, false],
    [{ ArnNotEquals: { a: 'arn:aws:s3:::b' } }, { a: 'arn:aws:s3:::b' }, false],
    [{ ArnNotLike: { a: 'arn:aws:s3:::b*' } }, { a: 'arn:aws:s3:::c' }, true],
    [{ Null: { k: 'true' } }, {}, true],
    [{ Null: { k: true } }, { k: 'a' }, false],
    [{ Null: { k: 'false' } }, { k: 'a' }, true],
    [{ Null: { k: 'FALSE' } }, {}, false],
    [{ Null: { k: 'true' } }, { k: [] }, true],
  ])('%j with %j is %s', (...row) => expectVerdict(...row));
});

describe('conditions on several values', () => {
  it.each<Row>([
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'b'] }, true],
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a'] }, true],
    [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['a', 'c'] }, false],
    [{ 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
    [{ 'ForAllValues:StringEquals': { k: 'a' }, Null: { k: 'false' } }, {}, false],
    [{ 'ForAllValues:StringNotEquals': { k: 'a' } }, { k: ['b', 'c'] }, true],
    [{ 'ForAllValues:StringNotEquals': { k: 'a' } }, { k: ['a', 'c'] }, false],
    [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, true],
    [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['c'] }, false],
    [{ 'ForAnyValue:StringEquals': { k: 'a' } }, {}, false],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a', 'b'] }, true],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a'] }, false],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}, false],
    [{ 'ForAnyValue:StringLikeIfExists': { k: 'a*' } }, {}, true],
    [{ 'ForAnyValue:StringLike': { k: 'authenticated' } }, { k: ['authenticated', 'provider'] }, true],
  ])('%j with %j is %s', (...row) => expectVerdict(...row));
});
