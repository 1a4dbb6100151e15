import { describeExample } from './walk.js';

describeExample('NATS', async () => `nats://127.0.0.1:${String(process.env.CASTELLAN_BROKER_NATS)}`);
