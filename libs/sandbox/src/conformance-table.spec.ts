import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OPERATIONS } from './dynamodb/operations/operation-table.js';
import { IDENTITY_POOL_OPERATIONS } from './identity-pool/operation-table.js';
import type { S3OperationName } from './s3/s3-operation.js';
import { STS_OPERATIONS } from './sts/sts-operations.js';
import { operations } from './user-pool/operations/operation-table.js';

/** As a record, so that the compiler misses none. */
const S3_OPERATIONS: Readonly<Record<S3OperationName, true>> = {
  CreateBucket: true,
  DeleteObject: true,
  GetObject: true,
  HeadBucket: true,
  HeadObject: true,
  ListBuckets: true,
  ListObjectsV2: true,
  PutObject: true,
};

const DISPATCHED: Readonly<Record<string, Iterable<string>>> = {
  'identity pools': IDENTITY_POOL_OPERATIONS.keys(),
  STS: STS_OPERATIONS.keys(),
  'user pools': operations.keys(),
  S3: Object.keys(S3_OPERATIONS),
  DynamoDB: OPERATIONS.keys(),
};

const STATES = ['implemented', 'refused', 'unverified', 'different'];

const text = readFileSync(path.join(process.cwd(), 'docs/sandbox-conformance.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('| -'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const ofOperations = rows.filter((cells) => cells.length === 4 && cells[0] !== 'service');
const ofBehaviours = rows.filter((cells) => cells.length === 3 && cells[0] !== 'behaviour');

describe('the conformance table', () => {
  const operationsOf = (service: string, state: string) =>
    ofOperations
      .filter((cells) => cells[0] === service && cells[2] === state)
      .map(([, name = '']) => name.replaceAll('`', ''));

  it.each(Object.entries(DISPATCHED))(
    'has exactly the operations of %s that are dispatched',
    (service, names) => {
      const dispatched = [...names].sort();
      expect(operationsOf(service, 'implemented').sort()).toEqual(dispatched);
      for (const refused of operationsOf(service, 'refused')) expect(dispatched).not.toContain(refused);
    },
  );

  it('has services that there are, and a state in every row', () => {
    expect(new Set(ofOperations.map(([service]) => service))).toEqual(new Set(Object.keys(DISPATCHED)));
    const states = [...ofOperations.map((cells) => cells[2]), ...ofBehaviours.map((cells) => cells[1])];
    expect(states.filter((state) => !STATES.includes(state ?? ''))).toEqual([]);
    expect(ofBehaviours.length).toBeGreaterThan(40);
  });

  it('says everything once', () => {
    const said = [
      ...ofOperations.map(([service, name]) => `${service} ${name}`),
      ...ofBehaviours.map(([what]) => what),
    ];
    expect(new Set(said).size).toBe(said.length);
  });
});
