import { freePort } from '../../../test/microservices/transports.js';
import { describeExample } from './walk.js';

describeExample('TCP', async () => `tcp://127.0.0.1:${await freePort()}`);
