/** The AWS of the measurements, in a process of its own: an identity pool and an S3 that say yes to everything. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const HOUR = 3_600;
const counts = { GetId: 0, GetCredentialsForIdentity: 0, s3: 0, connections: 0 };

const answers = {
  GetId: () => ({ IdentityId: `eu-west-1:${randomUUID()}` }),
  GetCredentialsForIdentity: ({ IdentityId }) => ({
    IdentityId,
    Credentials: {
      AccessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      SecretKey: randomBytes(30).toString('base64'),
      // As long as those of AWS.
      SessionToken: randomBytes(700).toString('base64'),
      Expiration: Date.now() / 1_000 + HOUR,
    },
  }),
};

const server = createServer((request, response) => {
  const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    counts[operation ?? 's3'] += 1;
    if (operation === undefined) {
      response.writeHead(200, { 'content-length': 0 }).end();
      return;
    }
    const body = JSON.stringify(answers[operation](JSON.parse(Buffer.concat(chunks).toString())));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  });
});
server.on('connection', () => (counts.connections += 1));

process.on('message', () => {
  process.send(counts);
  for (const name of Object.keys(counts)) counts[name] = 0;
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
